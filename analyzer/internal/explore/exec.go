package explore

import (
	"go/types"
	"slices"
	"strings"
)

// An exec runs the instructions of one goroutine that no other sees.
type exec struct {
	m      *machine
	s      *state
	p      *proc
	parked bool // at a choice that nobody has made
	lost   bool // what happens next is not known
	exits  bool // the program ends
}

// choose returns which of n ways the goroutine goes. If that is not decided
// yet it parks: the instruction must not have done anything before.
func (x *exec) choose(n int) (int, bool) {
	if x.p.choice >= 0 {
		c := x.p.choice
		x.p.choice = -1
		x.lost = x.lost || c >= n
		return c, c < n
	}
	x.p.forks = n
	x.parked = true
	return 0, false
}

// run goes on to the next operation that others see, to a choice, or to the
// end of the goroutine, which then has no frames.
func (x *exec) run() {
	for range x.m.limits.Steps {
		f := x.p.top()
		if f.ending != running {
			if x.unwind(f); len(x.p.frames) == 0 || x.exits {
				return
			}
			continue
		}
		if x.m.seen(x.p) {
			return
		}
		in := &f.code.ins[f.pc]
		f.pc++
		if in.op == opGive {
			x.m.odd = x.m.odd || !x.s.gives(x.p, in)
			continue
		}
		in.do(x, f, in)
		if x.parked {
			f.pc--
			return
		}
		if x.lost || x.exits {
			return
		}
	}
	x.lost = true
}

// unwind runs the next deferred call of a function that ends, or leaves it.
func (x *exec) unwind(f *frame) {
	if n := len(f.defers); n > 0 {
		d := f.defers[n-1]
		f.defers = f.defers[:n-1]
		x.call(d.fun, d.args, 0)
		return
	}
	x.p.frames = x.p.frames[:len(x.p.frames)-1]
	if len(x.p.frames) == 0 {
		x.exits = x.p.panics
		if !x.exits && x.p.id == 0 {
			x.m.returned(x.s, x.p)
			for _, v := range x.results(f) {
				x.s.expose(v) // the caller has it
			}
		}
		return
	}
	up := x.p.top()
	if f.ending == unwinding {
		up.ending = unwinding
		return
	}
	results := x.results(f)
	for i := range f.wanted {
		if i < len(results) {
			up.push(results[i])
		} else {
			up.push(x.s.fresh())
		}
	}
}

func (x *exec) results(f *frame) []value {
	if len(f.code.results) == 0 {
		if f.ending == recovered {
			return x.zeros(f.code)
		}
		return f.result
	}
	var all []value
	for _, s := range f.code.results {
		all = append(all, x.load(f, s))
	}
	return all
}

// zeros returns the results of a function that recovers and names none.
func (x *exec) zeros(c *code) (all []value) {
	if c.fn == nil {
		return nil
	}
	for v := range c.fn.Sig.Results().Variables() {
		all = append(all, x.zero(v.Type(), 0))
	}
	return all
}

func (x *exec) load(f *frame, slot int) value {
	v := f.slots[slot]
	if f.code.boxed[slot] {
		if o := x.s.object(v); o != nil && o.kind == cell {
			return x.s.resolve(o.vals[0])
		}
		return x.s.fresh()
	}
	return x.s.resolve(v)
}

func (x *exec) store(f *frame, slot int, v value) {
	if !f.code.boxed[slot] {
		f.slots[slot] = v
		return
	}
	if x.s.object(f.slots[slot]) == nil {
		x.define(f, slot, v)
		return
	}
	x.write(f.slots[slot], 0, v)
}

func (x *exec) define(f *frame, slot int, v value) {
	if f.code.boxed[slot] {
		v = x.s.add(object{kind: cell, vals: []value{v}})
	}
	f.slots[slot] = v
}

// write changes a part of an object. What is put where others may reach it,
// they may reach.
func (x *exec) write(to value, i int, v value) {
	o := x.s.object(to)
	if o == nil {
		x.s.expose(v)
		return
	}
	if o.open {
		x.s.expose(v)
	}
	x.s.set(to, i, v)
}

