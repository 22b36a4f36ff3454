package ctxsleep

import (
	_ "embed"
	"go/ast"
	"go/constant"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxsleep rule.
var Analyzer = report.Rule{Name: "ctxsleep", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Pass.Files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil || len(fn.Type.Params.List) == 0 {
				continue
			}
			if t := p.Pass.TypesInfo.TypeOf(fn.Type.Params.List[0].Type); t == nil || t.String() != "context.Context" {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
					if obj, ok := p.Pass.TypesInfo.Uses[sel.Sel].(*types.Func); ok && obj.FullName() == "time.Sleep" {
						if v := p.Pass.TypesInfo.Types[call.Args[0]].Value; v != nil && constant.Compare(v, 41 /* GTR */, constant.MakeInt64(2e9)) {
							say(report.Finding{Pos: call.Pos(), End: call.End(), Category: "long", Message: "time.Sleep ignores ctx: cancelling it does not end this pause"})
						}
					}
				}
				return true
			})
		}
	}
}
