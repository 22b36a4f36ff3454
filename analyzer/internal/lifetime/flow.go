package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"

	"golang.org/x/tools/go/cfg"
)

// This file answers: which contexts are certainly done at a point?
//
// A forward must-analysis over the function's graph. The state maps places to
// abstract values (a context made by a certain call, or the value that a place
// had at the start), and holds the set of values that are done on every path:
// after <-ctx.Done() and in its select case, after the call of the context's
// own cancel function, after Wait of its group, and where a test of ctx.Err()
// says so. Being done is for ever, so a value leaves the set only where its
// call runs again; a variable leaves its value by assignment. A value whose
// parent is done is done too. Where paths meet, what they agree on remains.
// Where a test says that there is no Done channel, nobody can end the value.
//
// What a literal assigns, and a field that the package assigns more than once,
// has no value: it may be another one at any time. A literal starts with what
// was done where it stands, a deferred one with what is done at the returns.

// A Death is how a context came to be certainly done.
type Death struct {
	Pos token.Pos
	How How
	Ctx string // the context that ended: the one asked for, or an ancestor
	By  string // the cancel function or the group, as written
}

// How is the way a context ended.
type How uint8

// The ways.
const (
	Received  How = iota // its Done channel was received from
	Cancelled            // its own cancel function was called
	Waited               // its group was waited for
	Tested               // its Err was not nil
)

// value is an abstract context.
type value struct {
	parent *value
	name   string
	made   *ast.CallExpr // the call that made it; nil for what was there before
}

// state is immutable once it is stored: with returns a changed copy.
type state struct {
	vals    map[Place]*value // contexts, and their Done channels, cancel functions, groups and errors
	dead    map[*value]*Death
	pending map[*value]*Death // will be cancelled by a deferred call
	endless map[*value]bool   // have no Done channel: nobody can cancel them
}

func (s *state) clone() *state {
	return &state{maps.Clone(s.vals), maps.Clone(s.dead), maps.Clone(s.pending), maps.Clone(s.endless)}
}

// meet keeps what both states hold; it reports whether s lost something.
func (s *state) meet(t *state) (*state, bool) {
	out, changed := s, false
	lose := func() {
		if !changed {
			out, changed = s.clone(), true
		}
	}
	forget := func(k Place) {
		lose()
		out.vals[k] = nil // unknown, which is not the value it had at the start
	}
	for k, v := range s.vals {
		if v != nil && t.vals[k] != v {
			forget(k)
		}
	}
	for k := range t.vals {
		if _, ok := s.vals[k]; !ok {
			forget(k)
		}
	}
	for k := range s.dead {
		if t.dead[k] == nil {
			lose()
			delete(out.dead, k)
		}
	}
	for k := range s.pending {
		if t.pending[k] == nil {
			lose()
			delete(out.pending, k)
		}
	}
	for k := range s.endless {
		if !t.endless[k] {
			lose()
			delete(out.endless, k)
		}
	}
	return out, changed
}

// A Flow is the result for one function.
type Flow struct {
	f       *Func
	at      map[ast.Node]*state // before each call and receive; for a literal, where it stands
	exit    *state              // what holds at every return; nil if there is none
	initial map[Place]*value
	made    map[ast.Node]*value
	start   *state
	comms   map[ast.Node]bool        // communications of selects
	tagged  map[*ast.CaseClause]bool // cases that compare with a tag
}

// Flow returns the function's flow, or nil if no context can be seen to end in
// it or around it.
func (f *Func) Flow() *Flow {
	if f.flowDone {
		return f.flow
	}
	f.flowDone = true
	var outer *Flow
	if f.Outer != nil {
		outer = f.Outer.Flow()
	}
	if outer == nil && !f.endsContexts() {
		return nil
	}
	fl := &Flow{f: f, at: map[ast.Node]*state{}, initial: map[Place]*value{}, made: map[ast.Node]*value{},
		comms: map[ast.Node]bool{}, tagged: map[*ast.CaseClause]bool{}}
	fl.start = &state{vals: map[Place]*value{}, dead: map[*value]*Death{}, pending: map[*value]*Death{}, endless: map[*value]bool{}}
	if outer != nil {
		if s := outer.around(f); s != nil {
			fl.start = outer.captured(s, f)
			maps.Copy(fl.initial, outer.initial)
			maps.Copy(fl.made, outer.made)
		}
	}
	f.flow = fl
	fl.prepare()
	fl.solve(f.CFG().Blocks[0], fl.start)
	return fl
}

// around returns the state that a literal of the flow's function starts with.
func (fl *Flow) around(lit *Func) *state {
	if lit.Role == Deferred {
		return fl.atExit(lit.call.CallExpr)
	}
	return fl.at[lit.Node]
}

// captured keeps of a state what a literal can rely on: variables that are
// not assigned any more once the literal is made.
func (fl *Flow) captured(s *state, lit *Func) *state {
	s = s.clone()
	for place := range s.vals {
		if !fl.settled(place.Root, lit) {
			s.vals[place] = nil
		}
	}
	for place := range fl.initial {
		if !fl.settled(place.Root, lit) {
			s.vals[place] = nil
		}
	}
	clear(s.pending)
	return s
}

