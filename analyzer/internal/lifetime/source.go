package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: who can end the context that ends a spawn's body? The object
// that owns the work, by a cancel function in a field of it; those who gave its
// constructor a context; or somebody of whom nothing is known.

// source follows the context that ends a spawn's body to where it comes from:
// to the parameters of the spawner that it ends with, and past a cancel function
// that a method calls. It fails if there is something else that may end it.
func (o *owning) source(s *Spawn, stop Stop) (until effects.Params, stopped, ok bool) {
	v := stop.Var
	if v == nil {
		return 0, false, false
	}
	if v.IsField() {
		return o.fieldSource(v, s.Call.Func.Top())
	}
	if o.p.params[v] == s.Body && s.Kind == "go" {
		for i, arg := range s.Call.Args {
			if i < s.Body.Sig.Params().Len() && s.Body.Sig.Params().At(i) == v {
				return o.origin(arg, s.Call.Func.Top(), 0)
			}
		}
		return 0, false, false
	}
	if within(v.Pos(), s.Call.Func.Top().Node) {
		return o.variable(v, s.Call.Func.Top(), 0)
	}
	return 0, false, false
}

// fieldSource is source for a context in a field of the object.
func (o *owning) fieldSource(field *types.Var, f *Func) (until effects.Params, stopped, ok bool) {
	if !o.stoppers[field] || len(o.p.defs[field]) == 0 {
		return 0, false, false
	}
	for _, d := range o.p.defs[field] {
		if d.Rhs == nil || d.At != 0 {
			return 0, false, false
		}
		from, _, ok := o.origin(d.Rhs, d.Func, 0)
		if !ok || from != 0 && d.Func != f {
			return 0, false, false // another function's parameter
		}
		until |= from
	}
	return until, true, true
}

// origin is source for an expression in f.
func (o *owning) origin(e ast.Expr, f *Func, depth int) (until effects.Params, stopped, ok bool) {
	p := o.p
	if depth > 5 || f == nil {
		return 0, false, false
	}
	if p.endlessContext(e) {
		return 0, false, true
	}
	if call, isCall := ast.Unparen(e).(*ast.CallExpr); isCall {
		eff := p.Effects(p.CalleeOf(call))
		if eff == nil || eff.Makes != effects.Derived || int(eff.From) >= len(call.Args) {
			return 0, false, false
		}
		return o.origin(call.Args[eff.From], f, depth+1)
	}
	v := p.Variable(e)
	switch {
	case v == nil:
		return 0, false, false
	case v.IsField():
		return o.fieldSource(v, f)
	}
	return o.variable(v, f, depth)
}

// variable is source for a variable of f: one that is made together with a cancel
// function, derived, or a parameter.
func (o *owning) variable(v *types.Var, f *Func, depth int) (until effects.Params, stopped, ok bool) {
	p := o.p
	defs := p.defs[v]
	if bit := f.bit(v); p.params[v] == f && bit != 0 {
		until = bit
	} else if len(defs) == 0 {
		return 0, false, false
	}
	for _, d := range defs {
		call, isCall := ast.Unparen(d.Rhs).(*ast.CallExpr)
		if !isCall {
			return 0, false, false
		}
		eff := p.Effects(p.CalleeOf(call))
		if eff != nil && eff.Cancels && d.At == 0 {
			cancel := p.Sibling(d, int(eff.CancelAt))
			if cancel == nil {
				return 0, false, false
			}
			if !cancel.IsField() {
				cancel = p.storedIn(cancel, d.Func)
			}
			if !o.stoppers[cancel] {
				return 0, false, false
			}
			stopped = true
		}
		if eff != nil && int(eff.From) < len(call.Args) && p.Variable(call.Args[eff.From]) == v {
			continue // ctx = with(ctx)
		}
		from, by, ok := o.origin(d.Rhs, f, depth+1)
		if !ok {
			return 0, false, false
		}
		until |= from
		stopped = stopped || by
	}
	return until, stopped, true
}

// endlessContext reports whether a context has no end at all: a root, or made
// from one by what adds no cancel.
func (p *Package) endlessContext(e ast.Expr) bool {
	for range 10 {
		switch x := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			eff := p.Effects(p.CalleeOf(x))
			switch {
			case eff == nil:
				return false
			case eff.Makes == effects.Root, eff.Makes == effects.Detached:
				return !eff.Cancels
			case eff.Makes != effects.Derived || eff.Cancels || int(eff.From) >= len(x.Args):
				return false
			}
			e = x.Args[eff.From]
		case *ast.Ident:
			d, ok := p.Sole(p.Variable(x))
			if !ok || d.At != 0 {
				return false
			}
			if call, isCall := ast.Unparen(d.Rhs).(*ast.CallExpr); isCall && len(call.Args) == 0 && p.makes(call) == effects.Root {
				return true
			}
			e = d.Rhs
		default:
			return false
		}
	}
	return false
}
