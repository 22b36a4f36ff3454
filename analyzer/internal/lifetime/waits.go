package lifetime

import (
	"go/ast"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// A Wait is a place where a function may wait for something outside the
// program while nothing that it gives to the callee can end the wait: a call
// that takes no context, a request or a command that is made without one and
// sent or run here, or a call of a function that does so.
type Wait struct {
	Call    *Call // what takes no context: the call itself, or what makes the request or the command
	For     effects.Waits
	How     WaitHow
	Until   *ast.CallExpr // what waits: the call itself, Do of a request, Run of a command
	Bounded bool          // a time limit is visible
	Unsure  bool          // the literal that waits may run later

	Elsewhere bool // the function only makes what its callers wait for
}

// A WaitHow is the way a function comes to wait.
type WaitHow uint8

// The ways.
const (
	Direct  WaitHow = iota // a function that is known to wait
	Request                // an HTTP request without a context
	Command                // a process without a context
	Through                // a function of the code under analysis that waits
)

// Waits returns the function's waits, those in nested literals excluded.
// Deferred calls and calls that run apart are none.
func (f *Func) Waits() []*Wait {
	var all []*Wait
	for _, c := range f.Calls {
		if c.Mode == Now && c.Callee != nil {
			if w := f.wait(c); w != nil {
				all = append(all, w)
			}
		}
	}
	return all
}

func (f *Func) wait(c *Call) *Wait {
	p := f.Pkg
	if kind := made(c.Callee); kind != nil {
		return f.errand(c, kind)
	}
	e := p.Effects(c.Callee)
	if e == nil || e.Waits == 0 {
		return nil
	}
	w := &Wait{Call: c, Until: c.CallExpr, For: e.Waits}
	if known.Lookup(c.Callee) == nil {
		w.How = Through
		return w
	}
	if !p.reaches(c) || c.Callee.Name() == "Handshake" && f.watches() {
		return nil
	}
	w.Bounded = p.bounded(c.CallExpr, c.Callee) || f.limited(c.CallExpr)
	return w
}

// waitsEffect joins what the function waits for while it has no context at
// hand that could end the wait: where it has one, the finding is here, not in
// its callers. Waits with a time limit end by themselves.
func (f *Func) waitsEffect() effects.Waits {
	all := f.ownWaits()
	for _, g := range f.inner {
		if g.Role == Called || g.Role == Value && f.Pkg.CallsArg(g) {
			all |= g.waitsEffect()
		}
	}
	return all
}

func (f *Func) ownWaits() (all effects.Waits) {
	for _, w := range f.Waits() {
		if !w.Bounded && !w.Unsure && !w.Elsewhere && !f.virtual() && len(f.ContextsAt(w.Call.Pos())) == 0 {
			all |= w.For
		}
	}
	return all
}

// limited reports whether the function sets a deadline before it calls a
// method: conn.SetDeadline, then conn.Handshake.
func (f *Func) limited(call *ast.CallExpr) bool {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); !ok || f.Pkg.Info.Selections[sel] == nil {
		return false
	}
	for _, c := range f.Calls {
		if c.Callee != nil && c.Pos() < call.Pos() {
			switch c.Callee.Name() {
			case "SetDeadline", "SetReadDeadline", "SetWriteDeadline":
				return true
			}
		}
	}
	return false
}

// HoldsTo reports whether something in f itself ends when the context does: it
// asks the context, or gives it to a callee that needs it alive.
func (f *Func) HoldsTo(ctx *Context) bool {
	p := f.Pkg
	isIt := func(e ast.Expr) bool { return ctx.Place.Known() && p.Place(e).Root == ctx.Place.Root }
	for _, c := range f.Calls {
		if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && isIt(sel.X) && p.asksContext(c.CallExpr) {
			return true
		}
		e := p.Effects(c.Callee)
		for i, arg := range c.Args {
			if isIt(arg) && (p.asksContext(c.CallExpr) || e != nil && e.NeedsLive.Has(i)) {
				return true
			}
		}
	}
	return false
}
