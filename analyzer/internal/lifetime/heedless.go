package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: does it matter that a group's goroutine has failed?

// Heedless reports whether all who wait for a group of f do nothing with its error
// but say it: then one that fails is not meant to end the others.
func (f *Func) Heedless(group ast.Expr) bool {
	v := f.Pkg.Variable(group)
	waits, heedless := 0, true
	for g := range f.each {
		for _, c := range g.Calls {
			if v != nil && c.Callee != nil && c.Callee.Name() == "Wait" && g.receiver(c) == v {
				waits++
				heedless = heedless && g.onlySaid(c.CallExpr)
			}
		}
	}
	return waits > 0 && heedless
}

// onlySaid reports whether the error of a call is dropped, or only said.
func (f *Func) onlySaid(call *ast.CallExpr) bool {
	if f.drops(call) {
		return true
	}
	a, ok := f.Pkg.holders[call].def.Node.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 {
		return false
	}
	id, ok := a.Lhs[0].(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := f.Pkg.Info.Defs[id].(*types.Var)
	if !ok {
		return false
	}
	said := true
	eachUse(f.Pkg.Info, f.Body, v, func(_ *ast.Ident, stack []ast.Node) {
		said = said && f.says(stack)
	})
	return said
}

// says reports whether the nodes around an expression are a call that only says it, or
// the condition of a branch in which there is nothing but such calls.
func (f *Func) says(stack []ast.Node) bool {
	for _, n := range slices.Backward(stack) {
		switch n := n.(type) {
		case *ast.IfStmt:
			return n.Else == nil && !slices.ContainsFunc(n.Body.List, func(s ast.Stmt) bool { return !f.isSaying(s) })
		case ast.Stmt:
			return f.isSaying(n)
		}
	}
	return false
}

// levels begin the names of what logs.
var levels = []string{"Trace", "Debug", "Info", "Notice", "Warn", "Error", "Log", "Print"}

// isSaying reports whether a statement is a call that logs: a name is enough for
// silence.
func (f *Func) isSaying(s ast.Stmt) bool {
	e, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := ast.Unparen(e.X).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := f.Pkg.CalleeOf(call)
	named := fn != nil && fn.Signature().Results().Len() == 0 && !known.Is(fn, "net/http.Error") &&
		slices.ContainsFunc(levels, func(level string) bool { return strings.HasPrefix(fn.Name(), level) })
	return named || f.Pkg.Quiet(call)
}
