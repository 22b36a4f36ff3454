package explore

import (
	"go/types"
	"slices"
)

// This file holds the instructions that call, start, defer and return.

// doCall calls a function that is known from the text, or the value below its
// a arguments, and leaves b results.
func doCall(x *exec, f *frame, in *instr) {
	args := f.popN(in.a)
	if in.fn != nil {
		x.enter(x.m.t.code(in.fn), nil, args, in.b)
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
	return v, x.m.t.code(body)
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
	for range in.b {
		f.push(x.s.fresh())
	}
}

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
	x.p.panics = false
	x.p.frames[n-2].ending = recovered
	f.push(failure)
}

// doReturn ends a function with the a results on the stack, or with those that
// have names.
func doReturn(x *exec, f *frame, in *instr) {
	f.ending = returning
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
	if o.kind == closure && o.code.fn != nil && !x.s.meets(append(slices.Clone(args), fun)) {
		x.m.apart[o.code.fn] = true // a system of its own
		return
	}
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

// meets reports whether goroutines that have the values can meet others.
func (s *state) meets(vs []value) bool {
	seen := map[int64]bool{}
	for len(vs) > 0 {
		v := s.resolve(vs[0])
		vs = vs[1:]
		if v.kind != ref || seen[v.n] {
			continue
		}
		seen[v.n] = true
		o := &s.heap[v.n]
		switch o.kind {
		case structure, cell, list, table, closure:
		default:
			return true
		}
		vs = append(append(vs, o.vals...), o.keys...)
	}
	return false
}
