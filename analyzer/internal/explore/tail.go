package explore

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// This file holds what is the last thing that a goroutine does.

// last reports whether nothing comes after a send in its goroutine that others
// could notice.
func (r *rendezvous) last(s *state, p *proc, send *ast.SendStmt) bool {
	var below *lifetime.Func // what the frame runs
	for i := len(p.frames) - 1; i >= 0; i-- {
		f := p.frames[i]
		fn := f.code.fn
		switch {
		case fn == nil:
			if !r.wraps(s, f) {
				return false
			}
		case f.ending == running:
			pos := send.Pos()
			if i < len(p.frames)-1 {
				pos = f.code.ins[f.pc-1].pos
			}
			if !r.tail(fn, pos) {
				return false
			}
		}
		if fn != nil && !r.defers(fn, below, lifetime.Text(send.Chan)) {
			return false
		}
		below = fn
	}
	return true
}

// wraps reports whether a frame is of a library function that calls the one
// above it, and then at most tells a group.
func (r *rendezvous) wraps(s *state, f *frame) bool {
	for _, d := range f.defers {
		o := s.object(s.resolve(d.fun))
		if o == nil || o.code == nil || !slices.ContainsFunc(o.code.ins, func(in instr) bool { return in.is(doDoneOne) }) {
			return false
		}
		r.counted = true
	}
	return f.ending != running || f.code.ins[f.pc].is(doReturn)
}

// defers reports whether the deferred calls of a function do no more than tell
// a group, or close the channel. below is what one of them runs now.
func (r *rendezvous) defers(fn, below *lifetime.Func, ch string) bool {
	good := true
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		d, ok := n.(*ast.DeferStmt)
		if !ok {
			return true
		}
		callee := r.t.pkg.CalleeOf(d.Call)
		switch {
		case below != nil && d.Pos() <= below.Node.Pos() && below.Node.End() <= d.End():
		case known.Is(callee, "(*sync.WaitGroup).Done"):
			r.counted = true
		case isClose(d.Call) && lifetime.Text(d.Call.Args[0]) == ch:
			r.closers[d.Call] = false
		default:
			good = false
		}
		return false
	})
	return good
}

// tail reports whether a function ends after the statement at a position, and
// does nothing more.
func (r *rendezvous) tail(fn *lifetime.Func, pos token.Pos) bool {
	path := r.path(pos, fn.Node)
	if !r.whole(path, pos) {
		return false
	}
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.LabeledStmt, *ast.AssignStmt, *ast.FuncLit, *ast.ReturnStmt:
			return false
		}
		for _, s := range lifetime.Statements(path[i]) {
			if isClause(s) {
				break
			}
			if s.Pos() > pos { // the first after it
				ret, ok := s.(*ast.ReturnStmt)
				return ok && quiet(ret)
			}
		}
	}
	return true
}

func isClause(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

// whole reports whether the innermost statement of a path is a send, or a call
// at that position and nothing else.
func (r *rendezvous) whole(path []ast.Node, pos token.Pos) bool {
	for i := len(path) - 1; i >= 0; i-- {
		switch x := path[i].(type) {
		case *ast.SendStmt:
			return x.Pos() == pos
		case *ast.ExprStmt:
			call, ok := ast.Unparen(x.X).(*ast.CallExpr)
			return ok && call.Pos() == pos && quiet(call.Fun)
		case ast.Stmt:
			return false
		}
	}
	return false
}

// quiet reports whether nothing is called or received in a piece of code.
func quiet(n ast.Node) bool {
	still := true
	ast.Inspect(n, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CallExpr:
			still = false
		case *ast.UnaryExpr:
			still = still && x.Op != token.ARROW
		}
		return still
	})
	return still
}
