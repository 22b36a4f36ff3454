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

// Changes is what a function, or one of this package that it calls, assigns to.
type Changes struct {
	Vars     map[*types.Var]bool // fields and package variables; false: elements of what they hold
	Elements bool                // elements of anything
}

// Changes returns what a function, its literals included, changes.
func (p *Package) Changes(f *Func) Changes {
	return p.Memo(changesKey{f.Top()}, func() any { return p.changes(f.Top()) }).(Changes)
}

type changesKey struct{ f *Func }

type setterKey struct{}

func (p *Package) changes(f *Func) Changes {
	own := p.Memo(setterKey{}, func() any { return p.setters() }).(map[*Func]*Changes)
	all := Changes{Vars: map[*types.Var]bool{}}
	seen, todo := map[*Func]bool{f: true}, []*Func{f}
	for len(todo) > 0 {
		g := todo[0]
		todo = todo[1:]
		if c := own[g]; c != nil {
			all.Elements = all.Elements || c.Elements
			for v, whole := range c.Vars {
				all.Vars[v] = all.Vars[v] || whole
			}
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
	for g := range f.each {
		for _, c := range g.Calls {
			if h := p.Body(c.CallExpr); h != nil {
				all = append(all, h.Top())
			}
		}
	}
	return all
}

// setters returns what each declared function assigns to by itself, its literals
// included.
func (p *Package) setters() map[*Func]*Changes {
	all := map[*Func]*Changes{}
	note := func(f *Func, v *types.Var, whole bool) {
		if f == nil {
			return
		}
		c := all[f.Top()]
		if c == nil {
			c = &Changes{Vars: map[*types.Var]bool{}}
			all[f.Top()] = c
		}
		c.Elements = c.Elements || !whole
		if v.IsField() || v.Parent() == p.Pass.Pkg.Scope() {
			c.Vars[v] = c.Vars[v] || whole
		}
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
