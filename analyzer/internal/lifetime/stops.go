package lifetime

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: what ends a body that runs concurrently, and does anything?

// A StopKind is a way in which a body ends.
type StopKind uint8

// The ways, the surest first.
const (
	StopContext StopKind = iota
	StopChannel
	StopIO     // something that is closed: a connection, a listener, a process
	StopFlag   // a variable that others write
	StopTimer  // the clock
	StopGroup  // what it waits for ends
	StopItself // it is over when its work is done
	stopKinds
)

// A Stop is one thing that ends a body.
type Stop struct {
	Kind StopKind
	What string // as the source says it
	Func *Func  // in which it is seen
	Node ast.Node
	Var  *types.Var // the channel or context, if it is a variable
}

// Stops returns what ends the body, the main thing first; none if nothing does.
func (f *Func) Stops() []Stop {
	if holder, _ := f.Endless(); holder != nil {
		return nil
	}
	return f.stops(nil)
}

func (f *Func) stops(void *types.Var) []Stop {
	r := f.reasons().without(void)
	if r.stays && !r.told() {
		return nil
	}
	if all := r.all(); len(all) > 0 {
		return all
	}
	return []Stop{{Kind: StopItself, Func: f, Node: f.Body}}
}

// Stops returns what ends the spawn's work. Of a body that is not in sight its
// facts speak, else its signature and the name of what waits for a peer.
func (s *Spawn) Stops() []Stop {
	f := s.Call.Func
	if known.Is(s.Call.Callee, "time.AfterFunc") && f.mayStop(s.Call) {
		stop := Stop{Kind: StopTimer, What: Text(s.Call.Fun), Func: f, Node: s.Call.CallExpr} // whoever has the timer
		return append([]Stop{stop}, s.Body.stopsIfKnown()...)
	}
	if s.Kind == OfProcess {
		return s.processStops()
	}
	if s.Body != nil {
		if holder, _ := s.Body.Endless(); holder != nil || s.Kind != "go" {
			return s.Body.Stops()
		}
		return s.Body.stops(f.Pkg.void(s.Call.CallExpr, s.Body))
	}
	call, r := s.Call, &reasons{}
	if s.Kind != "go" { // f in group.Go(f)
		call = &Call{CallExpr: &ast.CallExpr{Fun: s.Fun, Lparen: s.Fun.End(), Rparen: s.Fun.End()}, Func: f, Callee: f.Pkg.named(s.Fun)}
	}
	f.outOfSight(call, r)
	all := r.all()
	switch {
	case r.stays && !r.told():
		return nil
	case len(all) == 0 && call.Callee != nil && f.Pkg.kindred(call.Callee):
		return []Stop{{Kind: StopItself, Func: f, Node: call.Fun}}
	}
	return all
}

func (f *Func) stopsIfKnown() []Stop {
	if f == nil {
		return nil
	}
	return slices.DeleteFunc(f.Stops(), func(s Stop) bool { return s.Kind == StopTimer })
}

// mayStop reports whether a timer is stopped by somebody: something calls Stop on
// the variable that it is kept in, or it goes where that cannot be seen.
func (f *Func) mayStop(c *Call) bool {
	p := f.Pkg
	v := p.holders[c.CallExpr].v
	if v == nil {
		return !f.drops(c.CallExpr)
	}
	for _, g := range p.Funcs {
		for _, call := range g.Calls {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Stop" && p.Variable(sel.X) == v {
				return true
			}
		}
	}
	return false
}

// Endless returns the loop, select{} or call that nothing ends and that the body
// comes to, with the function that holds it; nil if there is none.
func (f *Func) Endless() (holder *Func, n ast.Node) {
	s := &stopper{seen: map[*Func]bool{}}
	if !s.body(f, 0) {
		return nil, nil
	}
	return s.holder, s.endless
}

// A stopper looks for what nothing ends.
type stopper struct {
	seen    map[*Func]bool
	holder  *Func
	endless ast.Node
}

// stays notes what nothing ends.
func (s *stopper) stays(f *Func, n ast.Node) bool {
	if s.endless == nil {
		s.holder, s.endless = f, n
	}
	return true
}

const stopDepth = 4

// body reports whether f comes to something that nothing ends.
func (s *stopper) body(f *Func, depth int) (endless bool) {
	if s.seen[f] || depth > stopDepth {
		return false
	}
	s.seen[f] = true
	for _, l := range f.Loops {
		if f.Pkg.chanRange(l) && l.starves() || l.Hopeless() {
			return s.stays(f, l.Stmt)
		}
	}
	for _, sel := range f.Selects {
		if len(sel.Stmt.Body.List) == 0 && sel.Depth == 0 {
			return s.stays(f, sel.Stmt)
		}
	}
	for _, c := range f.Calls {
		if c.Mode == Now && s.call(f, c, depth) {
			endless = true
		}
	}
	for _, g := range f.inner {
		if (g.Role == Called || g.Role == Value && f.Pkg.CallsArg(g)) && s.body(g, depth+1) {
			endless = true
		}
	}
	return endless
}

func (s *stopper) call(f *Func, c *Call, depth int) (endless bool) {
	body := f.Pkg.Body(c.CallExpr)
	if body != nil {
		return s.body(body, depth+1)
	}
	if e := f.Pkg.Effects(c.Callee); e != nil && e.Forever {
		return s.stays(f, c.CallExpr)
	}
	return false
}

func (p *Package) chanRange(l *Loop) bool {
	s, ok := l.Stmt.(*ast.RangeStmt)
	return ok && isChan(p.Info.TypeOf(s.X))
}

// starves reports whether the loop ranges over a channel that nobody closes.
func (l *Loop) starves() bool {
	s := l.Stmt.(*ast.RangeStmt)
	c := l.Func.Pkg.Chan(s.X)
	return c != nil && !c.MaySend && len(c.Made) > 0 && !c.Has(Close) && l.Signals() == ByChannel
}