// settled reports whether all assignments to a variable are behind the point
// where a literal is made.
func (fl *Flow) settled(v *types.Var, lit *Func) bool {
	for _, d := range fl.f.Pkg.defs[v] {
		if d.Func == nil || d.Func == lit || !lit.Within(d.Func) || d.Node.End() > lit.Node.Pos() {
			return false
		}
		for _, l := range d.Func.Loops {
			if l.Contains(d.Node.Pos()) && l.Contains(lit.Node.Pos()) && !l.Contains(v.Pos()) {
				return false
			}
		}
	}
	return !fl.f.Pkg.shared[v]
}

// Constant reports whether a variable has one value in its whole life.
func (p *Package) Constant(v *types.Var) bool {
	n := len(p.defs[v])
	if p.params[v] != nil {
		n++
	}
	return n == 1 && !p.shared[v]
}

// endsContexts reports whether the function holds anything that could end a
// context, to spare all other functions the analysis.
func (f *Func) endsContexts() bool {
	for _, r := range f.Ops {
		if _, ok := r.Node.(*ast.UnaryExpr); ok && f.Pkg.isDone(r.Chan) {
			return true
		}
	}
	for _, c := range f.Calls {
		switch {
		case c.Callee == nil: // a variable: cancel()
			if v := f.Pkg.Variable(c.Fun); v != nil && isCancelType(v.Type()) {
				return true
			}
		case f.Pkg.awaits(c.Callee):
			return true
		case c.Callee.Name() == "Err" || c.Callee.Name() == "Cause" || c.Callee.Name() == "Wait":
			return true
		case c.Callee.Name() == "Done" && c.Callee.Signature().Results().Len() == 1:
			return true
		}
	}
	return false
}

func (p *Package) awaits(fn *types.Func) bool {
	e := p.Effects(fn)
	return e != nil && e.Awaits != 0
}

func isCancelType(t types.Type) bool {
	return typeIs(t, "context", "CancelFunc") || typeIs(t, "context", "CancelCauseFunc") || isPlainFunc(t)
}

func isPlainFunc(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	return ok && sig.Results().Len() == 0 && sig.Params().Len() <= 1
}

// isDone reports whether a channel may be a context's Done channel.
func (p *Package) isDone(ch ast.Expr) bool {
	t := p.Info.TypeOf(ch)
	if t == nil {
		return false
	}
	c, ok := t.Underlying().(*types.Chan)
	if !ok || c.Dir() == types.SendOnly {
		return false
	}
	s, ok := c.Elem().Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}

func (fl *Flow) prepare() {
	ast.Inspect(fl.f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CommClause:
			if n.Comm != nil {
				fl.comms[n.Comm] = true
			}
		case *ast.SwitchStmt:
			if n.Tag != nil {
				for _, c := range n.Body.List {
					fl.tagged[c.(*ast.CaseClause)] = true
				}
			}
		}
		return true
	})
}

// solve runs the analysis from a block to the fixed point, then once more to
// record the states.
func (fl *Flow) solve(entry *cfg.Block, start *state) {
	in := map[*cfg.Block]*state{entry: start}
	work := []*cfg.Block{entry}
	for len(work) > 0 {
		b := work[0]
		work = work[1:]
		out := fl.block(b, in[b], false)
		for i, succ := range b.Succs {
			s := fl.edge(b, i, out)
			old, seen := in[succ]
			if !seen {
				in[succ] = s
				work = append(work, succ)
			} else if met, changed := old.meet(s); changed {
				in[succ] = met
				work = append(work, succ)
			}
		}
	}
	for _, b := range fl.f.CFG().Blocks {
		if s := in[b]; s != nil {
			out := fl.block(b, s, true)
			if b.Return() != nil {
				fl.leave(out)
			}
		}
	}
}

func (fl *Flow) leave(s *state) {
	if fl.exit == nil {
		fl.exit = s
	} else if met, changed := fl.exit.meet(s); changed {
		fl.exit = met
	}
}

// edge refines a state by what the branch to successor i has tested.
func (fl *Flow) edge(b *cfg.Block, i int, s *state) *state {
	succ := b.Succs[i]
	if succ.Kind == cfg.KindSelectCaseBody {
		if e := received(succ.Stmt.(*ast.CommClause).Comm); e != nil {
			if v := fl.doneOf(e.X, s); v != nil {
				return s.kill(v, &Death{Pos: e.Pos(), How: Received, Ctx: v.name})
			}
		}
		return s
	}
	if len(b.Succs) != 2 || len(b.Nodes) == 0 {
		return s
	}
	if c, ok := b.Succs[0].Stmt.(*ast.CaseClause); ok && fl.tagged[c] {
		return s
	}
	if cond, ok := b.Nodes[len(b.Nodes)-1].(ast.Expr); ok && isBool(fl.f.Pkg.Info.TypeOf(cond)) {
		return fl.assume(cond, i == 0, s)
	}
	return s
}

func isBool(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

func (s *state) kill(v *value, d *Death) *state {
	if s.dead[v] != nil {
		return s
	}
	s = s.clone()
	s.dead[v] = d
	return s
}
