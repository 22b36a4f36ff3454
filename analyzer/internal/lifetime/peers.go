package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"time"
)

// This file answers: may the other side of a channel operation be gone?

// Stops reports whether a receive is told to stop: from a context, from a
// channel that this package closes, or from one that only ever says that
// something is over, as far as its type tells.
func (o *Op) Stops() bool {
	p := o.Func.Pkg
	if !o.Receives() {
		return false
	}
	if p.DoneOf(o.Chan) != nil || p.Closed(o.Chan) {
		return true
	}
	c := p.Chan(o.Chan)
	if c != nil && c.Has(Close) {
		return true
	}
	return p.isDone(o.Chan) && (c == nil || c.MaySend)
}

// Guarded returns another operation of the same kind on the same channel that
// can be stopped, or nil: it is in a select with a case that is told to stop.
func (o *Op) Guarded() *Op {
	c := o.Func.Pkg.Chan(o.Chan)
	if c == nil {
		return nil
	}
	for other := range c.Each(o.Kind) {
		if other == o || other.Select == nil || other.Func == nil || o.Func.Pkg.isTest(other.Node.Pos()) {
			continue
		}
		for _, way := range other.Select.Cases {
			if way != other && way.Stops() {
				return other
			}
		}
	}
	return nil
}

// Room reports whether every channel of the class that is made in sight has a
// buffer, or may have, and there is one.
func (c *Chan) Room(p *Package) bool {
	for _, m := range c.Made {
		if len(m.Args) < 2 {
			return false
		}
		if v := p.Info.Types[m.Args[1]].Value; v != nil && v.String() == "0" {
			return false
		}
	}
	return len(c.Made) > 0
}

// AfterStop reports whether a statement before the operation, in a list around
// it, has told the other side to stop: it calls a cancel function, closes
// something, or calls a method that is named for it. What follows is a join,
// and certain to be answered as far as anybody can tell.
func (o *Op) AfterStop() bool {
	found := false
	lists := func(n ast.Node) bool {
		var list []ast.Stmt
		switch n := n.(type) {
		case *ast.FuncLit:
			return within(o.Node.Pos(), n)
		case *ast.BlockStmt:
			list = n.List
		case *ast.CommClause:
			list = n.Body
		case *ast.CaseClause:
			list = n.Body
		default:
			return true
		}
		if !within(o.Node.Pos(), n) {
			return false
		}
		for _, s := range list {
			if s.Pos() <= o.Node.Pos() && o.Node.Pos() < s.End() {
				break
			}
			found = found || o.Func.Pkg.tellsToStop(s)
		}
		return true
	}
	ast.Inspect(o.Func.Body, lists)
	return found
}

func (p *Package) tellsToStop(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return !found
		}
		switch fun := ast.Unparen(call.Fun).(type) {
		case *ast.Ident:
			if b, ok := p.Info.Uses[fun].(*types.Builtin); ok && b.Name() == "close" {
				found = true
			} else if v, ok := p.Info.Uses[fun].(*types.Var); ok && isCancelType(v.Type()) {
				found = true
			} else if stopName(fun.Name) {
				found = true
			}
		case *ast.SelectorExpr:
			found = found || stopName(fun.Sel.Name)
		}
		return !found
	})
	return found
}

// stopName reports whether a name says that something is told to stop. A name
// is no evidence for a finding, but it is enough for silence.
func stopName(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"close", "stop", "cancel", "shutdown", "kill", "abort", "interrupt", "terminate", "signal", "broadcast", "drain", "quit", "exit", "destroy", "release", "disconnect"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// Semaphore reports whether a class is used as a counting lock: its channels
// have a buffer, and what is received is thrown away.
func (c *Chan) Semaphore(p *Package) bool {
	if c.MayReceive || c.MaySend || len(c.Made) == 0 || !c.Room(p) || c.Has(Close) || c.Has(Range) {
		return false
	}
	found := false
	for op := range c.Each(Receive) {
		if op.Func == nil || op.Select != nil || !op.Func.drops(op) {
			return false
		}
		found = true
	}
	return found
}

// Made reports whether f itself makes what a channel variable holds.
func (f *Func) Made(ch ast.Expr) bool {
	for _, d := range f.Pkg.defs[f.Pkg.Variable(ch)] {
		if call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr); ok && d.Func == f && f.Pkg.CalleeOf(call) == nil {
			return true
		}
	}
	return false
}

