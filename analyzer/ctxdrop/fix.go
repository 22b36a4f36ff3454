package ctxdrop

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// fix calls the variant, where it has the same parameters behind the context.
func fix(f *lifetime.Func, c *lifetime.Call, ctx *lifetime.Context, v *variant) *analysis.SuggestedFix {
	if v == nil || v.fn == nil || ctx.Origin > lifetime.Field {
		return nil
	}
	var name *ast.Ident
	switch fun := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		name = fun
	case *ast.SelectorExpr:
		name = fun.Sel
	default:
		return nil
	}
	first, at := ctx.Name, c.Lparen+1
	if len(c.Args) > 0 {
		first, at = first+", ", c.Args[0].Pos()
	}
	return &analysis.SuggestedFix{
		Message: "Call " + v.fn.Name() + " with " + ctx.Name,
		TextEdits: []analysis.TextEdit{
			{Pos: name.Pos(), End: name.End(), NewText: []byte(v.fn.Name())},
			{Pos: at, End: at, NewText: []byte(first)},
		},
	}
}
