package lifetime

import (
	"go/ast"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: who ends the goroutine of whoever calls it?

// Goexits returns the calls of runtime.Goexit that end somebody else's
// goroutine: not in the body of a goroutine, which could as well return, and
// not in main or a deferred call, where that is the only way, and not where a
// function always does it, which its callers know. One under a test of variables
// or a message alone passes on what somebody else did, and a case of a switch is
// what somebody asked for.
func (f *Func) Goexits() (all []*Call) {
	runs, e := f.Pkg.runners()[f], f.Pkg.Effects(f.Obj)
	if e != nil && e.NoReturn || f.Role == Spawned || f.Role == Deferred || f.Name() == "main" || len(runs) > 0 && !slices.ContainsFunc(runs, func(r runner) bool { return r.Mode != Apart && !r.apart }) {
		return nil
	}
	for _, c := range f.Calls {
		if known.Is(c.Callee, "runtime.Goexit") && c.Mode == Now && c.Depth > 0 && !f.passesOn(c) {
			all = append(all, c)
		}
	}
	return all
}

func (f *Func) passesOn(c *Call) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.IfStmt:
			found = found || within(c.Pos(), s.Body) && f.Pkg.variables(s.Cond)
		case *ast.SwitchStmt:
			found = found || within(c.Pos(), s.Body) && s.Tag != nil && f.isGiven(s.Tag)
		}
		return true
	})
	return found
}

// variables reports whether an expression is a variable, or a message, or compares
// two.
func (p *Package) variables(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		return p.variables(e.X) && p.variables(e.Y)
	case *ast.UnaryExpr:
		return p.variables(e.X)
	}
	return p.Variable(e) != nil
}
