package wgbalance

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// deferred moves a Done from the end of a body to its beginning. What the body
// defers comes before it then, and not after: so it must not wait.
func deferred(l *lifetime.Ledger, f *lifetime.Func, done *lifetime.Count) *analysis.SuggestedFix {
	list := f.Body.List
	last, ok := list[len(list)-1].(*ast.ExprStmt)
	if !ok || last.X != done.CallExpr || done.Kind != lifetime.Dones || len(done.Args) > 0 || len(list) < 2 {
		return nil
	}
	for _, c := range f.Calls {
		if c.Mode != lifetime.Later || harmless(f.Pkg, c) {
			continue
		}
		if g := l.Body(c); g == nil || len(g.Ops) > 0 || len(g.Selects) > 0 {
			return nil
		}
	}
	r := rewrite.At(f.Pkg.Pass, f.Body.Pos())
	place := f.Pkg.Place(done.Group)
	if !place.Known() || holds(f, place.Root) && !isParam(f, place) || !r.First(list[0]) || !r.First(last) || !r.EndsLine(last.End()) || !r.EndsLine(list[len(list)-2].End()) {
		return nil
	}
	return &analysis.SuggestedFix{
		Message: "Defer " + lifetime.Text(done.Fun),
		TextEdits: []analysis.TextEdit{
			{Pos: list[0].Pos(), End: list[0].Pos(), NewText: []byte("defer " + r.Text(done.CallExpr) + "\n" + r.Indent(list[0].Pos()))},
			{Pos: list[len(list)-2].End(), End: last.End()},
		},
	}
}
