package explore

import (
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A system that is too large with all that its functions call may be small
// enough without. So each is explored first with its own text only, that of the
// root and of the goroutines it starts. A call that is passed over may do anything
// with what it is given, so nothing that was given away is stuck. If a call may
// take part in what goes on, or somebody is stuck, the system is explored again
// with the calls followed. If that is too large, there is still the first: but it
// loses what goes together in the data, and what the calls do not allow. So what
// only it finds is a guess, and told if there is a way to it with the calls: see
// confirmed.

// calls says which calls of declared functions are followed.
type calls uint8

const (
	allCalls calls = iota
	noCalls
)

// guesses returns what was found only without following the calls. Of locks it
// says nothing: what was passed over may have taken them, and given them back.
// And who is known to wait, by a way on which the calls were followed, is told
// by that way: without the calls there may be one that nothing can go.
func guesses(m *machine, known []Stuck) (all []Stuck) {
	for _, s := range m.ends() {
		held := slices.ContainsFunc(s.Waits, func(w Wait) bool { return w.Held })
		if !held && !slices.ContainsFunc(known, s.within) {
			s.Guess = true
			all = append(all, s)
		}
	}
	return all
}

// inside reports whether the goroutine is in a function already: it does not
// begin with this call.
func (x *exec) inside() bool {
	return slices.ContainsFunc(x.p.frames, func(f *frame) bool { return f.code.fn != nil })
}

// passOver is a call of a function that is not stepped into. It may use what it
// is given, and assign to it, and to the package's variables.
func (x *exec) passOver(c *code, args []value, want int) {
	x.m.cut = true
	switch {
	case x.m.t.noReturn(c.fn.Obj):
		x.lost = true
		return
	case failsFor(c.fn, args):
		x.panic()
		return
	}
	x.concern(c.fn, args)
	x.touched(args)
	x.s.unlearn(x.m.t.changes(c.fn).fields)
	x.outside(args, want)
}

// touched makes unknown what code that is passed over may assign to.
func (x *exec) touched(args []value) {
	seen := map[int64]bool{}
	for _, a := range args {
		x.havoc(a, seen)
	}
	for i := range x.s.symbols {
		if u := &x.s.symbols[i]; strings.HasPrefix(u.op, global) {
			u.op = ""
		}
	}
}

// doTouched is for the calls of a statement that is passed over as a whole.
func doTouched(x *exec, f *frame, in *instr) {
	x.m.cut = true
	args := f.popN(in.a)
	for _, fn := range in.fns {
		x.concern(fn, args)
	}
	x.touched(args)
}

// concern notes whether a call that is passed over may take part in what goes
// on: it is given something that only goroutines in sight use, or that has room
// for such a thing, or it gives one back, or takes locks while somebody holds one.
// If no call does, following them would only tell more of the data.
func (x *exec) concern(fn *lifetime.Func, args []value) {
	if x.m.concerned {
		return
	}
	_, closed := x.s.meets(args)
	locks := len(x.m.t.locks.takes[fn]) > 0 && slices.ContainsFunc(x.s.heap, func(o object) bool { return o.isHeld() })
	gives := handsOut(x.m.t.pkg, fn) || fn.Sig.Results().Len() > 0 && x.m.t.own(fn)
	x.m.concerned = closed || locks || gives || slices.ContainsFunc(args, x.hasRoom)
}

// hasRoom reports whether a value is nil, which may be a channel, or a thing in
// sight in which there is room for what others wait for.
func (x *exec) hasRoom(v value) bool {
	v = x.s.resolve(v)
	o := x.s.object(v)
	switch {
	case o == nil || o.open:
		return v.kind == null
	case o.typ != nil:
		return !isPlain(o.typ, x.m.t.pkg.Pass.Pkg, 0)
	}
	return (o.kind == cell || o.kind == list || o.kind == table) && slices.ContainsFunc(o.vals, func(v value) bool {
		v = x.s.resolve(v)
		return v.kind == null || v.kind == ref && x.s.heap[v.n].typ != nil && x.hasRoom(v)
	})
}

// havoc makes unknown what can be assigned to through a value.
func (x *exec) havoc(v value, seen map[int64]bool) {
	v = x.s.resolve(v)
	if v.kind != ref || seen[v.n] {
		return
	}
	seen[v.n] = true
	x.s.expose(v)
	o := x.s.heap[v.n]
	for i, w := range o.vals {
		x.havoc(w, seen)
		switch o.kind {
		case structure, list:
			if p := x.s.object(x.s.resolve(w)); p != nil && (p.kind == structure || p.kind == list || isThing(p.kind)) {
				continue // the thing itself, or as good
			}
		case cell, table:
		default:
			continue
		}
		x.s.set(v, i, x.s.fresh())
	}
	for _, k := range o.keys {
		x.havoc(k, seen)
	}
}

// isThing reports whether variables hold the thing itself.
func isThing(k objectKind) bool {
	switch k {
	case mutex, rwmutex, waitgroup, once, cond, group, atom:
		return true
	}
	return false
}
