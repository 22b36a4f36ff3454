package explore

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A function that is passed over panics all the same if it looks behind a pointer
// that is nil: nobody comes to what stands behind the call.

// failsFor reports whether a function panics at once for what it is given.
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

// received does the same for a function of which no call is written: of what it is
// given, only what came out of a channel is looked at, which is nil once that is
// closed. To follow all of it would make systems larger for nothing.
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
