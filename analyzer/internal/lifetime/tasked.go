package lifetime

import (
	"go/ast"
	"go/types"
)

// This file answers: which local variables are given tasks, and by nobody waited
// for?

// Groups returns the local variables of f that are given tasks, an errgroup or a
// pool, that f keeps to itself, and that it neither stops nor waits for. A task
// with a future has somebody else to wait for it.
func (f *Func) Groups() (all []*Held) {
	p := f.Pkg
	seen := map[*types.Var]bool{}
	for _, c := range f.Calls {
		v := f.tasked(c)
		if v == nil || seen[v] || v.IsField() || p.params[v] != nil || v.Parent() == p.Pass.Pkg.Scope() {
			continue
		}
		seen[v] = true
		if within(v.Pos(), f.Node) && !f.stopped(v) && !f.lends(v) && p.made(v) && !f.startsEndless(c) {
			all = append(all, &Held{Var: v, Start: c, Level: Certain})
		}
	}
	return all
}

// tasked returns the variable whose object a call gives a task that nothing else
// tells of, or nil.
func (f *Func) tasked(c *Call) *types.Var {
	p := f.Pkg
	e := p.Effects(c.Callee)
	if e == nil || e.Tasks == 0 || c.Mode == Apart || !f.drops(c.CallExpr) && hasFuture(c.Callee) {
		return nil
	}
	if e.Tasks&receiver != 0 {
		return f.receiver(c)
	}
	for i, arg := range c.Args {
		if e.Tasks.Has(i) {
			return p.Variable(arg)
		}
	}
	return nil
}

// Fails reports whether the tasks that start with a group's first return an
// error.
func (h *Held) Fails() bool {
	e := h.Start.Func.Pkg.Effects(h.Start.Callee)
	params := h.Start.Callee.Signature().Params()
	for i := range params.Len() {
		sig, ok := params.At(i).Type().Underlying().(*types.Signature)
		if !ok || !e.Spawns.Has(i) {
			continue
		}
		if n := sig.Results().Len(); n > 0 && isError(sig.Results().At(n-1).Type()) {
			return true
		}
	}
	return false
}

// startsEndless reports whether what a call starts never ends: then no wait is
// missing, for it would never return.
func (f *Func) startsEndless(c *Call) bool {
	e := f.Pkg.Effects(c.Callee)
	for i, arg := range c.Args {
		if body := f.Pkg.FuncOfValue(arg); body != nil && e.Spawns.Has(i) {
			if holder, _ := body.Endless(); holder != nil {
				return true
			}
		}
	}
	return false
}

// hasFuture reports whether a function returns more than an error and yes or no.
func hasFuture(fn *types.Func) bool {
	for v := range fn.Signature().Results().Variables() {
		if _, plain := v.Type().Underlying().(*types.Basic); !plain && !isError(v.Type()) {
			return true
		}
	}
	return false
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// made reports whether a variable holds what its function made: nobody else has
// it, and no constructor started more than it was told.
func (p *Package) made(v *types.Var) bool {
	for _, d := range p.defs[v] {
		switch x := ast.Unparen(d.Rhs).(type) {
		case *ast.CompositeLit:
		case *ast.CallExpr:
			if e := p.Effects(p.CalleeOf(x)); e != nil && e.Owner {
				return false // Held tells of it
			}
		case *ast.UnaryExpr:
			if _, ok := x.X.(*ast.CompositeLit); !ok {
				return false
			}
		default:
			return false
		}
	}
	return true
}
