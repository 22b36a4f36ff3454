package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
)

// This file answers: may what a field holds change while one looks away?

// ChangedBesides reports whether a field or package variable, or an element of what
// it holds, gets another value outside of a function: who makes a thing does not
// change it.
func (p *Package) ChangedBesides(v *types.Var, f *Func) bool {
	return slices.ContainsFunc(p.stores[v], func(g *Func) bool { return g.Top() != f.Top() }) ||
		slices.ContainsFunc(p.defs[v], func(d Def) bool {
			_, later := d.Node.(ast.Stmt) // a literal's field is no statement
			return later && d.Func != nil && d.Func.Top() != f.Top() && !p.unshared(d)
		})
}
