package explore

import "slices"

// This file holds the instructions that make lists and channels, and parts of
// them.

// doSlice makes a list of its own, although the real one shares its elements:
// what is assigned to one of the two is not seen in the other.
func doSlice(x *exec, f *frame, in *instr) {
	high, low, v := x.s.resolve(f.pop()), x.s.resolve(f.pop()), f.pop()
	o := x.s.object(v)
	if o == nil || o.kind != list {
		x.s.expose(v)
		f.push(x.s.derived("slice", v, value{}))
		return
	}
	from, to := num(0), num(int64(len(o.vals)))
	if low.kind != none {
		from = low
	}
	if high.kind != none {
		to = high
	}
	if from.kind != number || to.kind != number || from.n < 0 || to.n > int64(len(o.vals)) || from.n > to.n {
		x.s.expose(v)
		f.push(x.s.fresh())
		return
	}
	f.push(x.s.add(object{kind: list, vals: slices.Clone(o.vals[from.n:to.n]), open: o.open}))
}

// doPlace leaves a pointer to a field, or to the element whose index is on the
// stack.
func doPlace(x *exec, f *frame, in *instr) {
	at := num(int64(in.a))
	if in.a < 0 {
		at = x.s.resolve(f.pop())
	}
	v := f.pop()
	o := x.s.object(v)
	if o == nil || o.kind != structure && o.kind != list || at.kind != number || at.n >= int64(len(o.vals)) || at.n < 0 {
		x.s.expose(v)
		f.push(x.s.fresh())
		return
	}
	if x.s.object(x.s.resolve(o.vals[at.n])) != nil && o.kind == list {
		f.push(x.s.resolve(o.vals[at.n])) // a struct in a list: the thing itself
		return
	}
	f.push(x.s.add(object{kind: place, n: int(at.n), vals: []value{v}}))
}

// doLen leaves a length, or a capacity. A timer's channel, and that of a
// context, never holds anything: for a timer's that is so since Go 1.23, and
// before, there is something only where a receive does not block.
func doLen(x *exec, f *frame, in *instr) { f.push(x.length(f.pop(), in.name)) }

// length returns the len or cap of a value.
func (x *exec) length(v value, name string) value {
	o := x.s.object(v)
	switch {
	case v.kind == null, o != nil && (o.kind == timer || o.kind == context):
		return num(0)
	case o != nil && (o.kind == list || o.kind == table):
		return num(int64(len(o.vals)))
	case o != nil && o.kind == channel && name == "cap":
		return num(int64(o.n))
	case o != nil && o.kind == channel && !o.open:
		return num(int64(len(o.vals)))
	case o != nil && o.kind == channel:
		return x.s.fresh()
	case v.kind == text:
		return num(int64(len(x.m.t.texts.names[v.n])))
	}
	return x.s.derived(name, v, value{})
}

// sized are functions whose result has as many elements as their last argument
// has, or says.
var sized = map[string]bool{
	"math/rand.Perm": true, "(*math/rand.Rand).Perm": true, "math/rand/v2.Perm": true, "(*math/rand/v2.Rand).Perm": true,
	"slices.Clone": true, "slices.Values": true, "slices.All": true, "slices.Backward": true, "slices.Collect": true, "slices.Sorted": true,
	"maps.Clone": true, "maps.Keys": true, "maps.Values": true, "maps.All": true, "bytes.Clone": true,
}

// doSized leaves the result of such a function.
func doSized(x *exec, f *frame, in *instr) {
	args := f.popN(in.a)
	n := x.s.resolve(args[len(args)-1])
	if in.name == "" {
		n = x.length(n, "len")
	}
	x.s.expose(args[len(args)-1])
	r := x.s.fresh()
	f.push(r)
	x.s.learn(x.s.derived("len", r, value{}), n)
}

func doAppend(x *exec, f *frame, in *instr) {
	more := f.popN(in.a)
	v := f.pop()
	o := x.s.object(v)
	switch {
	case v.kind == null:
		f.push(x.s.add(object{kind: list, vals: more}))
	case o != nil && o.kind == list && len(o.vals)+len(more) <= 12:
		f.push(x.s.add(object{kind: list, vals: append(slices.Clone(o.vals), more...), open: o.open}))
	default:
		x.outside(append(more, v), 1)
	}
}

// doJoin is append(a, b...).
func doJoin(x *exec, f *frame, in *instr) {
	b, a := f.pop(), f.pop()
	from, to := x.s.object(b), x.s.object(a)
	switch {
	case from != nil && from.kind == list && a.kind == null:
		f.push(x.s.add(object{kind: list, vals: slices.Clone(from.vals), open: from.open}))
	case from != nil && from.kind == list && to != nil && to.kind == list && len(from.vals)+len(to.vals) <= 12:
		f.push(x.s.add(object{kind: list, vals: slices.Concat(to.vals, from.vals), open: from.open || to.open}))
	default:
		x.outside([]value{a, b}, 1)
	}
}

func doMakeChan(x *exec, f *frame, in *instr) {
	n := x.s.resolve(f.pop())
	o := object{kind: channel, n: int(n.n), site: in.pos}
	if n.kind != number {
		o.open = true
	}
	if size, ok := x.m.buffers[in.pos]; ok {
		o.n = size
	}
	x.m.made[in.pos] = true
	f.push(x.s.add(o))
}

func doMakeList(x *exec, f *frame, in *instr) {
	n := x.s.resolve(f.pop())
	if n.kind != number || n.n > 12 || n.n < 0 {
		f.push(x.s.fresh())
		return
	}
	o := object{kind: list}
	for range n.n {
		o.vals = append(o.vals, x.zero(in.typ, 1))
	}
	f.push(x.s.add(o))
}
