package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

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

// Last reports whether the loop is the last statement of its function.
func (l *Loop) Last() bool {
	list := l.Func.Body.List
	return len(list) > 0 && list[len(list)-1] == l.Stmt
}

// foreverEffect reports whether the function always comes to a loop that
// nothing ends and that no context at hand there could have ended: one that
// could is a finding in this function, not in its callers.
func (f *Func) foreverEffect() bool {
	for _, s := range f.Body.List {
		if labeled, ok := s.(*ast.LabeledStmt); ok {
			s = labeled.Stmt
		}
		if returnsIn(f.Body, s.Pos()) {
			return false
		}
		if f.hopelessAt(s) {
			return !f.virtual() && len(f.ContextsAt(s.Pos())) == 0
		}
	}
	return false
}

func (f *Func) hopelessAt(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.SelectStmt:
		return len(s.Body.List) == 0
	case *ast.ForStmt, *ast.RangeStmt:
		for _, l := range f.Loops {
			if l.Stmt == s {
				return l.Hopeless()
			}
		}
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

// IsTimerChan reports whether a channel says what time it is.
func (p *Package) IsTimerChan(ch ast.Expr) bool {
	return typeIs(chanElem(p.Info.TypeOf(ch)), "time", "Time")
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
