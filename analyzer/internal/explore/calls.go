package explore

import (
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// This file holds the instructions that call, start, defer and return.

// doCall calls a function that is known from the text, or the value below its
// a arguments, and leaves b results.
func doCall(x *exec, f *frame, in *instr) {
	args := f.popN(in.a)
	if in.fn != nil {
		x.enter(x.m.codeOf(in.fn), nil, args, in.b)
		return
	}
	x.call(f.pop(), args, in.b)
}

// doInvoke calls a method of an interface: the receiver comes first.
func doInvoke(x *exec, f *frame, in *instr) {
	args := f.popN(in.a)
	if args[0].kind == null {
		x.panic()
		return
	}
	recv, c := x.method(args[0], in.name)
	if c == nil {
		x.outside(args, in.b)
		x.s.answers(f, x.s.resolve(args[0]), in.b)
		return
	}
	args[0] = recv
	x.enter(c, nil, args, in.b)
}

// method finds the method of a thing whose type is known, and what it is
// called on.
func (x *exec) method(v value, name string) (value, *code) {
	o := x.s.object(v)
	if o == nil || o.kind != structure || o.typ == nil {
		return v, nil
	}
	pkg := x.m.t.pkg.Pass.Pkg
	obj, path, _ := types.LookupFieldOrMethod(types.NewPointer(o.typ), true, pkg, name)
	fn, ok := obj.(*types.Func)
	if !ok {
		return v, nil
	}
	body := x.m.t.pkg.FuncNamed(fn.Origin())
	if body == nil {
		return v, nil
	}
	for _, i := range path[:len(path)-1] {
		o := x.s.object(v)
		if o == nil || o.kind != structure {
			return v, nil
		}
		v = x.s.resolve(o.vals[i])
	}
	if r := fn.Signature().Recv(); r != nil && isAggregate(r.Type()) {
		v = x.copied(v, 0)
	}
	return v, x.m.codeOf(body)
}

// doForeign calls a function of another package, which may use the values in
// its list.
func doForeign(x *exec, f *frame, in *instr) {
	args := f.popN(in.a)
	for _, i := range in.list {
		if i < len(args) {
			x.s.expose(args[i])
		}
	}
	if in.name != harmless {
		x.written(args, x.s.fresh)
	}
	for range in.b {
		if in.name == container {
			f.push(x.s.skipped())
		} else {
			f.push(x.s.fresh())
		}
	}
}

// container marks calls of things that hold others: how many there are, and
// whether there is a first one, goes together, and is not followed.
const container = "container"

// harmless marks calls that change nothing: they log, or format.
const harmless = "harmless"

func doExit(x *exec, f *frame, in *instr) { x.exits = true }

// doGoexit ends the goroutine; its deferred calls run.
func doGoexit(x *exec, f *frame, in *instr) { f.ending = unwinding }

func doPanic(x *exec, f *frame, in *instr) { x.panic() }

func doRecover(x *exec, f *frame, in *instr) {
	n := len(x.p.frames)
	if !x.p.panics || n < 2 || x.p.frames[n-2].ending != unwinding {
		f.push(nilValue)
		return
	}
	x.p.frames[n-2].ending = recovered
	x.p.panics = slices.ContainsFunc(x.p.frames, func(g *frame) bool { return g.ending == unwinding }) // an earlier one
	f.push(failure)
}

// doReturn ends a function with the a results on the stack, or with those that
// have names.
func doReturn(x *exec, f *frame, in *instr) {
	f.ending = returning
	if len(x.p.frames) == 1 {
		x.p.left = in.pos
	}
	if in.a < 0 {
		return
	}
	f.result = f.popN(in.a)
	for i, s := range f.code.results {
		if i < len(f.result) {
			x.store(f, s, f.result[i])
		}
	}
}

func doDefer(x *exec, f *frame, in *instr) {
	args := f.popN(in.a)
	f.defers = append(f.defers, deferred{fun: f.pop(), args: args})
}

func doGo(x *exec, f *frame, in *instr) {
	args := f.popN(in.a)
	fun := x.s.resolve(f.pop())
	o := x.s.object(fun)
	if fun.kind == null {
		x.panic()
		return
	}
	if o == nil || o.kind != closure && o.kind != cancel {
		for _, a := range args {
			x.s.expose(a)
		}
		return
	}
	nilChan := o.kind == closure && o.code.fn != nil && givesNilChan(o.code.fn, args)
	if met, closed := x.s.meets(append(slices.Clone(args), fun)); !closed && !nilChan && in.b == 0 {
		if o.kind == closure && o.code.fn != nil && (!met || x.m.t.own(o.code.fn)) {
			x.m.apart[o.code.fn] = true // a system of its own
		}
		return // it meets nobody, or only who is not in sight
	}
	x.m.company, x.p.acted = true, true
	if len(x.s.procs) >= x.m.limits.Procs {
		x.lost = true
		return
	}
	p := &proc{id: x.s.starts, choice: -1, begin: in.pos}
	x.s.starts++
	y := &exec{m: x.m, s: x.s, p: p}
	base := &frame{code: x.m.baseCode()}
	p.frames = []*frame{base}
	y.call(fun, args, 0)
	p.frames = p.frames[1:]
	if len(p.frames) > 0 {
		x.s.procs = append(x.s.procs, p)
	}
}

// meets reports whether goroutines that have the values can meet others, and
// whether at something that only goroutines in sight use. A channel that is nil
// now is such a thing: alone it would be unknown.
func (s *state) meets(vs []value) (met, closed bool) {
	seen := map[int64]bool{}
	for len(vs) > 0 {
		v := s.resolve(vs[0])
		vs = vs[1:]
		if v.kind == symbol {
			met = true
		}
		if v.kind != ref || seen[v.n] {
			continue
		}
		seen[v.n] = true
		o := &s.heap[v.n]
		switch o.kind {
		case structure, cell, list, table, closure, place:
		default:
			met = true
			if !o.open && o.kind != timer {
				return true, true
			}
		}
		if s.hasNilChan(o) {
			return true, true
		}
		vs = append(append(vs, o.vals...), o.keys...)
	}
	return met, false
}

// givesNilChan reports whether an argument is a nil channel.
func givesNilChan(fn *lifetime.Func, args []value) bool {
	params := fn.Sig.Params()
	first := len(args) - params.Len() // after the receiver
	for i := range params.Len() {
		if first >= 0 && args[first+i] == nilValue && isChan(params.At(i).Type()) {
			return true
		}
	}
	return false
}

func isChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// hasNilChan reports whether a variable of a closure, or a field, is a nil
// channel.
func (s *state) hasNilChan(o *object) bool {
	switch {
	case o.kind == closure && o.code.fn != nil:
		for i, v := range o.code.captured {
			if i < len(o.vals) && isChan(v.Type()) {
				if c := s.object(s.resolve(o.vals[i])); c != nil && c.kind == cell && s.resolve(c.vals[0]) == nilValue {
					return true
				}
			}
		}
	case o.kind == structure && o.typ != nil:
		fields, ok := o.typ.Underlying().(*types.Struct)
		for i := 0; ok && i < min(fields.NumFields(), len(o.vals)); i++ {
			if isChan(fields.Field(i).Type()) && s.resolve(o.vals[i]) == nilValue {
				return true
			}
		}
	}
	return false
}
