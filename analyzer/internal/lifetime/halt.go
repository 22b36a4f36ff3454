package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: does the code around a wait tell somebody to stop, or is it
// told?

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

// AfterStop reports whether a statement before the operation, in a list around
// it, has told the other side to stop: it calls a cancel function, closes
// something, or calls a method that is named for it. What follows is a join,
// and certain to be answered as far as anybody can tell.
func (o *Op) AfterStop() bool {
	found := false
	lists := func(n ast.Node) bool {
		list := Statements(n)
		if _, lit := n.(*ast.FuncLit); list == nil && !lit {
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
			case known.Is(c.Callee, "(*sync.Cond).Broadcast", "(*sync.Cond).Signal"):
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

// watches reports whether the function starts something that waits for a
// context's end: then that may close what the function waits for.
func (f *Func) watches() bool {
	for _, c := range f.Calls {
		if known.Is(c.Callee, "context.AfterFunc") {
			return true
		}
	}
	for _, g := range f.inner {
		for _, op := range g.Ops {
			if g.Role == Spawned && op.Receives() && f.Pkg.isDone(op.Chan) {
				return true
			}
		}
	}
	return false
}