// call enters the function that a value is.
func (x *exec) call(fun value, args []value, want int) {
	fun = x.s.resolve(fun)
	o := x.s.object(fun)
	switch {
	case fun.kind == null:
		x.panic()
	case o == nil:
		x.outside(args, want)
	case o.kind == closure:
		x.enter(o.code, o.vals, append(slices.Clone(o.keys), args...), want)
	case o.kind == cancel:
		x.enter(x.m.cancelCode(), nil, []value{fun}, want)
	default:
		x.outside(args, want)
	}
}

// outside is a call of code that is not in sight: it may use what it is given.
func (x *exec) outside(args []value, want int) {
	for _, a := range args {
		x.s.expose(a)
	}
	x.written(args, x.s.fresh)
	for range want {
		x.p.top().push(x.s.fresh())
	}
}

// enter begins a call of a function.
func (x *exec) enter(c *code, captured, args []value, want int) {
	if x.m.calls == noCalls && c.fn != nil && c.fn.Outer == nil && x.inside() {
		x.passOver(c, append(slices.Clone(captured), args...), want)
		return
	}
	depth := x.m.limits.Depth
	if x.p.top().ending != running {
		depth++ // what is deferred gives back what was taken here
	}
	if len(x.p.frames) >= depth {
		x.outside(append(slices.Clone(captured), args...), want)
		return
	}
	x.p.frames = append(x.p.frames, x.frame(c, captured, args, want))
}

func (x *exec) frame(c *code, captured, args []value, want int) *frame {
	f := &frame{code: c, slots: make([]value, len(c.boxed)), wanted: want}
	for i, s := range c.captures {
		f.slots[s] = captured[i]
	}
	for i, s := range c.params {
		if s < 0 {
			continue
		}
		v := value{}
		if i < len(args) {
			v = args[i]
		} else {
			v = x.s.fresh()
		}
		x.define(f, s, v)
	}
	return f
}

func (x *exec) panic() {
	x.p.panics = true
	x.p.top().ending = unwinding
}

// zero returns a type's zero value.
func (x *exec) zero(t types.Type, depth int) value {
	if k, ok := syncKind(t); ok {
		o := object{kind: k}
		switch k {
		case atom:
			o.vals = []value{atomZero(t)}
		case cond, group:
			o.vals = []value{nilValue}
		}
		return x.s.add(o)
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return no
		case u.Info()&types.IsInteger != 0:
			return num(0)
		case u.Info()&types.IsString != 0:
			return value{kind: text}
		}
	case *types.Pointer, *types.Chan, *types.Signature, *types.Interface, *types.Slice, *types.Map:
		if _, ok := types.Unalias(t).(*types.TypeParam); !ok {
			return nilValue
		}
	case *types.Struct:
		if structOf(t, x.m.t.pkg.Pass.Pkg) == nil || depth > 4 {
			return x.s.fresh()
		}
		o := object{kind: structure, typ: t}
		for f := range u.Fields() {
			v := x.zero(f.Type(), depth+1)
			if part := x.s.object(v); part != nil && (part.kind == mutex || part.kind == rwmutex) {
				part.lent = !f.Exported() && x.m.t.locks.givenBack(f.Origin())
			}
			o.vals = append(o.vals, v)
		}
		return x.s.add(o)
	case *types.Array:
		if u.Len() > 8 {
			return x.s.fresh()
		}
		o := object{kind: list}
		for range u.Len() {
			o.vals = append(o.vals, x.zero(u.Elem(), depth+1))
		}
		return x.s.add(o)
	}
	return x.s.fresh()
}

func atomZero(t types.Type) value {
	switch name := types.Unalias(t).(*types.Named).Obj().Name(); {
	case name == "Bool":
		return no
	case name == "Value" || name == "Pointer":
		return nilValue
	case strings.Contains(name, "nt"):
		return num(0)
	}
	return nilValue
}
