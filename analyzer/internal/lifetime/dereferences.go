package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// Dereferences reports whether the function panics at once if a pointer that it is
// given is nil: it looks behind it before it has asked for anything, and gives it
// no other value.
func (f *Func) Dereferences(v *types.Var) bool {
	if _, ok := v.Type().Underlying().(*types.Pointer); !ok || len(f.Pkg.defs[v]) > 0 {
		return false
	}
	for _, s := range f.Body.List {
		asks := true
		var always []ast.Node // what is evaluated of it in any case
		switch s := s.(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.DeclStmt, *ast.ReturnStmt, *ast.IncDecStmt:
			always, asks = []ast.Node{s}, false
		case *ast.IfStmt:
			always = []ast.Node{s.Init, s.Cond}
		case *ast.SwitchStmt:
			always = []ast.Node{s.Init, s.Tag}
		case *ast.ForStmt:
			always = []ast.Node{s.Init, s.Cond}
		case *ast.RangeStmt:
			always = []ast.Node{s.X}
		}
		if slices.ContainsFunc(always, func(n ast.Node) bool { return n != nil && f.behind(n, v) }) {
			return true
		}
		if asks {
			return false
		}
	}
	return false
}

// behind reports whether a node always looks at what a pointer points to.
func (f *Func) behind(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BinaryExpr:
			if x.Op == token.LAND || x.Op == token.LOR {
				found = found || f.behind(x.X, v)
				return false
			}
		case *ast.StarExpr:
			found = found || f.Pkg.Variable(x.X) == v
		case *ast.SelectorExpr:
			at := f.Pkg.Info.Selections[x]
			found = found || at != nil && at.Kind() == types.FieldVal && f.Pkg.Variable(x.X) == v
		}
		return !found
	})
	return found
}
