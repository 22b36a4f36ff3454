package explore

import (
	"go/ast"
	"go/token"
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
