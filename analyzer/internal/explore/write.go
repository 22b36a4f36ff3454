package explore

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A writer writes the code of one function.
type writer struct {
	t     *translator
	c     *code
	calls calls // that the systems follow
	info  *types.Info
	slots map[*types.Var]int
	outs  []out  // statements that break and continue may leave, innermost last
	label string // of the next statement
	next  int    // target of fallthrough
}

// An out is where break and continue lead to: instructions to be patched.
type out struct {
	label     string
	breaks    []int
	continues []int
	loop      bool
}

func (w *writer) function(fn *lifetime.Func) {
	for _, v := range w.t.freeOf(fn) {
		w.c.captured = append(w.c.captured, v)
		w.c.captures = append(w.c.captures, w.slot(v))
	}
	if r := fn.Sig.Recv(); r != nil {
		w.c.params = append(w.c.params, w.param(r))
	}
	for v := range fn.Sig.Params().Variables() {
		w.c.params = append(w.c.params, w.param(v))
	}
	w.c.count = fn.Sig.Results().Len()
	for v := range fn.Sig.Results().Variables() {
		if v.Name() != "" {
			s := w.slot(v)
			w.c.results = append(w.c.results, s)
			w.emit(instr{do: doZero, typ: v.Type(), pos: fn.Node.Pos()})
			w.emit(instr{do: doDefine, a: s})
		}
	}
	w.block(fn.Body.List)
	w.emit(instr{do: doReturn, a: -1, pos: fn.Body.Rbrace})
}

// freeOf returns what a literal captures; declared functions capture nothing.
func (t *translator) freeOf(fn *lifetime.Func) []*types.Var {
	if fn.Outer == nil {
		return nil
	}
	return t.free(fn)
}

// param gives a parameter its slot. One that closures share is moved to a cell
// when the function begins.
func (w *writer) param(v *types.Var) int {
	if v.Name() == "" || v.Name() == "_" {
		return -1
	}
	return w.slot(v)
}

func (w *writer) slot(v *types.Var) int {
	if s, ok := w.slots[v]; ok {
		return s
	}
	s := len(w.c.boxed)
	w.slots[v] = s
	w.c.boxed = append(w.c.boxed, w.t.boxes[v])
	return s
}

// hidden returns a slot that no variable of the source has.
func (w *writer) hidden() int {
	w.c.boxed = append(w.c.boxed, false)
	return len(w.c.boxed) - 1
}

func (w *writer) emit(in instr) int {
	w.c.ins = append(w.c.ins, in)
	return len(w.c.ins) - 1
}

func (w *writer) here() int { return len(w.c.ins) }

func (w *writer) patch(at ...int) {
	for _, i := range at {
		w.c.ins[i].a = w.here()
	}
}

func (w *writer) jump(to int, pos token.Pos) int {
	return w.emit(instr{do: doJump, a: to, pos: pos})
}

// fork goes on if the value on the stack is true, and jumps elsewhere if not.
func (w *writer) fork(pos token.Pos) int { return w.emit(instr{do: doFork, pos: pos, guess: true}) }

func (w *writer) constant(v value) { w.emit(instr{do: doConst, v: v}) }

func (w *writer) unknown(n int) {
	for range n {
		w.emit(instr{do: doUnknown})
	}
}

func (w *writer) drop(n int) {
	for range n {
		w.emit(instr{do: doPop})
	}
}

func (w *writer) typeOf(e ast.Expr) types.Type {
	if t := w.info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

func (w *writer) pkg() *types.Package { return w.t.pkg.Pass.Pkg }
