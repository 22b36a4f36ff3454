package lifetime

import (
	"go/ast"
	"slices"
	"time"
)

// This file answers: does anything but a timer end a select?

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

// IsTimerChan reports whether a channel says what time it is.
func (p *Package) IsTimerChan(ch ast.Expr) bool {
	return typeIs(chanElem(p.Info.TypeOf(ch)), "time", "Time")
}