// drops reports whether a receive's value is thrown away.
func (f *Func) drops(op *Op) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return within(op.Node.Pos(), n)
		case *ast.ExprStmt:
			found = found || ast.Unparen(n.X) == op.Node
		}
		return !found
	})
	return found
}

// LoopAt returns the innermost loop of f around a position, or nil.
func (f *Func) LoopAt(pos token.Pos) *Loop {
	var found *Loop
	for _, l := range f.Loops {
		if l.Contains(pos) && (found == nil || found.Contains(l.Stmt.Pos())) {
			found = l
		}
	}
	return found
}

// Limit returns the longest constant time after which a timer ends the select;
// ok is false if it has no timer, if another case may be told to stop, or if a
// sender of a case may answer to a context.
func (s *Select) Limit() (longest time.Duration, ok bool) {
	p := s.Func.Pkg
	for _, op := range s.Cases {
		c := p.Chan(op.Chan)
		switch {
		case p.IsTimerChan(op.Chan):
			d := s.Func.timerLength(op)
			if d <= 0 || ok && d > longest {
				return 0, false
			}
			longest, ok = d, true
		case op.Stops() || c == nil || c.MaySend || c.MayReceive || len(c.Made) == 0 || c.answers(p):
			return 0, false
		}
	}
	return longest, ok
}

// timerLength returns how long a receive from a timer waits at most, 0 if that
// is no constant, or if it is a ticker.
func (f *Func) timerLength(op *Op) time.Duration {
	pause := f.recvPause(op)
	if pause == nil || pause.Tick || pause.Length.Data {
		return 0
	}
	return pause.Length.Max
}

// answers reports whether an operation on the other side of the class is in a
// function that mentions a context, or a stream or request that carries one:
// cancelling it may well answer.
func (c *Chan) answers(p *Package) bool {
	for op := range c.Each(Send, Close) {
		if op.Func == nil || mentionsContext(p, op.Func) {
			return true
		}
	}
	return false
}

func mentionsContext(p *Package, f *Func) bool {
	found := false
	ast.Inspect(f.Node, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && !found {
			if tv, ok := p.Info.Types[e]; ok && tv.IsValue() {
				found = IsContext(tv.Type) || isStream(tv.Type) || typeIs(tv.Type, "net/http", "Request")
			}
		}
		return !found
	})
	return found
}

// Woken reports whether something wakes a condition variable when its waiters
// are to stop: the function that waits has something called when a context
// ends, or starts a goroutine that may do it; or the code that wakes it also
// tells something to stop.
func (f *Func) Woken(cond ast.Expr) bool {
	return f.watches() || f.starts() || f.Pkg.wokenOnStop(f.Pkg.Variable(cond))
}

func (p *Package) wokenOnStop(cond *types.Var) bool {
	for _, g := range p.Funcs {
		wakes, stops := false, false
		for _, c := range g.Calls {
			sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
			switch {
			case c.Callee != nil && (c.Callee.FullName() == "(*sync.Cond).Broadcast" || c.Callee.FullName() == "(*sync.Cond).Signal"):
				wakes = wakes || ok && p.Variable(sel.X) == cond
			default:
				stops = stops || p.tellsToStop(&ast.ExprStmt{X: c.CallExpr})
			}
		}
		if wakes && stops {
			return true
		}
	}
	return false
}

// starts reports whether the function, or a literal in it, starts a goroutine.
func (f *Func) starts() bool {
	for _, g := range f.Pkg.Funcs {
		if g.Within(f.Top()) && slices.ContainsFunc(g.Calls, func(c *Call) bool { return c.Mode == Apart }) {
			return true
		}
	}
	return false
}

// Clocked returns the select with which each turn of the loop waits for timers
// and for nothing else, and the longest time after which one of them leaves the
// loop, 0 if that is not known; or nil.
func (l *Loop) Clocked() (*Select, time.Duration) {
	p := l.Func.Pkg
	for _, s := range l.Func.Selects {
		if s.Loop != l || s.Default != nil || len(s.Cases) < 2 {
			continue
		}
		clocked, limit := true, time.Duration(0)
		for _, op := range s.Cases {
			clocked = clocked && op.Kind == Receive && p.IsTimerChan(op.Chan)
			if clocked && slices.ContainsFunc(op.Clause.Body, func(s ast.Stmt) bool { return l.leaves(s) }) {
				limit = max(limit, l.Func.timerLength(op))
			}
		}
		if clocked {
			return s, limit
		}
	}
	return nil, 0
}
