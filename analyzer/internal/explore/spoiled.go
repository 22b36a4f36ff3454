package explore

import (
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// This file makes unknown what code that is passed over, or not in sight, has given
// another value.

// doSpoil applies a spoiler to the a things on the stack, and to what is known of
// unknown ones.
func doSpoil(x *exec, f *frame, in *instr) {
	for _, v := range f.popN(in.a) {
		x.spoil(v, in.spoils, 0)
	}
	x.s.unlearn(in.spoils.fields)
}

// unlearn forgets what is known of parts of unknown things.
func (s *state) unlearn(fields map[string]bool) {
	for i := range s.symbols {
		if u := &s.symbols[i]; u.op != "" {
			if _, ok := fields[u.op]; ok {
				u.op = ""
			}
		}
	}
}

// spoil makes unknown what a spoiler changes of a thing, and of those in it.
func (x *exec) spoil(v value, by *spoiler, depth int) {
	v = x.s.resolve(v)
	o := x.s.object(v)
	if o == nil || depth > 3 {
		return
	}
	unknown := func(t types.Type) value {
		if by.skipped || t != nil && isInteger(t) {
			return x.s.skipped()
		}
		return x.s.fresh()
	}
	switch o.kind {
	case cell:
		if depth > 0 || x.s.object(x.s.resolve(o.vals[0])) != nil {
			x.spoil(o.vals[0], by, depth+1)
		} else {
			x.s.set(v, 0, unknown(nil))
		}
	case list, table:
		for i := range x.s.heap[v.n].vals {
			if w := x.s.heap[v.n].vals[i]; x.s.object(x.s.resolve(w)) != nil {
				x.spoil(w, by, depth+1)
			} else if by.elements {
				x.s.set(v, i, unknown(nil))
			}
		}
	case structure:
		st, ok := o.typ.Underlying().(*types.Struct)
		for i := 0; ok && i < min(st.NumFields(), len(o.vals)); i++ {
			w, t := x.s.heap[v.n].vals[i], st.Field(i)
			if x.s.object(x.s.resolve(w)) != nil {
				x.spoil(w, by, depth+1)
			} else if by.fields[partOf(t.Origin())] {
				x.s.set(v, i, unknown(t.Type()))
			}
		}
	}
}

// written makes unknown what code that is not in sight may change through what it is
// given: a variable of which it has the address, exported fields, and what a function
// assigns that it may call.
func (x *exec) written(args []value, unknown func() value) {
	for _, v := range args {
		v = x.s.resolve(v)
		o := x.s.object(v)
		if o == nil {
			continue
		}
		switch o.kind {
		case cell:
			x.rewritten(v, 0, unknown)
		case list: // of a variadic parameter
			x.written(o.vals, unknown)
		case structure:
			st, ok := o.typ.Underlying().(*types.Struct)
			for i := 0; ok && i < min(st.NumFields(), len(o.vals)); i++ {
				if st.Field(i).Exported() {
					x.rewritten(v, i, unknown)
				}
			}
		case closure:
			for i, c := range o.vals {
				if i < len(o.code.captured) && o.code.assigns(x.m.t.pkg, o.code.captured[i]) {
					x.rewritten(x.s.resolve(c), 0, unknown)
				}
			}
		}
	}
}

// doLent does so for the a things on the stack, in code that is passed over.
func doLent(x *exec, f *frame, in *instr) { x.written(f.popN(in.a), x.s.skipped) }

// rewritten makes a variable unknown that holds data.
func (x *exec) rewritten(v value, i int, unknown func() value) {
	o := x.s.object(v)
	if o != nil && i < len(o.vals) && x.s.object(x.s.resolve(o.vals[i])) == nil {
		x.s.set(v, i, unknown())
	}
}

// assigns reports whether a function, or a literal in it, assigns to a variable.
func (c *code) assigns(p *lifetime.Package, v *types.Var) bool {
	if c.fn == nil {
		return false
	}
	for _, d := range p.Defs(v) {
		if d.Func != nil && d.Func.Node.Pos() >= c.fn.Node.Pos() && d.Func.Node.End() <= c.fn.Node.End() {
			return true
		}
	}
	return false
}
