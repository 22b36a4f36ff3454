package ctxloop

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// check returns a test of the context for a loop that has none: as its
// condition where the function returns nothing, else as its first statement.
func check(l *lifetime.Loop, ctx *lifetime.Context) *analysis.SuggestedFix {
	s, ok := l.Stmt.(*ast.ForStmt)
	if !ok || s.Cond != nil || s.Post != nil || s.Init != nil || ctx.Origin > lifetime.Field {
		return nil
	}
	f := l.Func
	r := rewrite.At(f.Pkg.Pass, s.Pos())
	if f.Sig.Results().Len() == 0 && l.Last() {
		at := s.Pos() + 3
		return &analysis.SuggestedFix{
			Message:   "Loop while " + ctx.Name + " is not done",
			TextEdits: []analysis.TextEdit{{Pos: at, End: at, NewText: []byte(" " + ctx.Name + ".Err() == nil")}},
		}
	}
	leave, ok := r.Leave(f, ctx)
	if !ok || len(l.Body.List) == 0 || !r.First(l.Body.List[0]) {
		return nil
	}
	at := l.Body.List[0].Pos()
	in := "\n" + r.Indent(at)
	return &analysis.SuggestedFix{
		Message:   "Leave the loop when " + ctx.Name + " is done",
		TextEdits: []analysis.TextEdit{{Pos: at, End: at, NewText: []byte("if " + ctx.Name + ".Err() != nil {" + in + "\t" + leave + in + "}" + in)}},
	}
}
