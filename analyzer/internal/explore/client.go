package explore

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A client makes an object, starts it, has one call of a method under way, and
// closes it, last of all: calls that begin after that are its own fault.
type client struct {
	object *objectType
	call   *lifetime.Func // or nil
	closes int            // how often
}

// clients returns what may be done with an object.
func (o *objectType) clients() (all []*client) {
	all = append(all, &client{object: o, closes: 1})
	for _, m := range o.calls {
		all = append(all, &client{object: o, call: m, closes: 1})
	}
	return append(all, &client{object: o, closes: 2})
}

// funcs returns the functions that the client calls.
func (c *client) funcs() []*lifetime.Func {
	all := append([]*lifetime.Func{c.object.maker, c.object.close}, c.object.starts...)
	if c.call != nil {
		all = append(all, c.call)
	}
	return all
}

// String says what the client does.
func (c *client) String() string {
	last := c.object.close.Name()
	switch {
	case c.call != nil:
		return fmt.Sprintf("suppose %s is called while %s is under way", last, c.call.Name())
	case c.closes > 1:
		return fmt.Sprintf("suppose %s is called twice", last)
	}
	return fmt.Sprintf("suppose %s is called", last)
}

// client returns the code of a client.
func (t *translator) client(c *client) *code {
	t.count++
	w := &writer{t: t, c: &code{id: t.count}, info: t.pkg.Info, next: -1}
	maker := c.object.maker
	takes := maker.Sig.Params().Len()
	if maker.Sig.Recv() != nil {
		takes++
	}
	w.unknown(takes)
	n := maker.Sig.Results().Len()
	w.emit(instr{do: doCall, fn: maker, a: takes, b: n, pos: maker.Node.Pos()})
	failed := w.failedToMake(maker)
	for range n - 1 - len(failed) {
		w.emit(instr{do: doExpose})
	}
	obj := w.keep()
	w.gives(c.object, obj)
	for _, m := range c.object.starts {
		w.method(m, obj, blocks(m))
	}
	if len(c.object.starts) > 0 {
		w.gives(c.object, obj)
	}
	if c.call != nil {
		w.method(c.call, obj, true)
	}
	for range c.closes {
		w.method(c.object.close, obj, false)
	}
	w.patch(failed...)
	w.emit(instr{do: doReturn})
	return w.c
}

// failedToMake writes that a client has nothing to use if there is an error.
func (w *writer) failedToMake(maker *lifetime.Func) (jumps []int) {
	last := maker.Sig.Results().Len() - 1
	if last == 0 || !isErrorType(maker.Sig.Results().At(last).Type()) {
		return nil
	}
	w.constant(nilValue)
	w.emit(instr{do: doBinary, name: "==", pos: maker.Node.Pos()})
	at := w.fork(maker.Node.Pos())
	w.c.ins[at].guess = false
	return []int{at}
}

// gives writes what the client may get at.
func (w *writer) gives(o *objectType, obj int) {
	s := o.named.Underlying().(*types.Struct)
	for _, i := range o.shared {
		w.get(obj)
		w.emit(instr{do: doField, a: i, name: partOf(s.Field(i))})
		w.emit(instr{do: doExpose})
	}
	for _, m := range o.gives {
		w.method(m, obj, false)
	}
}

// method writes the call of a method, whose results the client may use. Of one
// that is apart it does not wait for the end.
func (w *writer) method(m *lifetime.Func, obj int, apart bool) {
	call := func(w *writer, recv int) {
		w.get(recv)
		w.unknown(m.Sig.Params().Len())
		n := m.Sig.Results().Len()
		w.emit(instr{do: doCall, fn: m, a: 1 + m.Sig.Params().Len(), b: n, pos: m.Node.Pos()})
		for range n {
			w.emit(instr{do: doExpose})
		}
	}
	if !apart {
		call(w, obj)
		return
	}
	w.start(w.wrapper(1, func(inner *writer) { call(inner, 0) }), site{pos: m.Node.Pos()}, obj)
}

// blocks reports whether a method that starts an object is the object's work
// itself, by its name.
func blocks(m *lifetime.Func) bool {
	return slices.Contains([]string{"Run", "Serve", "Loop", "Listen"}, firstWord(m.Obj.Name()))
}

// accepts reports whether a client is right to expect that a wait ends: of its
// own goroutine, once it has come to the end of the object.
func (c *client) accepts(w Wait) bool {
	return w.Proc != 0 || len(w.Calls) > 0 && w.Calls[0] == c.object.close.Node.Pos()
}

// begins reports whether a goroutine is one of the client's.
func (c *client) begins(at token.Pos) bool {
	return c != nil && c.call != nil && c.call.Node.Pos() == at
}
