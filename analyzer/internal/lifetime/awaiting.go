package lifetime

import (
	"go/ast"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: which functions run what they are given on another
// goroutine, and are there until it has ended?
//
// Run(f) that starts f and receives from a channel which f's goroutine closes is
// as good as f(), wherever it is called. These effects rest on who waits for a
// body, which is known when those of ownership are.

// awaiting adds Joins of function parameters to the package's effects.
func (p *Package) awaiting() {
	for range 3 { // functions that call functions
		for _, f := range p.Funcs {
			if e := p.effects[f.Obj]; f.Obj == nil || e == nil || e.Spawns&^e.Joins == 0 {
				continue
			}
			if waited := f.awaited(); waited != 0 {
				p.update(f, func(e *effects.Effects) { e.Joins |= waited & e.Spawns })
			}
		}
	}
}

// awaited returns the parameters of f that goroutines run for whose end f waits.
func (f *Func) awaited() (waited effects.Params) {
	apart := effects.Params(0)
	for _, c := range f.Calls {
		for _, s := range f.launches(c) {
			if bits := f.ranBy(s); f.waitsFor(s) {
				waited |= bits
			} else {
				apart |= bits
			}
		}
	}
	return waited &^ apart
}

// launches returns what a call starts, what f itself was given included.
func (f *Func) launches(c *Call) (all []*Spawn) {
	if c.Mode == Apart {
		return append(all, f.Pkg.spawn(c, "go", c.Fun))
	}
	if e := f.Pkg.Effects(c.Callee); e != nil && e.Spawns != 0 {
		for i, arg := range c.Args {
			if e.Spawns.Has(i) {
				all = append(all, f.Pkg.spawn(c, spawnKind(c.Callee), arg))
			}
		}
	}
	return all
}

// ranBy returns the parameters of f that a goroutine runs.
func (f *Func) ranBy(s *Spawn) effects.Params {
	if s.Body == nil || s.Body.Obj != nil {
		return f.param(s.Fun)
	}
	ran := effects.Params(0)
	for g := range s.Body.each {
		for _, c := range g.Calls {
			if c.Callee == nil {
				ran |= f.param(c.Fun)
			} else if e := f.Pkg.Effects(c.Callee); e != nil {
				ran |= f.through(c, e.Calls)
			}
		}
	}
	return ran
}

// waitsFor reports whether f waits for the end of what it starts: for its
// farewell, or for what the call that starts it returns.
func (f *Func) waitsFor(s *Spawn) bool {
	if slices.ContainsFunc(s.Joins(), func(j Join) bool {
		return j.Func == f && (j.Node == s.Call.CallExpr || f.leads(s.Call.Pos(), j.Node.Pos()))
	}) {
		return true
	}
	held := f.Pkg.holders[s.Call.CallExpr].v
	return slices.ContainsFunc(f.Ops, func(o *Op) bool {
		return o.Receives() && (ast.Unparen(o.Chan) == s.Call.CallExpr || held != nil && f.Pkg.Variable(o.Chan) == held)
	})
}
