package explore

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A callee is what a call runs, found from its text.
type callee struct {
	call    *ast.CallExpr
	fn      *types.Func    // nil for the value of a variable
	body    *lifetime.Func // if it is declared here
	library *libraryFunc   // if the explorer knows it
	dynamic bool           // an interface's method
}

func (w *writer) callee(call *ast.CallExpr) callee {
	c := callee{call: call, fn: w.t.pkg.CalleeOf(call)}
	if c.fn == nil {
		return c
	}
	if l, ok := w.t.library[c.fn.FullName()]; ok {
		c.library = &l
		return c
	}
	c.body = w.t.pkg.FuncNamed(c.fn)
	if r := c.fn.Signature().Recv(); r != nil && c.body == nil {
		c.dynamic = types.IsInterface(r.Type())
	}
	return c
}

// call writes a call and leaves want of its results.
func (w *writer) call(call *ast.CallExpr, want int) {
	if tv := w.info.Types[call.Fun]; tv.IsType() {
		if len(call.Args) == 1 {
			w.operand(call.Args[0])
			w.trim(1, want)
		}
		return
	}
	if b := w.builtin(call); b != "" {
		w.builtinCall(b, call, want)
		return
	}
	c := w.callee(call)
	switch {
	case c.library != nil && c.library.place != nil:
		c.library.place(w, call, want)
	case c.library != nil:
		n := w.operands(c)
		c.library.emit(w, site{call: call, pos: call.Pos(), node: call, n: n, want: want})
	case c.body != nil && !w.t.duty.fn(c.body):
		w.effectsOf(call)
		w.received(c)
		w.spoils(call)
		w.skipped(c.fn, want)
		w.failure(call, want)
	case isLength(c):
		w.receiver(ast.Unparen(call.Fun).(*ast.SelectorExpr))
		w.emit(instr{do: doLen, name: "len", pos: call.Pos()})
		w.trim(1, want)
	default:
		n := w.push(c)
		w.invoke(c, n, want)
		w.spoilsReceiver(call)
	}
}

// skipped leaves the results of a function that was passed over. Numbers count
// what it was given; everything else is the function's own business.
func (w *writer) skipped(fn *types.Func, want int) {
	for i := range want {
		in := instr{do: doUnknown}
		if r := fn.Signature().Results(); i < r.Len() && isInteger(r.At(i).Type()) {
			in.do = doSkipped
		}
		w.emit(in)
	}
}

// isLength reports whether a call is a method of another package that says how
// many elements a map or a slice has.
func isLength(c callee) bool {
	if c.fn == nil || c.body != nil || c.fn.Name() != "Len" || len(c.call.Args) > 0 || c.fn.Signature().Recv() == nil {
		return false
	}
	switch c.fn.Signature().Recv().Type().Underlying().(type) {
	case *types.Map, *types.Slice:
		return true
	}
	return false
}

// isSized reports whether a call's result has as many elements as its argument.
func (w *writer) isSized(call *ast.CallExpr) bool {
	c := w.callee(call)
	return c.fn != nil && c.body == nil && sized[c.fn.Origin().FullName()]
}

// invoke writes the call of what push left on the stack.
func (w *writer) invoke(c callee, n, want int) {
	in := instr{do: doCall, a: n, b: want, pos: c.call.Pos()}
	switch {
	case c.body != nil:
		in.fn = c.body
	case c.fn != nil && c.fn.Pkg() != nil && c.fn.Pkg().Path() == "github.com/pkg/errors" && strings.HasPrefix(c.fn.Name(), "W"):
		in.do = doWrapError
	case c.fn != nil && answersAlike(c.fn):
		in.do, in.name = doAsk, c.fn.FullName()
	case want == 1 && n > 0 && w.isSized(c.call):
		if in.do = doSized; c.fn.Name() == "Perm" {
			in.name = "number"
		}
	case lifetime.Fatal(c.fn) && (c.dynamic || !w.t.noReturn(c.fn)):
		in.do = doLost
	case c.dynamic:
		in.do, in.name = doInvoke, c.fn.Name()
	case c.fn != nil:
		in.do, in.list, in.name = doForeign, w.exposed(c), w.nature(c)
		if w.t.noReturn(c.fn) {
			in.do = doExit
			if known.Is(c.fn, "runtime.Goexit") || w.failsTest(c.fn) {
				in.do = doGoexit
			}
		}
	}
	w.emit(in)
	w.failure(c.call, want)
}

