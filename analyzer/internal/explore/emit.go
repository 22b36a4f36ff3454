package explore

import (
	"go/ast"
	"go/token"
	"strings"
)

// This file writes what the functions of library.go do.

// wrapper makes a code with n parameters.
func (w *writer) wrapper(n int, write func(inner *writer)) *code {
	w.t.count++
	c := &code{id: w.t.count}
	inner := &writer{t: w.t, c: c, info: w.info, next: -1}
	for range n {
		c.params = append(c.params, inner.hidden())
	}
	write(inner)
	inner.emit(instr{do: doReturn, a: c.count})
	return c
}

// keep moves the value on the stack to a slot of its own.
func (w *writer) keep() int {
	h := w.hidden()
	w.emit(instr{do: doStore, a: h})
	return h
}

func (w *writer) get(slot int) { w.emit(instr{do: doLoad, a: slot}) }

// later defers an instruction on the value in a slot.
func (w *writer) later(slot int, do func(x *exec, f *frame, in *instr), s site) {
	c := w.wrapper(1, func(inner *writer) {
		inner.get(0)
		inner.emit(instr{op: opGive, pos: s.pos, node: s.node})
		inner.emit(instr{do: do, pos: s.pos, node: s.node})
	})
	w.get(slot)
	w.emit(instr{do: doWrap, a: 1, code: c, pos: s.pos})
	w.emit(instr{do: doDefer, pos: s.pos})
}

// start starts a goroutine that runs a wrapper on the values in slots.
func (w *writer) start(c *code, s site, slots ...int) {
	for _, h := range slots {
		w.get(h)
	}
	w.emit(instr{do: doWrap, a: len(slots), code: c, pos: s.pos})
	w.emit(instr{do: doGo, pos: s.pos, node: s.node})
}

func groupGo(w *writer, s site) {
	fun := w.keep()
	group := w.keep()
	w.get(group)
	w.emit(instr{op: opYield, pos: s.pos, node: s.node})
	w.emit(instr{do: doAddOne, pos: s.pos})
	w.start(w.wrapper(2, func(inner *writer) {
		inner.later(0, doDoneOne, s)
		inner.get(1)
		inner.emit(instr{do: doCall, pos: s.pos})
	}), s, group, fun)
}

func onceDo(w *writer, s site) {
	c := w.wrapper(2, func(inner *writer) {
		inner.get(0)
		enter := inner.emit(instr{op: opEnter, pos: s.pos, node: s.node})
		inner.later(0, doOnceDone, s)
		inner.get(1)
		inner.emit(instr{do: doCall, pos: s.pos})
		inner.patch(enter)
	})
	w.emit(instr{do: doWrap, a: 2, code: c, pos: s.pos})
	w.emit(instr{do: doCall, pos: s.pos})
}

func condWait(w *writer, s site) {
	h := w.keep()
	w.get(h)
	w.emit(instr{op: opYield, pos: s.pos, node: s.node})
	w.emit(instr{do: doSleepOn, pos: s.pos})
	w.get(h)
	w.emit(instr{op: opWoken, pos: s.pos, node: s.node})
	w.get(h)
	w.emit(instr{do: doField, a: 0, name: ".L", pos: s.pos})
	w.emit(instr{op: opLock, pos: s.pos, node: s.node})
}

func background(w *writer, s site) {
	w.constant(value{kind: never})
	w.trim(1, s.want)
}

// derive writes the making of a context; n is 1 if it ends by itself.
func derive(n int) func(w *writer, s site) {
	return func(w *writer, s site) {
		w.emit(instr{do: doDerive, a: n, pos: s.pos})
		w.trim(2, s.want)
	}
}

// withValue hands on the context; who has that gets at the value.
func withValue(w *writer, s site) {
	w.emit(instr{do: doExpose})
	w.drop(1)
	w.trim(1, s.want)
}

func newTimer(w *writer, s site) {
	w.emit(instr{do: doTimer, a: clockTimer, pos: s.pos})
	w.trim(1, s.want)
}

func newTicker(w *writer, s site) {
	w.emit(instr{do: doTimer, a: ticks, pos: s.pos})
	w.trim(1, s.want)
}

// fires writes the code of a goroutine that waits for its timer: slot 0, and
// then runs a function: slot 1.
func (w *writer) fires(s site) *code {
	return w.wrapper(2, func(inner *writer) {
		inner.get(0)
		inner.emit(instr{op: opFires, pos: s.pos, node: s.node})
		inner.get(1)
		inner.emit(instr{do: doCall, pos: s.pos})
	})
}

func afterTime(w *writer, s site) {
	fun := w.keep()
	w.emit(instr{do: doTimer, a: runsLater, pos: s.pos})
	timer := w.keep()
	w.start(w.fires(s), s, timer, fun)
	w.get(timer)
	w.trim(1, s.want)
}

func afterFunc(w *writer, s site) {
	fun := w.keep()
	w.emit(instr{do: doTimer, a: runsAfter, pos: s.pos})
	timer := w.keep()
	w.start(w.fires(s), s, timer, fun)
	stop := w.wrapper(1, func(inner *writer) {
		inner.c.count = 1
		inner.get(0)
		inner.emit(instr{do: doStopTimer, pos: s.pos})
	})
	w.get(timer)
	w.emit(instr{do: doWrap, a: 1, code: stop, pos: s.pos})
	w.trim(1, s.want)
}

