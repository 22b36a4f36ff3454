package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: which functions that f is given does it have run by a
// goroutine? One that it starts, in a literal of its own; or one that takes
// functions from a channel and calls them.

// handsOver adds these parameters to Spawns.
func (f *Func) handsOver(e *effects.Effects) {
	if functions(f.Sig) == 0 {
		return
	}
	f.spawnedIn(f, false, e)
	for _, op := range f.Ops {
		if op.Kind == Send {
			if bits := f.carried(op.Node.(*ast.SendStmt).Value); bits != 0 && f.Pkg.hands(op.Chan) {
				e.Spawns |= bits
			}
		}
	}
	e.Calls &^= e.Spawns
}

// spawnedIn looks for calls of f's parameters in literals that run concurrently.
func (f *Func) spawnedIn(g *Func, apart bool, e *effects.Effects) {
	for _, lit := range g.inner {
		how := apart || lit.Role == Spawned || lit.call != nil && lit.arg >= 0 && f.Pkg.spawnsArg(lit)
		if how {
			for _, c := range lit.Calls {
				if c.Callee == nil {
					e.Spawns |= f.param(c.Fun)
				}
			}
		}
		f.spawnedIn(lit, how, e)
	}
}

// carried returns the function parameters of f that a value is, or is a literal
// that calls them.
func (f *Func) carried(value ast.Expr) (bits effects.Params) {
	if lit := f.Pkg.byNode[ast.Unparen(value)]; lit != nil {
		for _, c := range lit.Calls {
			if c.Callee == nil {
				bits |= f.param(c.Fun)
			}
		}
		return bits
	}
	return f.param(value) & functions(f.Sig)
}

// hands reports whether a function that this package starts with go takes
// functions from a channel.
func (p *Package) hands(ch ast.Expr) bool {
	t := chanElem(p.Info.TypeOf(ch))
	if t == nil || !isFunc(t) {
		return false
	}
	c := p.Chan(ch)
	if c == nil {
		return false
	}
	for op := range c.Each(Receive, Range) {
		if op.Func != nil && p.startedApart(op.Func, map[*Func]bool{}) {
			return true
		}
	}
	return false
}

// startedApart reports whether a go statement of this package comes to f.
func (p *Package) startedApart(f *Func, seen map[*Func]bool) bool {
	if seen[f] {
		return false
	}
	seen[f] = true
	if f.Obj == nil {
		return f.Role == Spawned || f.call != nil && f.arg >= 0 && p.spawnsArg(f) || f.Outer != nil && p.startedApart(f.Outer, seen)
	}
	for _, c := range p.callers[f.Obj] {
		if c.Mode == Apart || c.Func != nil && p.startedApart(c.Func, seen) {
			return true
		}
	}
	return false
}

// spawnsArg reports whether the call that a literal is an argument of runs it
// concurrently.
func (p *Package) spawnsArg(lit *Func) bool {
	e := p.Effects(lit.call.Callee)
	return e != nil && e.Spawns.Has(lit.arg)
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}
