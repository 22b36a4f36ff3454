package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
)

// FailedStart reports whether a return stands where a test says that the
// starting call has returned an error. Of several values of the error variable
// the test means the one before it in the source.
func (f *Func) FailedStart(start *Call, ret *ast.ReturnStmt) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.IfStmt)
		if !ok || found || !within(ret.Pos(), s) {
			return !found
		}
		switch {
		case within(ret.Pos(), s.Body):
			found = f.tests(s.Cond, start, token.NEQ)
		case s.Else != nil && within(ret.Pos(), s.Else):
			found = f.tests(s.Cond, start, token.EQL)
		}
		return !found
	})
	return found
}

// tests reports whether a condition compares the error of a call with nil, or
// asks something else about it.
func (f *Func) tests(cond ast.Expr, start *Call, op token.Token) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if f.Pkg.Info.Types[n.Y].IsNil() && n.Op != op && (n.Op == token.EQL || n.Op == token.NEQ) {
				return false
			}
		case *ast.CallExpr:
			found = found || n == start.CallExpr
		case *ast.Ident:
			found = found || f.lastDef(f.Pkg.Variable(n), cond.Pos(), start)
		}
		return !found
	})
	return found
}

// lastDef reports whether the last value that a variable got before a position
// is what the call returns.
func (f *Func) lastDef(v *types.Var, before token.Pos, start *Call) bool {
	var last Def
	for _, d := range f.Pkg.defs[v] {
		if d.Node != nil && d.Node.Pos() < before && (last.Node == nil || last.Node.Pos() < d.Node.Pos()) {
			last = d
		}
	}
	return last.Rhs != nil && ast.Unparen(last.Rhs) == start.CallExpr
}

// failures returns the branches in which the starting call has returned an
// error.
func (f *Func) failures(start *Call) (all []ast.Node) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			if f.tests(n.Cond, start, token.NEQ) {
				all = append(all, n.Body)
			}
			if n.Else != nil && f.tests(n.Cond, start, token.EQL) {
				all = append(all, n.Else)
			}
		}
		return true
	})
	return all
}
