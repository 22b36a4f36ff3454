package lifetime

import (
	"go/ast"
	"go/types"
	"strings"
)

// pairedContext returns the context field that the only assignment of a
// cancel field fills together with it, or nil: s.ctx, s.cancel = WithCancel(p),
// or ctx, cancel := WithCancel(p) and then S{ctx: ctx, cancel: cancel}.
func (p *Package) pairedContext(cancel *types.Var) *types.Var {
	d, ok := p.Sole(cancel)
	if !ok {
		return nil
	}
	local, direct := p.Variable(d.Rhs), false
	if local == nil {
		direct = true
	} else if d, ok = p.Sole(local); !ok {
		return nil
	}
	call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if !ok {
		return nil
	}
	e := p.Effects(p.CalleeOf(call))
	ctx := p.Sibling(d, 0)
	if e == nil || !e.Cancels || int(e.CancelAt) != d.At || ctx == nil {
		return nil
	}
	if direct {
		if ctx.IsField() && len(p.defs[ctx]) == 1 {
			return ctx
		}
		return nil
	}
	return p.storedIn(ctx, d.Func)
}

// storedIn returns the first field that a local variable of f is the only
// value of, or nil.
func (p *Package) storedIn(local *types.Var, f *Func) *types.Var {
	if !p.Constant(local) {
		return nil
	}
	var first *types.Var
	for field, defs := range p.defs {
		if field.IsField() && len(defs) == 1 && defs[0].Func == f && defs[0].Rhs != nil && p.Variable(defs[0].Rhs) == local {
			if first == nil || field.Pos() < first.Pos() {
				first = field
			}
		}
	}
	return first
}

// fieldAt returns the field that ends a place's path, or nil.
func (p *Package) fieldAt(place Place) *types.Var {
	if place.Path == "" {
		return nil
	}
	t := place.Root.Type()
	var field *types.Var
	for name := range strings.SplitSeq(place.Path[1:], ".") {
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pass.Pkg, name)
		v, ok := obj.(*types.Var)
		if !ok {
			return nil
		}
		field, t = v, v.Type()
	}
	return field
}
