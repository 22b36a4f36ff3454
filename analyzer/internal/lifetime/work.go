package lifetime

import (
	"go/ast"
	"go/types"
)

// This file answers: is it the callee that a call waits for, or somebody else
// behind it?
//
// Who waits for a group whose members it starts itself waits for what they wait
// for. Who hands a function to a worker and waits for the answer waits for what
// the function does. Who calls, in a turn of a loop, what says nothing pauses.

// callReasons adds what ends one call that the function makes.
func (f *Func) callReasons(c *Call, r *reasons) {
	one := &reasons{}
	f.callEnding(c, one)
	if channel := one.best[StopChannel]; channel != nil && channel.grade <= heard {
		switch {
		case channel.grade == heard && c.pauses():
			one.best[StopChannel] = channel.graded(passed)
		case f.handsWork(c):
			one.best[StopChannel] = channel.graded(guessed)
			one.best[StopChannel].level += stopDepth
		}
	}
	if group := one.best[StopGroup]; group != nil && group.Node == c.CallExpr {
		switch members, waits := f.members(c, one); {
		case waits:
			one.best[StopGroup] = group.graded(changed)
		case members:
			one.best[StopGroup] = nil // they are its own work
		}
	}
	r.merge(one, 0, nil)
}

func (r *reason) graded(g grade) *reason {
	other := *r
	other.grade = g
	return &other
}

// pauses reports whether a call stands in a loop that something else ends, and
// says nothing that the loop could ask.
func (c *Call) pauses() bool {
	if c.Loop == nil || c.Loop.Bounded() || !isVoid(c.Func.Pkg.Info.TypeOf(c.CallExpr)) {
		return false
	}
	return c.Loop.parts()&^ByData != 0
}

// handsWork reports whether a call gets a literal that it has called, and that
// waits for a peer.
func (f *Func) handsWork(c *Call) bool {
	for _, g := range f.inner {
		if g.call == c && g.Role == Value && (f.Pkg.CallsArg(g) || g.seemsCalled()) && g.collect().best[StopIO] != nil {
			return true
		}
	}
	return false
}

// members adds what ends the goroutines that the function starts in the group
// that a call waits for, and reports whether there are any, and whether they
// wait for somebody.
func (f *Func) members(c *Call, r *reasons) (found, waits bool) {
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return false, false
	}
	group := f.Pkg.Variable(sel.X)
	if group == nil || group.IsField() || f.Pkg.params[group] != nil {
		return false, false
	}
	for _, s := range f.Spawns() {
		if s.Body == nil || !s.belongs(group) {
			continue
		}
		one := s.Body.collect()
		r.merge(one, 1, nil)
		found, waits = true, waits || len(one.all()) > 0
	}
	return found, waits
}

// belongs reports whether a spawn is counted by a group.
func (s *Spawn) belongs(group *types.Var) bool {
	p := s.Call.Func.Pkg
	if sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); ok && s.Kind != "go" {
		return p.Variable(sel.X) == group
	}
	for _, c := range s.Body.Calls {
		if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Done" && p.Variable(sel.X) == group {
			return true
		}
	}
	return false
}
