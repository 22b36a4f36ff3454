package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
)

// This file answers: what does one loop, or one receive, wait for?

// parts returns the signals with those told apart that are asked in passing, or
// through a callee.
func (l *Loop) parts() Signals {
	w := &asker{l: l, p: l.Func.Pkg, seen: map[*types.Var]Signals{}, split: true}
	return w.loop()
}

// inPassing returns what a case asks of a select that may have a default.
func inPassing(by Signals, s *ast.SelectStmt, c *ast.CommClause) Signals {
	switch {
	case c.Comm == nil:
		return 0 // what the others did not say
	case !hasDefault(s):
		return by
	case by == ByContext:
		return byLook
	case by == ByChannel:
		return byGlance
	}
	return by
}

func hasDefault(s *ast.SelectStmt) bool {
	for _, c := range s.Body.List {
		if c.(*ast.CommClause).Comm == nil {
			return true
		}
	}
	return false
}

// ending adds what ends a loop that nothing bounds.
func (l *Loop) ending(r *reasons) {
	f, by := l.Func, l.parts()
	waits := false
	for _, c := range f.Calls {
		if c.Mode != Now || !l.Contains(c.Pos()) && !l.heads(c) {
			continue
		}
		ctx, g := f.Pkg.contextArg(c.CallExpr), looped
		if waits { // what comes first in a turn is what the loop is for
			g = single
		}
		switch {
		case ctx != nil && by&byHeed != 0 && !f.Pkg.inSight(c.CallExpr) && f.Pkg.makes(c.CallExpr) == 0 && !f.Pkg.says(c.Callee):
			waits = true
			if f.Pkg.neverDone(ctx, 0) {
				r.add(StopIO, g, c.Fun, f, l.Stmt)
			} else {
				r.add(StopContext, g, ctx, f, l.Stmt)
			}
		case ctx == nil && by&byPeer != 0 && f.Pkg.peer(c.CallExpr) != 0:
			waits = true
			f.peerEnding(c, c.Fun, g, r)
		}
	}
	looks := polled
	if waits {
		looks = glanced
	}
	for _, one := range []struct {
		by   Signals
		kind StopKind
		g    grade
	}{{ByContext, StopContext, looped}, {ByChannel, StopChannel, looped}, {ByTimer, StopTimer, looped},
		{byLook, StopContext, looks}, {byGlance, StopChannel, looks}, {ByFlag, StopFlag, changed}} {
		if by&one.by != 0 {
			r.add(one.kind, one.g, l.says(one.kind), f, l.Stmt)
		}
	}
	if by&(ByCall|byHeed) != 0 && !l.reads() {
		r.add(l.replies(), replied, nil, f, l.Stmt)
	}
}

// heads reports whether a call stands in what a loop tests, or ranges over.
func (l *Loop) heads(c *Call) bool {
	return l.Stmt.Pos() <= c.Pos() && c.Pos() < l.Body.Pos() && c.Loop == l
}

// reads reports whether the loop goes through memory, or through a plain file.
func (l *Loop) reads() bool {
	return slices.ContainsFunc(l.Func.Calls, func(c *Call) bool {
		return (l.Contains(c.Pos()) || l.heads(c)) && c.Callee != nil && l.Func.Pkg.still(c.CallExpr)
	})
}

// replies says what it means that a loop ends for what a callee returned: an
// error comes from whom the callee waits for, anything else is a look.
func (l *Loop) replies() StopKind {
	for _, c := range l.Func.Calls {
		if c.Callee == nil || !l.Contains(c.Pos()) && !l.heads(c) || l.Func.Pkg.inSight(c.CallExpr) ||
			c.Callee.Pkg() != nil && c.Callee.Pkg().Path() == "fmt" {
			continue
		}
		if results := c.Callee.Signature().Results(); results.Len() > 0 && isError(results.At(results.Len()-1).Type()) {
			return StopIO
		}
	}
	return StopFlag
}

// says returns what a loop asks, if one of its cases shows it.
func (l *Loop) says(kind StopKind) ast.Expr {
	p := l.Func.Pkg
	if s, ok := l.Stmt.(*ast.RangeStmt); ok && kind == StopChannel {
		return s.X
	}
	for _, op := range l.Func.Ops {
		if op.Clause == nil || !op.Receives() || op.Loop != l {
			continue
		}
		ctx := p.DoneOf(op.Chan)
		switch {
		case kind == StopContext && ctx != nil:
			return ctx
		case kind == StopChannel && ctx == nil && !p.IsTimerChan(op.Chan) && l.leavesAny(op.Clause.Body):
			return op.Chan
		}
	}
	return nil
}

func (l *Loop) leavesAny(list []ast.Stmt) bool {
	return slices.ContainsFunc(list, func(s ast.Stmt) bool { return l.leaves(s) })
}

// ending adds what a receive outside of such loops waits for.
func (o *Op) ending(r *reasons) {
	p, g := o.Func.Pkg, heard
	switch {
	case o.Select != nil && o.Select.Default != nil:
		g = glanced
	case o.Select != nil && o.Select.sends():
		g = written // it is the way out of the send
	case o.givesBack():
		return
	}
	switch ctx := p.DoneOf(o.Chan); {
	case ctx != nil:
		r.add(StopContext, g, ctx, o.Func, o.Node)
	case p.IsTimerChan(o.Chan):
		r.add(StopTimer, g, o.Chan, o.Func, o.Node)
	default:
		r.add(StopChannel, g, o.Chan, o.Func, o.Node)
	}
}

// givesBack reports whether a receive frees a slot that the function, or the one
// around it, took by a send: it waits for nobody.
func (o *Op) givesBack() bool {
	c := o.Func.Pkg.Chan(o.Chan)
	if c == nil || o.Select != nil || o.Kind == Range {
		return false
	}
	for send := range c.Each(Send) {
		if o.Func.Within(send.Func) && send.Node.Pos() < o.Node.Pos() {
			return true
		}
	}
	return false
}

// sends reports whether one of the cases is a send.
func (s *Select) sends() bool {
	return slices.ContainsFunc(s.Cases, func(o *Op) bool { return o.Kind == Send })
}

// steps reports whether the loop goes on by a method of what an expression names,
// and that is the function's own: it iterates.
func (w *asker) steps(e ast.Expr) bool {
	s, ok := w.l.Stmt.(*ast.ForStmt)
	if !ok || s.Post == nil {
		return false
	}
	post, ok := s.Post.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := post.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	v := w.p.Variable(e)
	return ok && v != nil && !v.IsField() && w.p.params[v] == nil && v.Parent() != w.p.Pass.Pkg.Scope() && w.p.Variable(sel.X) == v
}
