package explore

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// failed marks a choice whether something has failed, and how: it may.
const failed = "failed"

// test goes on if the condition on the stack holds, and jumps elsewhere if not. It
// stands at a position, in a switch only a part of it.
func (w *writer) test(cond ast.Expr, pos token.Pos) int {
	at := w.fork(pos)
	if w.asksForError(cond) {
		w.c.ins[at].name = failed
		w.c.ins[at].loops = slices.ContainsFunc(w.outs, func(o out) bool { return o.loop })
		w.c.ins[at].b = w.failedWay(cond)
	}
	return at
}

// failedWay returns which way of a condition that asks for an error says that there
// is one: 0 if it holds.
func (w *writer) failedWay(cond ast.Expr) int {
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return 1 - w.failedWay(x.X)
	case *ast.BinaryExpr:
		switch {
		case x.Op == token.LAND, x.Op == token.LOR:
			return w.failedWay(x.Y)
		case x.Op == token.EQL && (w.isNil(x.X) || w.isNil(x.Y)):
			return 1
		}
	}
	return 0
}

func (w *writer) isNil(e ast.Expr) bool { return w.info.Types[e].IsNil() }

// fails reports whether a step is one of something that fails, or that takes
// too long.
func (s *state) fails(p *proc, mv move) bool {
	in := p.at()
	if p.forks > 0 {
		return in.name == failed && mv.way == in.b
	}
	if in.op != opSelect || mv.arm < 0 {
		return false
	}
	ch := s.ports(p)[mv.arm].ch
	o := s.object(ch)
	return o != nil && (o.kind == timer || o.kind == context) || ch.kind == symbol && s.symbols[ch.n].op == "Done"
}

// asksForError reports whether a condition, or what is left of it when the
// operands before have been decided, asks for nothing but an error: whether
// there is one, or which.
func (w *writer) asksForError(cond ast.Expr) bool {
	switch x := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.NOT && w.asksForError(x.X)
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND, token.LOR:
			return w.asksForError(x.Y)
		case token.EQL, token.NEQ:
			return w.isError(x.X) || w.isError(x.Y)
		}
	case *ast.CallExpr: // errors.Is(err, io.EOF), os.IsNotExist(err), strings.Contains(err.Error(), "closed")
		return len(x.Args) > 0 && w.ofError(x.Args[0])
	}
	return false
}

func (w *writer) isError(e ast.Expr) bool { return isErrorType(w.typeOf(e)) }

func isErrorType(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// ofError reports whether an expression is an error, or its text.
func (w *writer) ofError(e ast.Expr) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && len(call.Args) == 0 {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			e = sel.X
		}
	}
	return w.isError(e)
}

// failure makes the last result of a call that always fails an error, and that of one
// that cannot fail none.
func (w *writer) failure(call *ast.CallExpr, want int) {
	switch {
	case want == 0:
	case w.alwaysFails(call):
		w.emit(instr{do: doFail})
	case w.t.pkg.Succeeds(call):
		w.emit(instr{do: doSucceed})
	}
}

// alwaysFails reports whether the last result of a call is an error that is not nil: that
// of a function that always fails, or one made of such an error, just made.
func (w *writer) alwaysFails(call *ast.CallExpr) bool {
	return w.t.pkg.Fails(w.t.pkg.CalleeOf(call)) || w.isError(call) && slices.ContainsFunc(call.Args, func(e ast.Expr) bool {
		made, ok := ast.Unparen(e).(*ast.CallExpr)
		return ok && w.isError(made) && w.alwaysFails(made)
	})
}

// doFail makes an error that is not known one that is not nil.
func doFail(x *exec, f *frame, in *instr) {
	if v := f.pop(); v.kind != symbol || x.s.isSome(v) {
		f.push(v)
		return
	}
	f.push(failure)
}

// doSucceed makes an error that is not known nil.
func doSucceed(x *exec, f *frame, in *instr) {
	if v := f.pop(); v.kind != symbol {
		f.push(v)
		return
	}
	f.push(nilValue)
}

// doWrapError leaves the first of a arguments, an error: wrapped it is nil if it
// was before.
func doWrapError(x *exec, f *frame, in *instr) {
	err := f.popN(in.a)[0]
	for range in.b {
		f.push(err)
	}
}

// onlyError reports whether a return gives nothing beside an error that a call
// makes: then there is one.
func (w *writer) onlyError(results []ast.Expr) bool {
	for _, r := range results[:len(results)-1] {
		tv := w.info.Types[r]
		if tv.Value == nil && !tv.IsNil() {
			return false
		}
	}
	last := results[len(results)-1]
	_, ok := ast.Unparen(last).(*ast.CallExpr)
	return ok && w.isError(last)
}

// isSentinel reports whether a package variable is, by its name, an error that
// tells a kind of failure.
func isSentinel(v *types.Var) bool {
	name := strings.ToLower(v.Name())
	return lifetime.ImplementsError(v.Type()) && (strings.HasPrefix(name, "err") && name != "err" && name != "error" || name == "eof")
}

// sentinel is the operation that makes such an error.
const sentinel = "error "

func doSentinel(x *exec, f *frame, in *instr) {
	f.push(x.s.derived(sentinel+in.name, value{}, value{}))
}

// isSome reports whether a symbol is, whatever it is, not nil.
func (s *state) isSome(v value) bool {
	op := s.symbols[v.n].op
	return strings.HasPrefix(op, named) || strings.HasPrefix(op, sentinel)
}
