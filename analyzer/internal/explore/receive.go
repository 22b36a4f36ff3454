package explore

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

func (w *writer) receive(x *ast.UnaryExpr, want int) {
	if call, ok := ast.Unparen(x.X).(*ast.CallExpr); ok && w.builtin(call) == "make" {
		w.emit(instr{op: opForever, pos: x.OpPos, node: x}) // nobody else has it: on purpose
		return
	}
	w.expr(x.X)
	w.emit(instr{op: opReceive, a: want, typ: elem(w.typeOf(x.X)), pos: x.OpPos, node: x})
}

// onPurpose reports whether a statement waits for a channel that the one before it
// has made, and that nobody else has: it means to wait for ever, as select{} does.
func (w *writer) onPurpose(before, s ast.Stmt) bool {
	made, ok := before.(*ast.AssignStmt)
	if !ok || made.Tok != token.DEFINE || len(made.Lhs) != 1 || len(made.Rhs) != 1 {
		return false
	}
	call, _ := made.Rhs[0].(*ast.CallExpr)
	x, _ := s.(*ast.ExprStmt)
	if call == nil || x == nil || w.builtin(call) != "make" {
		return false
	}
	recv, _ := ast.Unparen(x.X).(*ast.UnaryExpr)
	if recv == nil || recv.Op != token.ARROW {
		return false
	}
	v := w.t.pkg.Variable(made.Lhs[0])
	if v == nil || w.t.pkg.Variable(recv.X) != v {
		return false
	}
	uses := 0
	ast.Inspect(w.c.fn.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && w.info.Uses[id] == v {
			uses++
		}
		return true
	})
	return uses == 1
}

// received writes of a call that is passed over that it panics for a nil pointer
// that came out of a closed channel: nobody comes to what stands behind it.
func (w *writer) received(c callee) {
	if sel, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr); ok && c.body.Sig.Recv() != nil {
		w.mustBe(sel.X, c, c.body.Sig.Recv())
	}
	params := c.body.Sig.Params()
	for i, a := range c.call.Args {
		if i < params.Len() && len(c.call.Args) == params.Len() {
			w.mustBe(a, c, params.At(i))
		}
	}
}

func (w *writer) mustBe(arg ast.Expr, c callee, param *types.Var) {
	d, ok := w.t.pkg.Sole(w.t.pkg.Variable(arg))
	if !ok {
		return
	}
	if recv, ok := ast.Unparen(d.Rhs).(*ast.UnaryExpr); ok && recv.Op == token.ARROW && c.body.Dereferences(param) {
		w.expr(arg)
		w.emit(instr{do: doDeref, pos: arg.Pos()})
		w.drop(1)
	}
}

// failsFor reports whether a function panics at once for what it is given: for a
// nil pointer.
func failsFor(fn *lifetime.Func, args []value) bool {
	i := 0
	fails := func(v *types.Var) bool {
		is := i < len(args) && args[i].kind == null
		i++
		return is && fn.Dereferences(v)
	}
	if r := fn.Sig.Recv(); r != nil && fails(r) {
		return true
	}
	for v := range fn.Sig.Params().Variables() {
		if fails(v) {
			return true
		}
	}
	return false
}
