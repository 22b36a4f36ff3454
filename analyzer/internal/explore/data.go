package explore

import (
	"go/types"
	"slices"
)

// This file holds the instructions that move and keep data.

func doConst(x *exec, f *frame, in *instr)   { f.push(in.v) }
func doUnknown(x *exec, f *frame, in *instr) { f.push(x.s.fresh()) }
func doSkipped(x *exec, f *frame, in *instr) { f.push(x.s.skipped()) }
func doPop(x *exec, f *frame, in *instr)     { f.pop() }
func doLoad(x *exec, f *frame, in *instr)    { f.push(x.load(f, in.a)) }
func doDefine(x *exec, f *frame, in *instr)  { x.define(f, in.a, f.pop()) }
func doStore(x *exec, f *frame, in *instr)   { x.store(f, in.a, f.pop()) }
func doExpose(x *exec, f *frame, in *instr)  { x.s.expose(f.pop()) }
func doLost(x *exec, f *frame, in *instr)    { x.lost = true }

func doClear(x *exec, f *frame, in *instr) { clear(f.slots[in.a:in.b]) }

// doOverwrite assigns to a variable that holds a struct or an array: pointers
// to it see the change.
func doOverwrite(x *exec, f *frame, in *instr) {
	v := f.pop()
	to, from := x.s.object(x.load(f, in.a)), x.s.object(v)
	if to == nil || from == nil || to.kind != from.kind {
		x.store(f, in.a, v)
		return
	}
	to.vals = from.vals
}

// Package variables are anybody's: what they hold at first is not known.
func doGlobal(x *exec, f *frame, in *instr) {
	f.push(x.holding(in, value{}))
}

func doSetGlobal(x *exec, f *frame, in *instr) {
	v := f.pop()
	x.s.expose(v)
	x.replace(in, value{}, x.s.fresh())
}

func doFunc(x *exec, f *frame, in *instr) {
	f.push(x.s.add(object{kind: closure, code: x.m.codeOf(in.fn)}))
}

func doClosure(x *exec, f *frame, in *instr) {
	o := object{kind: closure, code: x.m.codeOf(in.fn), site: in.pos}
	for _, s := range in.list {
		if x.s.object(f.slots[s]) == nil {
			x.define(f, s, x.s.fresh()) // not defined on this way
		}
		o.vals = append(o.vals, f.slots[s])
	}
	f.push(x.s.add(o))
}

func doBind(x *exec, f *frame, in *instr) {
	f.push(x.s.add(object{kind: closure, code: x.m.codeOf(in.fn), keys: []value{f.pop()}}))
}

func doBindName(x *exec, f *frame, in *instr) {
	v := f.pop()
	recv, c := x.method(v, in.name)
	if c == nil {
		x.s.expose(v)
		f.push(x.s.fresh())
		return
	}
	f.push(x.s.add(object{kind: closure, code: c, keys: []value{recv}}))
}

func doWrap(x *exec, f *frame, in *instr) {
	f.push(x.s.add(object{kind: closure, code: in.code, keys: f.popN(in.a)}))
}

func doZero(x *exec, f *frame, in *instr) { f.push(x.zero(in.typ, 0)) }

func doNew(x *exec, f *frame, in *instr) {
	v := x.zero(in.typ, 0)
	if o := x.s.object(v); o == nil {
		v = x.s.add(object{kind: cell, vals: []value{v}})
	}
	f.push(v)
}

// doInit sets a field of a literal.
func doInit(x *exec, f *frame, in *instr) {
	v := f.pop()
	to := f.peek(0)
	if o := x.s.object(to); o != nil && o.kind == cond {
		x.s.set(to, 0, v)
		return
	}
	x.write(to, in.a, v)
}

func doList(x *exec, f *frame, in *instr) {
	f.push(x.s.add(object{kind: list, vals: f.popN(in.a)}))
}

func doTable(x *exec, f *frame, in *instr) { f.push(x.s.add(object{kind: table})) }

func doInsert(x *exec, f *frame, in *instr) {
	v, k := f.pop(), f.pop()
	x.insert(f.peek(0), k, v)
}

func (x *exec) insert(to, k, v value) {
	o := x.s.object(to)
	if o == nil {
		x.s.expose(v)
		return
	}
	if o.open {
		x.s.expose(v)
	}
	if i := slices.Index(o.keys, k); i >= 0 {
		x.s.set(to, i, v)
		return
	}
	o.keys = append(slices.Clone(o.keys), k)
	o.vals = append(slices.Clone(o.vals), v)
}

func doDelete(x *exec, f *frame, in *instr) {
	k, to := f.pop(), f.pop()
	o := x.s.object(to)
	if o == nil {
		return
	}
	if i := slices.Index(o.keys, x.s.resolve(k)); i >= 0 {
		o.keys = slices.Delete(slices.Clone(o.keys), i, i+1)
		o.vals = slices.Delete(slices.Clone(o.vals), i, i+1)
	}
}

