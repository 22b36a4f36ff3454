package ctxsleep

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// fix returns a select on the timer and the context, in a function that can
// say why it left early: one whose last result is an error.
func fix(pause *lifetime.Pause, ctx *lifetime.Context) *analysis.SuggestedFix {
	f := pause.Func
	call, ok := pause.Node.(*ast.CallExpr)
	if !ok || pause.Callee != nil {
		return nil
	}
	r := rewrite.At(f.Pkg.Pass, call.Pos())
	stmt := r.Statement(f.Body, call)
	leave, ok := r.Leave(f, ctx)
	if stmt == nil || !ok {
		return nil
	}
	length, in := r.Text(call.Args[0]), r.Indent(stmt.Pos())
	timer := r.Qualified("time", "After") + "(" + length + ")"
	text := "select {\n" +
		in + "case <-" + timer + ":\n" +
		in + "case <-" + ctx.Name + ".Done():\n" +
		in + "\t" + leave + "\n" +
		in + "}"
	if !r.Since("go1.23") { // older timers are not collected before they fire
		timer = r.Qualified("time", "NewTimer") + "(" + length + ")"
		name := r.Fresh(f, "timer")
		text = name + " := " + timer + "\n" +
			in + "select {\n" +
			in + "case <-" + name + ".C:\n" +
			in + "case <-" + ctx.Name + ".Done():\n" +
			in + "\t" + name + ".Stop()\n" +
			in + "\t" + leave + "\n" +
			in + "}"
	}
	return &analysis.SuggestedFix{
		Message:   "Wait for the timer or " + ctx.Name + ".Done()",
		TextEdits: []analysis.TextEdit{{Pos: stmt.Pos(), End: stmt.End(), NewText: []byte(text)}},
	}
}
