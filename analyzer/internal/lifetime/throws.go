package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// This file answers: does an error leave the loop by a panic?

// thrown reports whether a function that the loop calls panics where it has met an
// error, and a deferred function of the loop's own recovers: that is a way out.
func (l *Loop) thrown() bool {
	f := l.Func
	catches := slices.ContainsFunc(f.inner, func(g *Func) bool { return g.Role == Deferred && g.callsBuiltin(g.Body, "recover") })
	return catches && slices.ContainsFunc(f.Calls, func(c *Call) bool {
		g := f.Pkg.Body(c.CallExpr)
		return g != nil && c.Mode == Now && l.Contains(c.Pos()) && g.throws(0)
	})
}

// throws reports whether a function, or one that it calls, panics in a branch that an
// error leads to.
func (f *Func) throws(depth int) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.IfStmt); ok {
			b, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr)
			found = found || ok && b.Op == token.NEQ && isError(f.Pkg.Info.TypeOf(b.X)) && f.callsBuiltin(s.Body, "panic")
		}
		return !found
	})
	return found || depth < 3 && slices.ContainsFunc(f.Calls, func(c *Call) bool {
		g := f.Pkg.Body(c.CallExpr)
		return g != nil && c.Mode == Now && g.throws(depth+1)
	})
}

// callsBuiltin reports whether a part of a function calls a built-in one.
func (f *Func) callsBuiltin(region ast.Node, name string) bool {
	found := false
	ast.Inspect(region, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			_, is := f.Pkg.Info.Uses[id].(*types.Builtin)
			found = found || is
		}
		return !found
	})
	return found
}
