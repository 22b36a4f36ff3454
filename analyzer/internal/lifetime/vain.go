package lifetime

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// This file answers: would a deferred call have had anything left to do?

// vain reports whether a position stands where a test says that what a deferred
// call is to do has failed already: who cannot write to a buffered writer cannot
// flush it.
func (f *Func) vain(d *Call, at token.Pos) bool {
	var tests []ast.Expr
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.IfStmt); ok && within(at, s.Body) {
			if b, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr); ok && b.Op == token.NEQ {
				tests = append(tests, b)
			}
		}
		return true
	})
	return slices.ContainsFunc(f.Calls, func(c *Call) bool {
		return c.CallExpr != d.CallExpr && f.Pkg.sameWork(c, d) &&
			slices.ContainsFunc(tests, func(cond ast.Expr) bool { return f.tests(cond, c, token.NEQ) })
	})
}

// sameWork reports whether a call does what a deferred one does, or writes to
// what that one flushes or closes.
func (p *Package) sameWork(c, d *Call) bool {
	if c.Callee == nil {
		return false
	}
	if c.Callee == d.Callee && Text(c.CallExpr) == Text(d.CallExpr) {
		return true
	}
	sel, ok := ast.Unparen(d.Fun).(*ast.SelectorExpr)
	if !ok || p.Info.Selections[sel] == nil || !p.Place(sel.X).Known() {
		return false
	}
	to, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	switch name := c.Callee.FullName(); {
	case ok && p.Info.Selections[to] != nil && (strings.HasPrefix(to.Sel.Name, "Write") || strings.HasPrefix(to.Sel.Name, "Flush")):
		return p.Place(to.X) == p.Place(sel.X)
	case strings.HasPrefix(name, "fmt.Fprint"), name == "io.WriteString":
		return p.Place(c.Args[0]) == p.Place(sel.X)
	}
	return false
}