// noReturn reports whether a function is known never to return.
func (t *translator) noReturn(fn *types.Func) bool {
	e := t.pkg.Effects(fn)
	return e != nil && e.NoReturn
}

// failsTest reports whether a function that does not return is a test's: it
// ends its goroutine only.
func (w *writer) failsTest(fn *types.Func) bool {
	return fn.Pkg() != nil && fn.Pkg().Path() == "testing"
}

// push leaves the function (unless it is known from the text), the receiver
// and the arguments, and returns how many values it left beside the function.
func (w *writer) push(c callee) (n int) {
	if c.fn == nil {
		w.expr(c.call.Fun)
	} else if sel, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr); ok && c.fn.Signature().Recv() != nil {
		w.receiver(sel)
		n++
	}
	return n + w.arguments(c)
}

// arguments leaves a call's arguments, those of a variadic parameter as a list
// if the callee is stepped into.
func (w *writer) arguments(c callee) (n int) {
	sig, _ := w.typeOf(c.call.Fun).Underlying().(*types.Signature)
	args := c.call.Args
	if len(args) == 1 && sig != nil && sig.Params().Len() > 1 {
		if _, ok := w.typeOf(args[0]).(*types.Tuple); ok { // f(g())
			w.multi(args[0], sig.Params().Len())
			return sig.Params().Len()
		}
	}
	fixed := len(args)
	packs := sig != nil && sig.Variadic() && !c.call.Ellipsis.IsValid()
	if packs {
		fixed = min(sig.Params().Len()-1, len(args))
	}
	for i, a := range args[:fixed] {
		if sig != nil && i < sig.Params().Len() {
			w.given(a, sig.Params().At(i).Type())
		} else {
			w.operand(a)
		}
	}
	if !packs {
		return fixed
	}
	for _, a := range args[fixed:] {
		w.operand(a)
	}
	w.emit(instr{do: doList, a: len(args) - fixed, pos: c.call.Pos()})
	return fixed + 1
}

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context" && n.Obj().Name() == "Context"
}

// effectsOf evaluates the arguments of a call that is passed over, and what it
// is called on, if that does something.
func (w *writer) effectsOf(call *ast.CallExpr) {
	given := call.Args
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && w.info.Selections[sel] != nil {
		given = append([]ast.Expr{sel.X}, given...)
	}
	for _, a := range given {
		seen := false
		ast.Inspect(a, func(n ast.Node) bool {
			if n != nil && !seen {
				seen = w.t.duty.visible(n) || w.t.duty.callee(n) != nil
			}
			return !seen
		})
		if seen {
			w.expr(a)
			w.emit(instr{do: doExpose})
		}
	}
}

// trim makes the have values on the stack want values.
func (w *writer) trim(have, want int) {
	if have > want {
		w.drop(have - want)
	}
	if want > have {
		w.unknown(want - have)
	}
}

