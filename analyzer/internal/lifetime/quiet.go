package lifetime

import (
	"go/ast"
	"go/types"
)

// onlyLogs reports whether the function does nothing but say something.
func (f *Func) onlyLogs() bool {
	if len(f.Calls) == 0 || len(f.Ops) > 0 || f.Sig.Results().Len() > 0 {
		return false
	}
	quiet := true
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt, *ast.SendStmt, *ast.SelectStmt, *ast.ForStmt, *ast.RangeStmt, *ast.IncDecStmt:
			quiet = false
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				id, ok := l.(*ast.Ident)
				quiet = quiet && ok && (id.Name == "_" || f.Pkg.Info.Defs[id] != nil)
			}
		case *ast.CallExpr:
			quiet = quiet && f.Pkg.Quiet(n)
		}
		return quiet
	})
	return quiet
}

// Quiet reports whether a call changes nothing that anybody waits for: it
// logs, formats, converts, or is a builtin that only looks.
func (p *Package) Quiet(call *ast.CallExpr) bool {
	if p.Info.Types[call.Fun].IsType() {
		return true
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := p.Info.Uses[id].(*types.Builtin); ok {
			return b.Name() != "close" && b.Name() != "panic" && b.Name() != "delete" && b.Name() != "clear"
		}
	}
	if p.asksContext(call) {
		return true
	}
	fn := p.CalleeOf(call)
	if fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "time" && fn.Name() != "Sleep" && fn.Name() != "AfterFunc" && fn.Name() != "Stop" && fn.Name() != "Reset" {
		return true
	}
	if fn != nil && fn.Name() == "Error" && fn.Signature().Params().Len() == 0 || fn != nil && fn.Name() == "String" && fn.Signature().Params().Len() == 0 {
		return true
	}
	e := p.Effects(fn)
	return e != nil && e.Logs
}
