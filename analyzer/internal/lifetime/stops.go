package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
)

// This file answers: what ends a body that runs concurrently?
//
// A body ends when its loops do, and the waits that stand in no loop. What ends
// a loop are its Signals. A call of a function of this package is looked into,
// a few levels deep; one that gets a context is taken to heed it; one that
// waits for the outside ends with what it waits for.

// A StopKind is a way in which a body ends.
type StopKind uint8

// The ways, the surest first.
const (
	StopContext StopKind = iota
	StopChannel
	StopIO    // something that is closed: a connection, a listener, a process
	StopFlag  // a variable that others write
	StopTimer // the clock
	StopGroup // what it waits for ends
	StopItself
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

// Stops returns what ends the body, the surest first; none if nothing does.
func (f *Func) Stops() []Stop {
	s := &stopper{seen: map[*Func]bool{}}
	if s.body(f, 0) {
		return nil
	}
	if s.empty() {
		s.add(StopItself, asked, nil, f, f.Body)
	}
	return s.all()
}

// Stops returns what ends the spawn's work. Of a body that is not in sight the
// signature speaks, and the name of what waits for a peer.
func (s *Spawn) Stops() (all []Stop) {
	f := s.Call.Func
	st := &stopper{seen: map[*Func]bool{}}
	if s.Call.Callee != nil && s.Call.Callee.FullName() == "time.AfterFunc" && f.mayStop(s.Call) {
		st.add(StopTimer, asked, s.Call.Fun, f, s.Call.CallExpr) // whoever has the timer
		return append(st.all(), s.Body.stopsIfKnown()...)
	}
	if s.Kind == OfProcess {
		return s.processStops()
	}
	if s.Body != nil {
		return s.Body.Stops()
	}
	for _, arg := range s.Call.Args {
		if IsContext(f.Pkg.Info.TypeOf(arg)) && f.Pkg.ContextOf(arg).Origin != Dead {
			st.add(StopContext, given, arg, f, s.Call.CallExpr)
		}
	}
	if s.Kind == "go" && s.Call.Callee != nil && waitsForIO(s.Call.Callee) {
		st.add(StopIO, waited, s.Call.Fun, f, s.Call.CallExpr)
	}
	return st.all()
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

type stopper struct {
	seen    map[*Func]bool
	found   [stopKinds]*Stop
	weight  [stopKinds]int
	holder  *Func
	endless ast.Node
}

// all returns what was found, the best evidence first.
func (s *stopper) all() (all []Stop) {
	for weight := asked; weight <= changed; weight++ {
		for kind, one := range s.found {
			if one != nil && s.weight[kind] == weight {
				all = append(all, *one)
			}
		}
	}
	return all
}

// stays notes what nothing ends.
func (s *stopper) stays(f *Func, n ast.Node) bool {
	if s.endless == nil {
		s.holder, s.endless = f, n
	}
	return true
}

// The evidence for a stop, best first: a loop asks for it, a receive waits for
// it, a call waits for it, a callee was given it, a callee's answer says so.
const (
	asked = iota
	heard
	waited
	given
	answered
	changed // a variable that others write: the result of a call may be kept in it
)

func (s *stopper) add(kind StopKind, weight int, what ast.Expr, f *Func, n ast.Node) {
	if s.found[kind] != nil && s.weight[kind] <= weight {
		return
	}
	s.weight[kind] = weight
	stop := &Stop{Kind: kind, Func: f, Node: n}
	if what != nil {
		stop.What, stop.Var = Text(what), f.Pkg.Variable(what)
	}
	s.found[kind] = stop
}

func (s *stopper) empty() bool {
	for _, one := range s.found {
		if one != nil {
			return false
		}
	}
	return true
}

const stopDepth = 4

// body collects what ends f; it reports whether nothing ends one of its loops.
func (s *stopper) body(f *Func, depth int) (endless bool) {
	if s.seen[f] || depth > stopDepth {
		return false
	}
	s.seen[f] = true
	for _, l := range f.Loops {
		if f.Pkg.chanRange(l) && l.starves() || l.Hopeless() {
			return s.stays(f, l.Stmt)
		}
		s.loop(l)
	}
	for _, sel := range f.Selects {
		if len(sel.Stmt.Body.List) == 0 && sel.Depth == 0 {
			return s.stays(f, sel.Stmt)
		}
	}
	for _, op := range f.Ops {
		if op.Receives() && (op.Loop == nil || op.Loop.Bounded()) {
			s.receive(op)
		}
	}
	for _, c := range f.Calls {
		if c.Mode != Apart && s.call(f, c, depth) {
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

func (s *stopper) loop(l *Loop) {
	if l.Bounded() {
		return
	}
	signals := l.Signals()
	for _, one := range []struct {
		by   Signals
		kind StopKind
	}{{ByContext, StopContext}, {ByChannel, StopChannel}, {ByTimer, StopTimer}, {ByCall, StopIO}, {ByFlag, StopFlag}} {
		if signals&one.by != 0 {
			weight := asked
			switch one.by {
			case ByCall:
				weight = answered
			case ByFlag:
				weight = changed
			}
			s.add(one.kind, weight, l.says(one.by), l.Func, l.Stmt)
		}
	}
}

// says returns what a loop asks, if one of its cases shows it.
func (l *Loop) says(by Signals) ast.Expr {
	p := l.Func.Pkg
	if s, ok := l.Stmt.(*ast.RangeStmt); ok && by == ByChannel {
		return s.X
	}
	for _, op := range l.Func.Ops {
		if op.Clause == nil || !op.Receives() || op.Loop != l {
			continue
		}
		ctx := p.DoneOf(op.Chan)
		switch {
		case by == ByContext && ctx != nil:
			return ctx
		case by == ByChannel && ctx == nil && !p.IsTimerChan(op.Chan) && op.Clause != nil && l.leavesAny(op.Clause.Body):
			return op.Chan
		}
	}
	return nil
}

func (l *Loop) leavesAny(list []ast.Stmt) bool {
	for _, s := range list {
		if l.leaves(s) {
			return true
		}
	}
	return false
}

func (s *stopper) receive(op *Op) {
	p := op.Func.Pkg
	switch ctx := p.DoneOf(op.Chan); {
	case ctx != nil:
		s.add(StopContext, heard, ctx, op.Func, op.Node)
	case p.IsTimerChan(op.Chan):
		s.add(StopTimer, heard, op.Chan, op.Func, op.Node)
	default:
		s.add(StopChannel, heard, op.Chan, op.Func, op.Node)
	}
}

func (s *stopper) call(f *Func, c *Call, depth int) (endless bool) {
	p := f.Pkg
	if e := p.Effects(c.Callee); e != nil && e.Forever && c.Mode == Now && p.Body(c.CallExpr) == nil {
		return s.stays(f, c.CallExpr)
	}
	gets := false
	for _, arg := range c.Args {
		if IsContext(p.Info.TypeOf(arg)) && p.makes(c.CallExpr) == 0 && p.ContextOf(arg).Origin != Dead {
			s.add(StopContext, given, arg, f, c.CallExpr)
			gets = true
		}
	}
	if body := p.Body(c.CallExpr); body != nil {
		return c.Mode == Now && s.body(body, depth+1)
	}
	if c.Callee == nil || gets {
		return false
	}
	switch {
	case isGroupWait(c.Callee):
		s.add(StopGroup, waited, c.Fun, f, c.CallExpr)
	case waitsForIO(c.Callee):
		s.add(StopIO, waited, c.Fun, f, c.CallExpr)
	}
	return false
}

// isGroupWait reports whether a function waits for a group's goroutines.
func isGroupWait(fn *types.Func) bool {
	return fn.Name() == "Wait" && fn.Signature().Recv() != nil && fn.Signature().Params().Len() == 0
}

// waitsForIO reports whether a function is one of those that wait for a peer,
// a listener, a file or a process: by its name and by where it comes from,
// which is enough to say what ends it, and no evidence for a finding.
func waitsForIO(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	switch fn.Name() {
	case "Serve", "ServeTLS", "ListenAndServe", "ListenAndServeTLS", "Accept", "Recv", "RecvMsg", "ReadMessage":
		return true
	case "Read", "ReadFrom", "Copy", "CopyN", "CopyBuffer", "ReadAll", "ReadFull", "ReadString", "ReadBytes", "ReadLine", "Scan",
		"Decode", "Run", "Output", "CombinedOutput", "Write", "Do", "Get", "Post", "Dial":
		switch fn.Pkg().Path() {
		case "io", "os", "net", "net/http", "os/exec", "bufio", "crypto/tls", "encoding/json", "golang.org/x/crypto/ssh":
			return true
		}
	}
	return false
}