// apart writes a go or defer statement: the operands are evaluated now.
func (w *writer) apart(call *ast.CallExpr, in instr) {
	if name := w.builtin(call); name != "" {
		w.apartBuiltin(name, call, in)
		return
	}
	c := w.callee(call)
	switch {
	case c.library != nil && c.library.place != nil:
		w.emit(instr{do: doLost, pos: call.Pos()})
		return
	case c.library != nil:
		in.a = w.operands(c)
		w.wrap(*c.library, c.fn, call, in.a)
		in.a = 0
	case c.body != nil && !w.t.duty.fn(c.body):
		w.effectsOf(call)
		return
	case c.body != nil:
		w.emit(instr{do: doFunc, fn: c.body})
		in.a = w.push(c)
	case c.fn == nil:
		in.a = w.push(c)
	case c.dynamic:
		w.expr(ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
		w.emit(instr{do: doBindName, name: c.fn.Name()})
		in.a = w.arguments(c)
	default: // of another package
		n := w.push(c)
		w.emit(instr{do: doForeign, a: n, b: 0, list: w.exposed(c), pos: call.Pos()})
		return
	}
	w.emit(in)
}

func (w *writer) apartBuiltin(name string, call *ast.CallExpr, in instr) {
	switch name {
	case "close":
		w.expr(call.Args[0])
		w.wrap(libraryFunc{emit: emitClose}, nil, call, 1)
	case "panic", "recover":
		w.wrap(libraryFunc{emit: func(w *writer, s site) { w.builtinCall(name, call, 0) }}, nil, call, 0)
	default:
		return
	}
	in.a = 0
	w.emit(in)
}

// wrap makes the n operands of a library function on the stack a function
// value: calling it calls the function with them.
func (w *writer) wrap(l libraryFunc, fn *types.Func, call *ast.CallExpr, n int) {
	w.t.count++
	c := &code{id: w.t.count}
	inner := &writer{t: w.t, c: c, info: w.info, slots: map[*types.Var]int{}}
	for range n {
		c.params = append(c.params, inner.hidden())
	}
	for _, s := range c.params {
		inner.emit(instr{do: doLoad, a: s})
	}
	s := site{call: call, n: n}
	if call != nil {
		s.pos, s.node = call.Pos(), call
	} else if fn != nil && len(w.c.ins) > 0 {
		s.pos = w.c.ins[len(w.c.ins)-1].pos
	}
	if call == nil && fn != nil { // a method value, called with arguments
		for range fn.Signature().Params().Len() {
			slot := inner.hidden()
			c.params = append(c.params, slot)
			inner.emit(instr{do: doLoad, a: slot})
			s.n++
		}
		c.count = fn.Signature().Results().Len()
		s.want = c.count
	}
	l.emit(inner, s)
	inner.emit(instr{do: doReturn, a: c.count, pos: s.pos})
	w.emit(instr{do: doWrap, a: n, code: c, pos: s.pos})
}

func (w *writer) builtin(call *ast.CallExpr) string {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := w.info.Uses[id].(*types.Builtin); ok {
			return b.Name()
		}
	}
	return ""
}

func (w *writer) builtinCall(name string, call *ast.CallExpr, want int) {
	args, have := call.Args, 1
	switch name {
	case "make":
		w.makeCall(call)
	case "new":
		w.emit(instr{do: doNew, typ: deref(w.typeOf(call)), pos: call.Pos()})
	case "len", "cap":
		w.expr(args[0])
		if name == "len" && isChan(w.typeOf(args[0])) {
			w.emit(instr{op: opYield, pos: call.Pos(), node: call}) // it changes
		}
		w.emit(instr{do: doLen, name: name, pos: call.Pos()})
	case "append":
		w.expr(args[0])
		for _, a := range args[1:] {
			w.operand(a)
		}
		in := instr{do: doAppend, a: len(args) - 1, pos: call.Pos()}
		if call.Ellipsis.IsValid() {
			in.do = doJoin
		}
		w.emit(in)
	case "close":
		w.expr(args[0])
		emitClose(w, site{call: call, pos: call.Pos(), node: call, n: 1})
		have = 0
	case "panic":
		w.emit(instr{do: doPanic, pos: call.Pos()})
		have = 0
	case "recover":
		w.emit(instr{do: doRecover, pos: call.Pos()})
	case "delete":
		w.expr(args[0])
		w.expr(args[1])
		w.emit(instr{do: doDelete})
		have = 0
	case "max", "min":
		w.expr(args[0])
		for _, a := range args[1:] {
			w.expr(a)
			w.emit(instr{do: doBinary, name: name, pos: call.Pos()})
		}
	default:
		for _, a := range args {
			w.expr(a)
			w.drop(1)
		}
		have = 0
	}
	w.trim(have, want)
}

func (w *writer) makeCall(call *ast.CallExpr) {
	switch w.typeOf(call).Underlying().(type) {
	case *types.Chan:
		if len(call.Args) > 1 {
			w.expr(call.Args[1])
			w.countFrom(call.Args[1], 1)
		} else {
			w.constant(num(0))
		}
		w.emit(instr{do: doMakeChan, pos: call.Pos()})
	case *types.Slice:
		w.expr(call.Args[1])
		w.count(call.Args[1])
		t := w.typeOf(call).Underlying().(*types.Slice).Elem()
		w.emit(instr{do: doMakeList, typ: t, pos: call.Pos()})
	case *types.Map:
		w.emit(instr{do: doTable, pos: call.Pos()})
	default:
		w.unknown(1)
	}
}

func emitClose(w *writer, s site) { yielding(doClose, 0)(w, s) }