func doIndex(x *exec, f *frame, in *instr) {
	i, v := x.s.resolve(f.pop()), f.pop()
	o := x.s.object(v)
	switch {
	case o != nil && o.kind == list && i.kind == number && i.n >= 0 && int(i.n) < len(o.vals):
		f.push(x.s.resolve(o.vals[i.n]))
	case o != nil && o.kind == list && len(o.vals) == 1:
		f.push(x.s.resolve(o.vals[0]))
	case v.kind == symbol:
		f.push(x.s.derived("[]", v, i))
	default:
		f.push(x.s.fresh())
	}
}

func doLookup(x *exec, f *frame, in *instr) {
	k, v := x.s.resolve(f.pop()), f.pop()
	o := x.s.object(v)
	var found, there value
	switch {
	case o != nil && slices.Contains(o.keys, k):
		found, there = x.s.resolve(o.vals[slices.Index(o.keys, k)]), yes
	case o != nil && !o.open && k.kind != symbol && !slices.ContainsFunc(o.keys, func(v value) bool { return v.kind == symbol }):
		found, there = x.zero(in.typ, 0), no
	case v.kind == null:
		found, there = x.zero(in.typ, 0), no
	default:
		found, there = x.s.derived("[]", v, k), x.s.derived("?", v, k)
	}
	f.push(found)
	if in.a == 2 {
		f.push(there)
	}
}

func doSetIndex(x *exec, f *frame, in *instr) {
	i, to, v := x.s.resolve(f.pop()), f.pop(), f.pop()
	o := x.s.object(to)
	switch {
	case o == nil:
		x.s.expose(v)
	case o.kind == table:
		x.insert(to, i, v)
	case i.kind == number && i.n >= 0 && int(i.n) < len(o.vals):
		x.write(to, int(i.n), v)
	default: // any of them
		for j := range o.vals {
			x.s.set(to, j, x.s.fresh())
		}
		x.s.expose(v)
	}
}

func doField(x *exec, f *frame, in *instr) {
	v := f.pop()
	o := x.s.object(v)
	switch {
	case o != nil && o.kind == cond:
		f.push(x.s.resolve(o.vals[0]))
	case o != nil && o.kind == timer:
		f.push(v) // its channel
	case o != nil && o.kind == structure && in.a < len(o.vals):
		f.push(x.s.resolve(o.vals[in.a]))
	case v.kind == symbol:
		f.push(x.holding(in, v))
	case v.kind == null:
		x.panic()
	default:
		f.push(x.s.fresh())
	}
}

func doSetField(x *exec, f *frame, in *instr) {
	to, v := f.pop(), f.pop()
	o := x.s.object(to)
	switch {
	case to.kind == null:
		x.panic()
	case o != nil && o.kind == cond:
		x.s.set(to, 0, v)
	case o != nil && o.kind == structure:
		x.write(to, in.a, v)
	case to.kind == symbol:
		x.s.expose(v)
		x.replace(in, to, v)
	default:
		x.s.expose(v)
	}
}

func doDeref(x *exec, f *frame, in *instr) {
	v := f.pop()
	o := x.s.object(v)
	switch {
	case v.kind == null:
		x.panic()
	case o == nil:
		f.push(x.s.derived("*", v, value{}))
	case o.kind == cell:
		f.push(x.s.resolve(o.vals[0]))
	case o.kind == place:
		f.push(x.s.resolve(x.s.object(o.vals[0]).vals[o.n]))
	default:
		f.push(v)
	}
}

func doSetDeref(x *exec, f *frame, in *instr) {
	to, v := f.pop(), f.pop()
	o := x.s.object(to)
	switch {
	case to.kind == null:
		x.panic()
	case o == nil:
		x.s.expose(v)
	case o.kind == cell:
		x.write(to, 0, v)
	case o.kind == place:
		x.write(o.vals[0], o.n, v)
	default:
		if from := x.s.object(v); from != nil && from.kind == o.kind {
			o.vals = from.vals
		}
	}
}

func doCell(x *exec, f *frame, in *instr) { f.push(f.slots[in.a]) }

// doCopy copies a struct or an array, with those inside of it.
func doCopy(x *exec, f *frame, in *instr) { f.push(x.copied(f.pop(), 0)) }

func (x *exec) copied(v value, depth int) value {
	o := x.s.object(v)
	if o == nil || depth > 4 || o.kind != structure && o.kind != list {
		return v
	}
	c := *o
	c.open = false
	c.vals = slices.Clone(o.vals)
	if o.kind == structure {
		st, _ := o.typ.Underlying().(*types.Struct)
		for i := range c.vals {
			if st != nil && isAggregate(st.Field(i).Type()) {
				c.vals[i] = x.copied(c.vals[i], depth+1)
			}
		}
	}
	return x.s.add(c)
}
