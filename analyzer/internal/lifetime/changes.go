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

// Sets returns the fields and package variables that a function, or one of this
// package that it calls, assigns to: true, or whose elements it does: false.
func (p *Package) Sets(f *Func) map[*types.Var]bool {
	return p.Memo(setsKey{f.Top()}, func() any { return p.sets(f.Top()) }).(map[*types.Var]bool)
}

type setsKey struct{ f *Func }

type setterKey struct{}

func (p *Package) sets(f *Func) map[*types.Var]bool {
	own := p.Memo(setterKey{}, func() any { return p.setters() }).(map[*Func]map[*types.Var]bool)
	all := map[*types.Var]bool{}
	seen, todo := map[*Func]bool{f: true}, []*Func{f}
	for len(todo) > 0 {
		g := todo[0]
		todo = todo[1:]
		for v, whole := range own[g.Top()] {
			all[v] = all[v] || whole
		}
		for _, h := range p.called(g) {
			if !seen[h] {
				seen[h] = true
				todo = append(todo, h)
			}
		}
	}
	return all
}

// called returns the functions of this package that a declared function, or a
// literal in it, calls.
func (p *Package) called(f *Func) (all []*Func) {
	for _, c := range f.Calls {
		if g := p.Body(c.CallExpr); g != nil {
			all = append(all, g.Top())
		}
	}
	return all
}

// setters returns what each declared function assigns to, its literals included.
func (p *Package) setters() map[*Func]map[*types.Var]bool {
	all := map[*Func]map[*types.Var]bool{}
	note := func(f *Func, v *types.Var, whole bool) {
		if f == nil || !v.IsField() && v.Parent() != p.Pass.Pkg.Scope() {
			return
		}
		f = f.Top()
		if all[f] == nil {
			all[f] = map[*types.Var]bool{}
		}
		all[f][v] = all[f][v] || whole
	}
	for v, defs := range p.defs {
		for _, d := range defs {
			if _, later := d.Node.(ast.Stmt); later { // a literal's field is no statement
				note(d.Func, v, true)
			}
		}
	}
	for v, funcs := range p.stores {
		for _, f := range funcs {
			note(f, v, false)
		}
	}
	return all
}
