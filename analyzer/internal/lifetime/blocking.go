package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: what does a call do to the channels that it is given, and
// does it return at all?

// channelEffects records what the function does to channels that are its
// parameters.
func (f *Func) channelEffects(e *effects.Effects) {
	for _, op := range f.Ops {
		bit := f.param(op.Chan)
		switch {
		case op.Kind == Close:
			e.Closes |= bit
		case !op.Alone():
		case op.Kind == Send:
			e.Sends |= bit
		default:
			e.Receives |= bit
		}
	}
	for _, c := range f.Calls {
		callee := f.Pkg.Effects(c.Callee)
		if callee == nil || c.Mode == Apart {
			continue
		}
		e.Closes |= f.through(c, callee.Closes)
		if c.Mode == Now {
			e.Sends |= f.through(c, callee.Sends)
			e.Receives |= f.through(c, callee.Receives)
		}
	}
}

// Hopeless reports whether nothing at all ends the loop.
func (l *Loop) Hopeless() bool {
	return l.Endless() && l.Signals() == 0 && !l.Func.Assumes("finite") && !l.Func.Assumes("honours ctx")
}

// foreverEffect reports whether the function always comes to a loop that
// nothing ends and that no context at hand there could have ended: one that
// could is a finding in this function, not in its callers.
func (f *Func) foreverEffect() bool {
	s := f.stays(f.hopelessAt)
	return s != nil && !f.virtual() && len(f.ContextsAt(s.Pos())) == 0
}

// Stays reports whether the function never returns: it always comes to a loop that
// nothing ends, or that ranges over a channel which nobody closes.
func (f *Func) Stays() bool {
	return f.stays(func(s ast.Stmt) bool {
		r, ok := s.(*ast.RangeStmt)
		if !ok || f.hopelessAt(s) {
			return f.hopelessAt(s)
		}
		c := f.Pkg.Chan(r.X)
		return c != nil && len(c.Made) > 0 && !c.MaySend && !c.Has(Close) && !f.returnsIn(r.Pos(), r.End()) && !f.loopOf(r).LeavesOutside(nil)
	}) != nil
}

// stays returns the statement that the function always comes to and stays in.
func (f *Func) stays(in func(ast.Stmt) bool) ast.Stmt {
	for _, s := range f.Body.List {
		if labeled, ok := s.(*ast.LabeledStmt); ok {
			s = labeled.Stmt
		}
		if f.returnsIn(f.Body.Pos(), s.Pos()) {
			return nil
		}
		if in(s) {
			return s
		}
	}
	return nil
}

func (f *Func) hopelessAt(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.SelectStmt:
		return len(s.Body.List) == 0
	case *ast.ForStmt, *ast.RangeStmt:
		return f.loopOf(s).Hopeless()
	case *ast.ExprStmt:
		if call, ok := s.X.(*ast.CallExpr); ok {
			e := f.Pkg.Effects(f.Pkg.CalleeOf(call))
			return e != nil && e.Forever
		}
	}
	return false
}

// ForeverLoop returns where in this package a function loops for ever, itself or
// in one that it calls.
func (p *Package) ForeverLoop(fn *types.Func) token.Pos {
	for range 10 {
		f := p.byObj[fn]
		if f == nil {
			break
		}
		var next *types.Func
		for _, s := range f.Body.List {
			if labeled, ok := s.(*ast.LabeledStmt); ok {
				s = labeled.Stmt
			}
			if !f.hopelessAt(s) {
				continue
			}
			if s, ok := s.(*ast.ExprStmt); ok {
				next = p.CalleeOf(s.X.(*ast.CallExpr))
				break
			}
			return s.Pos()
		}
		fn = next
	}
	return token.NoPos
}
