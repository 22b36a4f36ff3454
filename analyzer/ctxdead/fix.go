package ctxdead

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// outer gives the call the context that the group's was made from. Where both
// have one name there is no telling what was meant.
func outer(call *lifetime.Call, arg ast.Expr, made *ast.CallExpr) *analysis.SuggestedFix {
	p := call.Func.Pkg
	if made == nil || len(made.Args) == 0 {
		return nil
	}
	parent, ok := made.Args[0].(*ast.Ident)
	if !ok || p.Variable(parent) == p.Variable(arg) || !p.Constant(p.Variable(parent)) {
		return nil
	}
	return &analysis.SuggestedFix{
		Message:   "Use " + parent.Name + ", which Wait does not cancel",
		TextEdits: []analysis.TextEdit{{Pos: arg.Pos(), End: arg.End(), NewText: []byte(parent.Name)}},
	}
}

// fix gives the call a context that is alive. Where the call itself sets a
// time limit, detaching its parent is all. Elsewhere a detached context alone
// might never end, so the fix adds a limit.
func fix(call *lifetime.Call, arg ast.Expr, e *effects.Effects) *analysis.SuggestedFix {
	r := rewrite.At(call.Func.Pkg.Pass, call.Pos())
	if !r.Since("go1.21") { // WithoutCancel
		return nil
	}
	detached := r.Qualified("context", "WithoutCancel") + "(" + r.Text(arg) + ")"
	edits, ok := r.Import("context")
	if !ok {
		return nil
	}
	if e.Makes == effects.Derived && e.Cancels {
		return &analysis.SuggestedFix{
			Message:   "Detach the new context from the dead one",
			TextEdits: append(edits, analysis.TextEdit{Pos: arg.Pos(), End: arg.End(), NewText: []byte(detached)}),
		}
	}
	stmt, last := r.Line(call.Func.Body, call.CallExpr)
	if stmt == nil || call.Mode != lifetime.Now || call.Loop != nil && !last {
		return nil // a deferred cancel would come too early, or pile up
	}
	more, ok := r.Import("time")
	if !ok {
		return nil
	}
	live, cancel := r.Fresh(call.Func, "liveCtx"), r.Fresh(call.Func, "cancel")
	in := r.Indent(stmt.Pos())
	text := live + ", " + cancel + " := " + r.Qualified("context", "WithTimeout") + "(" + detached + ", 10*" + r.Qualified("time", "Second") + ")\n" +
		in + "defer " + cancel + "()\n" + in
	return &analysis.SuggestedFix{
		Message: "Give the call ten seconds of its own",
		TextEdits: append(append(edits, more...),
			analysis.TextEdit{Pos: stmt.Pos(), End: stmt.Pos(), NewText: []byte(text)},
			analysis.TextEdit{Pos: arg.Pos(), End: arg.End(), NewText: []byte(live)}),
	}
}