func groupWithContext(w *writer, s site) {
	w.emit(instr{do: doGroupContext, pos: s.pos})
	w.trim(2, s.want)
}

func errGroupGo(w *writer, s site) {
	fun := w.keep()
	group := w.keep()
	w.get(group)
	w.emit(instr{op: opAdmit, pos: s.pos, node: s.node})
	w.get(group)
	w.emit(instr{do: doAddOne, pos: s.pos})
	w.start(w.wrapper(2, func(inner *writer) {
		inner.later(0, doDoneOne, s) // also of one that panics, or fails a test
		inner.get(1)
		inner.emit(instr{do: doCall, b: 1, pos: s.pos})
		inner.get(0)
		inner.emit(instr{op: opYield, pos: s.pos, node: s.node})
		inner.emit(instr{do: doGroupError, guess: true, name: ends, pos: s.pos})
	}), s, group, fun)
	w.unknown(s.want)
}

func errGroupWait(w *writer, s site) {
	group := w.keep()
	w.get(group)
	w.emit(instr{op: opWait, pos: s.pos, node: s.node})
	w.get(group)
	w.emit(instr{do: doGroupEnd, pos: s.pos})
	w.unknown(s.want)
}

func setLimit(w *writer, s site) {
	w.emit(instr{do: doCount, pos: s.pos})
	w.emit(instr{do: doSetLimit, pos: s.pos})
}

func addAtomics(m map[string]libraryFunc) {
	for _, t := range []string{"Bool", "Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Value", "Pointer[T]"} {
		name := func(method string) string { return "(*sync/atomic." + t + ")." + method }
		m[name("Load")] = libraryFunc{emit: yielding(doAtomLoad, 1)}
		if t == "Value" || t == "Pointer[T]" {
			m[name("Load")] = libraryFunc{emit: yielding(doThingLoad, 1)}
		}
		m[name("Store")] = libraryFunc{args: 1, emit: yielding(doAtomStore, 0)}
		m[name("Swap")] = libraryFunc{args: 1, emit: yielding(doAtomSwap, 1)}
		m[name("Add")] = libraryFunc{args: 1, emit: yielding(doAtomAdd, 1)}
		m[name("CompareAndSwap")] = libraryFunc{args: 2, emit: yielding(doAtomCompare, 1)}
	}
	for _, t := range []string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr"} {
		for _, op := range []string{"Load", "Store", "Swap", "Add", "CompareAndSwap"} {
			m["sync/atomic."+op+t] = libraryFunc{place: atomicPlace(op)}
		}
	}
}

// atomicPlace writes an atomic operation on a variable whose address the call
// is given.
func atomicPlace(op string) func(w *writer, call *ast.CallExpr, want int) {
	return func(w *writer, call *ast.CallExpr, want int) {
		addr, ok := ast.Unparen(call.Args[0]).(*ast.UnaryExpr)
		if !ok || addr.Op != token.AND {
			w.expr(call.Args[0])
			w.emit(instr{do: doExpose})
			w.unknown(want)
			return
		}
		w.emit(instr{op: opYield, a: -1, pos: call.Pos(), node: call})
		switch {
		case op == "Load":
			w.expr(addr.X)
			w.trim(1, want)
			return
		case op == "Add":
			w.expr(addr.X)
			w.expr(call.Args[1])
			w.emit(instr{do: doBinary, name: "+", pos: call.Pos()})
			w.assign(addr.X)
			w.expr(addr.X)
		case strings.HasPrefix(op, "Compare"):
			w.expr(addr.X)
			w.expr(call.Args[1])
			w.emit(instr{do: doBinary, name: "==", pos: call.Pos()})
			miss := w.fork(call.Pos())
			w.expr(call.Args[2])
			w.assign(addr.X)
			w.constant(yes)
			end := w.jump(0, call.Pos())
			w.patch(miss)
			w.constant(no)
			w.patch(end)
		default: // Store, Swap
			w.expr(addr.X)
			w.expr(call.Args[1])
			w.assign(addr.X)
		}
		w.trim(1, want)
	}
}

// callsBack writes a function that calls a method of its operand, once or
// more, and keeps nothing.
func callsBack(method string) func(w *writer, s site) {
	return func(w *writer, s site) {
		h := w.keep()
		again := w.here()
		w.get(h)
		w.emit(instr{do: doInvoke, a: 1, name: method, pos: s.pos})
		w.unknown(1)
		end := w.fork(s.pos)
		w.jump(again, s.pos)
		w.patch(end)
		w.unknown(s.want)
	}
}

func addGroups(m map[string]libraryFunc) {
	m["golang.org/x/sync/errgroup.WithContext"] = libraryFunc{args: 1, emit: groupWithContext}
	m["(*golang.org/x/sync/errgroup.Group).Go"] = libraryFunc{args: 1, emit: errGroupGo}
	m["(*golang.org/x/sync/errgroup.Group).TryGo"] = libraryFunc{args: 1, emit: errGroupGo}
	m["(*golang.org/x/sync/errgroup.Group).Wait"] = libraryFunc{emit: errGroupWait}
	m["(*golang.org/x/sync/errgroup.Group).SetLimit"] = libraryFunc{args: 1, emit: setLimit}
}
