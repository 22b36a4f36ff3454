package lifetime

import (
	"go/ast"
	"go/token"
)

// This file answers: what does a loop do on each turn?

// Pauses reports whether the loop holds a pause.
func (l *Loop) Pauses() bool {
	for _, pause := range l.Func.Pauses() {
		for o := pause.Loop; o != nil; o = o.Outer {
			if o == l {
				return true
			}
		}
	}
	return false
}

// Polls reports whether the loop asks a context without waiting for it: by its
// Err, or in a select with a default.
func (l *Loop) Polls() bool {
	p := l.Func.Pkg
	for _, c := range l.Func.Calls {
		if (l.Contains(c.Pos()) || within(c.Pos(), l.Stmt)) && p.asksContext(c.CallExpr) && isErr(c) {
			return true
		}
	}
	for _, s := range l.Func.Selects {
		if s.Loop != l || s.Default == nil {
			continue
		}
		for _, op := range s.Cases {
			if op.Kind == Receive && p.DoneOf(op.Chan) != nil {
				return true
			}
		}
	}
	return false
}

func isErr(c *Call) bool {
	return c.Callee != nil && c.Callee.Name() != "Done"
}

// Asked reports whether a turn of the loop sends something, or starts a
// goroutine, before it comes to a receive: that may well be the answer.
func (l *Loop) Asked(op *Op) bool {
	before := func(n ast.Node) bool { return l.Contains(n.Pos()) && n.Pos() < op.Node.Pos() }
	for _, o := range l.Func.Ops {
		if o.Kind == Send && before(o.Node) {
			return true
		}
	}
	for _, c := range l.Func.Calls {
		e := l.Func.Pkg.Effects(c.Callee)
		if before(c) && (c.Mode == Apart || e != nil && (e.Spawns != 0 || e.Sends != 0)) {
			return true
		}
	}
	return false
}

// An ErrorTest is a test, in a loop, of the error of a call that got a context.
type ErrorTest struct {
	Call      *ast.CallExpr
	Ctx       ast.Expr // the argument
	NeedsLive bool     // the callee is known to fail if that context is done
	Test      *ast.IfStmt
	Failed    bool // the branch that is taken when there is an error
}

// ErrorTests returns the tests of the loop's own statements.
func (l *Loop) ErrorTests() (all []ErrorTest) {
	p := l.Func.Pkg
	ast.Inspect(l.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt:
			return false
		case *ast.IfStmt:
			if t, ok := l.errorTest(p, n); ok {
				all = append(all, t)
			}
		}
		return true
	})
	return all
}

func (l *Loop) errorTest(p *Package, s *ast.IfStmt) (t ErrorTest, ok bool) {
	cmp, ok := s.Cond.(*ast.BinaryExpr)
	if !ok || cmp.Op != token.NEQ && cmp.Op != token.EQL || !p.Info.Types[cmp.Y].IsNil() {
		return t, false
	}
	v := p.Variable(cmp.X)
	if v == nil || v.IsField() {
		return t, false
	}
	var last *Def
	for _, d := range p.defs[v] {
		if d.Func == l.Func && (l.Contains(d.Node.Pos())) && d.Node.End() <= s.Cond.Pos() && (last == nil || d.Node.Pos() > last.Node.Pos()) {
			last = &d
		}
	}
	if last == nil || last.Rhs == nil {
		return t, false
	}
	call, ok := ast.Unparen(last.Rhs).(*ast.CallExpr)
	if !ok {
		return t, false
	}
	e := p.Effects(p.CalleeOf(call))
	for i, arg := range call.Args {
		if IsContext(p.Info.TypeOf(arg)) {
			live := e != nil && e.NeedsLive.Has(i)
			return ErrorTest{Call: call, Ctx: arg, NeedsLive: live, Test: s, Failed: cmp.Op == token.NEQ}, true
		}
	}
	return t, false
}

// Beside returns a wait that can be stopped and that stands in the same loop as a send
// which cannot: the loop is meant to end. It returns nil if the send ends the loop, if
// the channel has room, is drained until it is closed, is another one on each turn, as
// that of who asks, or is tested for nil, and for all such sends but the first.
func (o *Op) Beside() *Op {
	f, l := o.Func, o.Loop
	p := f.Pkg
	c := p.Chan(o.Chan)
	if o.Kind != Send || l == nil || c == nil || c.Room(p) || c.Has(Range) || l.Assigns(o.Chan) || l.thenLeaves(o.Node.Pos()) || f.optional(o) {
		return nil
	}
	var beside *Op
	for _, other := range f.Ops {
		switch {
		case other.Loop != l:
		case other.Kind == Send && other.Alone() && p.Chan(other.Chan) == c && other.Node.Pos() < o.Node.Pos():
			return nil
		case other.Select != nil && other.Stops() && beside == nil:
			beside = other
		}
	}
	return beside
}

// optional reports whether a send is done only if its channel is there: who gives one
// receives from it.
func (f *Func) optional(o *Op) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.IfStmt); ok && within(o.Node.Pos(), s.Body) {
			ast.Inspect(s.Cond, func(n ast.Node) bool {
				b, ok := n.(*ast.BinaryExpr)
				found = found || ok && b.Op == token.NEQ && f.Pkg.Info.Types[b.Y].IsNil() && f.Pkg.Variable(b.X) == f.Pkg.Variable(o.Chan)
				return !found
			})
		}
		return !found
	})
	return found
}

// Takes reports whether a receive in a loop takes what is there: the loop turns as
// often as its channel has elements, or as long as it has any.
func (o *Op) Takes() bool {
	if o.Kind != Receive || o.Loop == nil {
		return false
	}
	switch s := o.Loop.Stmt.(type) {
	case *ast.RangeStmt:
		return o.counted(s.X)
	case *ast.ForStmt:
		b, ok := s.Cond.(*ast.BinaryExpr)
		return ok && (o.counted(b.X) || o.counted(b.Y))
	}
	return false
}

// counted reports whether an expression is the number of elements in an operation's
// channel, or was.
func (o *Op) counted(e ast.Expr) bool {
	p := o.Func.Pkg
	e = ast.Unparen(e)
	if d, ok := p.Sole(p.Variable(e)); ok {
		e = ast.Unparen(d.Rhs)
	}
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == "len" && p.Chan(call.Args[0]) != nil && p.Chan(call.Args[0]) == p.Chan(o.Chan)
}
