package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// A Pause is a place where a function waits for time to pass and for nothing
// else: time.Sleep, a bare receive from a timer's channel, or a call of a
// function that does so.
type Pause struct {
	Node   ast.Node // the call, the receive, or the range statement
	Func   *Func
	Loop   *Loop
	Depth  int
	What   string // as a message says it: time.Sleep, <-ticker.C, nap
	Expr   ast.Expr
	Length Length
	Tick   bool           // a ticker, which waits again and again
	Callee *effects.Pause // what the called function does, or nil
	Call   *types.Func    // the called function, or nil
}

// Pauses returns the function's pauses, those in nested literals excluded.
func (f *Func) Pauses() []*Pause {
	var all []*Pause
	for _, c := range f.Calls {
		if c.Mode == Now {
			if pause := f.callPause(c); pause != nil {
				all = append(all, pause)
			}
		}
	}
	for _, r := range f.Ops {
		if r.Receives() && r.Alone() {
			if pause := f.recvPause(r); pause != nil {
				all = append(all, pause)
			}
		}
	}
	return all
}

func (f *Func) callPause(c *Call) *Pause {
	callee := c.Callee
	if callee == nil {
		callee = f.Pkg.valueOf(c.Fun)
	}
	e := f.Pkg.Effects(callee)
	if e == nil || e.Pause.None() {
		return nil
	}
	pause := &Pause{Node: c.CallExpr, Func: f, Loop: c.Loop, Depth: c.Depth, What: types.ExprString(c.Fun)}
	if known.Lookup(callee) == nil { // not a sleep itself
		pause.Callee, pause.Call = &e.Pause, callee
		pause.What = callee.Name()
	}
	switch i := int(e.Pause.Param) - 1; {
	case i >= 0 && i < len(c.Args):
		pause.Expr = c.Args[i]
		pause.Length = f.Pkg.length(f, c.Args[i])
	case i >= 0:
		return nil
	default:
		pause.Length = Length{Max: e.Pause.For, Data: e.Pause.Data}
	}
	return pause
}

// valueOf returns the function that a variable holds, if it never holds another
// one outside of tests: var sleep = time.Sleep.
func (p *Package) valueOf(e ast.Expr) *types.Func {
	v := p.Variable(e)
	if v == nil || v.Pkg() != p.Pass.Pkg || p.params[v] != nil || p.shared[v] || v.IsField() && v.Exported() {
		return nil
	}
	var fn *types.Func
	for _, d := range p.defs[v] {
		if p.isTest(d.Node.Pos()) {
			continue
		}
		var held types.Object
		switch e := d.Rhs.(type) {
		case *ast.Ident:
			held = p.Info.Uses[e]
		case *ast.SelectorExpr:
			held = p.Info.Uses[e.Sel]
		}
		one, ok := held.(*types.Func)
		if !ok || fn != nil && fn != one {
			return nil
		}
		fn = one
	}
	return fn
}

func (f *Func) recvPause(r *Op) *Pause {
	p := f.Pkg
	pause := &Pause{Node: r.Node, Func: f, Loop: r.Loop, Depth: r.Depth, What: "<-" + types.ExprString(r.Chan)}
	if s, ok := r.Node.(*ast.RangeStmt); ok {
		pause.What = "range " + types.ExprString(r.Chan)
		for _, l := range f.Loops {
			if l.Stmt == s {
				pause.Loop = l
			}
		}
	}
	ch := ast.Unparen(r.Chan)
	if v := p.Variable(ch); v != nil && !isTimer(p.Info.TypeOf(ch)) {
		if d, ok := p.Sole(v); ok { // timeout := time.After(d)
			ch = ast.Unparen(d.Rhs)
		}
	}
	switch ch := ch.(type) {
	case *ast.CallExpr:
		fn := p.CalleeOf(ch)
		if !known.Is(fn, "time.After", "time.Tick") {
			return nil
		}
		pause.Tick = fn.Name() == "Tick"
		pause.Expr = ch.Args[0]
	case *ast.SelectorExpr:
		t := p.Info.TypeOf(ch.X)
		if ch.Sel.Name != "C" || !isTimer(t) || f.drains(r, ch.X) {
			return nil
		}
		pause.Tick = typeIs(t, "time", "Ticker")
		pause.Expr = f.interval(r, ch.X)
	default:
		return nil
	}
	if pause.Expr != nil {
		pause.Length = p.length(f, pause.Expr)
	} else {
		pause.Length = Length{Data: true}
	}
	return pause
}

// IsTimer reports whether an expression is a timer or a ticker.
func (p *Package) IsTimer(e ast.Expr) bool { return isTimer(p.Info.TypeOf(e)) }

func isTimer(t types.Type) bool { return typeIs(t, "time", "Timer") || typeIs(t, "time", "Ticker") }

// interval returns the length that a timer or ticker was made with, or nil if
// it may have another one by the time of the receive.
func (f *Func) interval(r *Op, timer ast.Expr) ast.Expr {
	p := f.Pkg
	d, ok := p.Sole(p.Variable(timer))
	if !ok || d.Func == nil {
		return nil
	}
	call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nil
	}
	if !known.Is(p.CalleeOf(call), "time.NewTimer", "time.NewTicker") {
		return nil
	}
	for _, c := range d.Func.Calls {
		sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Reset" || p.Place(sel.X) != p.Place(timer) {
			continue
		}
		if d.Func != f || c.Pos() < r.Node.Pos() || r.Loop != nil && r.Loop.Contains(c.Pos()) {
			return nil
		}
	}
	return call.Args[0]
}

// drains reports whether a receive empties the channel of a timer that was
// just stopped: if !t.Stop() { <-t.C }. That does not wait.
func (f *Func) drains(r *Op, timer ast.Expr) bool {
	place, found := f.Pkg.Place(timer), false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.IfStmt)
		if !ok || r.Node.Pos() < s.Body.Pos() || s.Body.End() <= r.Node.Pos() {
			return !found
		}
		ast.Inspect(s.Cond, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Stop" || sel.Sel.Name == "Reset") {
					found = found || f.Pkg.Place(sel.X) == place
				}
			}
			return true
		})
		return !found
	})
	return found
}
