package ctxlost

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// fix defers the call, where the context is no longer needed when the function
// returns: it is not in a loop, and the context goes nowhere.
func fix(f *lifetime.Func, d *lifetime.Debt, loss *lifetime.Lapse) *analysis.SuggestedFix {
	a, ok := d.Node.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE || d.Ctx == nil || d.Err != nil || d.Call.Loop != nil || f.Outlives(d.Ctx, f.Body) {
		return nil
	}
	if loss.Kind != lifetime.LostAtOnce && (loss.Kind != lifetime.LostHere || loss.Last != nil) {
		return nil
	}
	r := rewrite.At(f.Pkg.Pass, d.Node.Pos())
	if stmt, _ := r.Line(f.Body, d.Call.CallExpr); stmt != ast.Stmt(a) {
		return nil
	}
	name, args := lifetime.Text(d.Name), ""
	var edits []analysis.TextEdit
	if loss.Kind == lifetime.LostAtOnce {
		name = r.Fresh(f, "cancel")
		edits = append(edits, analysis.TextEdit{Pos: d.Name.Pos(), End: d.Name.End(), NewText: []byte(name)})
	}
	if d.TakesCause() {
		args = "nil"
	}
	text := "\n" + r.Indent(a.Pos()) + "defer " + name + "(" + args + ")"
	return &analysis.SuggestedFix{
		Message:   "Defer the call of " + name,
		TextEdits: append(edits, analysis.TextEdit{Pos: a.End(), End: a.End(), NewText: []byte(text)}),
	}
}
