package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/cfg"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// block runs a block's nodes over a state. With record it notes the states
// that the rules ask for.
func (fl *Flow) block(b *cfg.Block, s *state, record bool) *state {
	for _, n := range b.Nodes {
		s = fl.node(n, s, record)
	}
	return s
}

func (fl *Flow) node(n ast.Node, s *state, record bool) *state {
	var skip *ast.CallExpr // the call of go and defer does not run now
	switch n := n.(type) {
	case *ast.GoStmt:
		skip = n.Call
	case *ast.DeferStmt:
		skip = n.Call
		s = fl.deferred(n, s)
	}
	s = fl.evaluate(n, skip, s, record)
	switch n := n.(type) {
	case *ast.AssignStmt:
		if !fl.comms[n] {
			s = fl.assigned(n.Lhs, n.Rhs, s)
		}
	case *ast.ValueSpec:
		lhs := make([]ast.Expr, len(n.Names))
		for i := range n.Names {
			lhs[i] = n.Names[i]
		}
		s = fl.assigned(lhs, n.Values, s)
	case *ast.Ident: // key or value of a range, variable of a select case
		if fl.f.Pkg.Info.Defs[n] != nil {
			s = fl.assigned([]ast.Expr{n}, nil, s)
		}
	}
	return s
}

// evaluate applies the calls and receives of a node, operands first, which is
// near enough to the order of evaluation.
func (fl *Flow) evaluate(n ast.Node, skip *ast.CallExpr, s *state, record bool) *state {
	isComm := fl.comms[n]
	note := func(m ast.Node) {
		if record {
			fl.at[m] = s
		}
	}
	var stack []ast.Node
	ast.Inspect(n, func(m ast.Node) bool {
		if lit, ok := m.(*ast.FuncLit); ok {
			note(lit)
			return false
		}
		if m != nil {
			stack = append(stack, m)
			return true
		}
		m, stack = stack[len(stack)-1], stack[:len(stack)-1]
		switch m := m.(type) {
		case *ast.CallExpr:
			note(m)
			if m != skip {
				s = fl.called(m, s)
			}
		case *ast.SendStmt:
			note(m)
		case *ast.UnaryExpr:
			if m.Op != token.ARROW {
				break
			}
			note(m)
			if v := fl.doneOf(m.X, s); v != nil && !isComm {
				s = s.kill(v, &Death{Pos: m.Pos(), How: Received, Ctx: v.name})
			}
		}
		return true
	})
	return s
}

// called applies what a call that returns has done.
func (fl *Flow) called(call *ast.CallExpr, s *state) *state {
	if v, by := fl.cancels(call, s); v != nil {
		return s.kill(v, &Death{Pos: call.Pos(), How: Cancelled, Ctx: v.name, By: by})
	}
	if e := fl.f.Pkg.Effects(fl.f.Pkg.CalleeOf(call)); e != nil && e.Awaits != 0 {
		for i, arg := range call.Args {
			if v := fl.value(arg, s); v != nil && e.Awaits.Has(i) {
				s = s.kill(v, &Death{Pos: call.Pos(), How: Received, Ctx: v.name})
			}
		}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if ok && sel.Sel.Name == "Wait" && len(call.Args) == 0 {
		place := fl.f.Pkg.Place(sel.X)
		if v := s.vals[side(place, "!group")]; v != nil {
			return s.kill(v, &Death{Pos: call.Pos(), How: Waited, Ctx: v.name, By: types.ExprString(sel.X)})
		}
	}
	return s
}

// cancels returns the context whose own cancel function the call calls.
func (fl *Flow) cancels(call *ast.CallExpr, s *state) (*value, string) {
	place := fl.f.Pkg.Place(call.Fun)
	if !place.Known() {
		return nil, ""
	}
	if v := s.vals[side(place, "!cancel")]; v != nil {
		return v, types.ExprString(call.Fun)
	}
	// Fields: s.ctx, s.cancel = context.WithCancel(...) in a constructor.
	if place.Path == "" || s.vals[place] != nil {
		return nil, ""
	}
	if ctx := fl.f.Pkg.pairedContext(fl.f.Pkg.fieldAt(place)); ctx != nil {
		sibling := Place{place.Root, place.Path[:strings.LastIndex(place.Path, ".")+1] + ctx.Name()}
		if fl.trusted(sibling) {
			return fl.held(sibling, "", s), types.ExprString(call.Fun)
		}
	}
	return nil, ""
}

// deferred notes a cancel that will run before earlier deferred calls.
func (fl *Flow) deferred(n *ast.DeferStmt, s *state) *state {
	if v, by := fl.cancels(n.Call, s); v != nil {
		s = s.clone()
		s.pending[v] = &Death{Pos: n.Pos(), How: Cancelled, Ctx: v.name, By: by}
	}
	return s
}

// assigned gives the left sides their new values.
func (fl *Flow) assigned(lhs, rhs []ast.Expr, s *state) *state {
	p := fl.f.Pkg
	type binding struct {
		place Place
		v     *value
	}
	var bindings []binding
	bind := func(e ast.Expr, kind string, v *value) {
		if place := p.Place(e); place.Known() {
			bindings = append(bindings, binding{side(place, kind), v})
		}
	}
	for _, l := range lhs {
		for _, kind := range []string{"", "!done", "!cancel", "!group", "!err"} {
			if place := side(p.Place(l), kind); place.Known() && (kind == "" && IsContext(p.Info.TypeOf(l)) || s.vals[place] != nil) {
				bindings = append(bindings, binding{place, nil})
			}
		}
	}
	var fresh *value
	switch {
	case len(rhs) == 1 && len(lhs) > 1:
		fresh = fl.makes(lhs, rhs[0], s, bind)
	case len(rhs) == len(lhs):
		for i, r := range rhs {
			if IsContext(p.Info.TypeOf(lhs[i])) {
				v := fl.value(r, s)
				if call, ok := ast.Unparen(r).(*ast.CallExpr); ok && v != nil && !p.isRequest(call) {
					v = fl.site(call, v.parent, types.ExprString(lhs[i]))
					fresh = v
				}
				bind(lhs[i], "", v)
			}
			if v := fl.doneOf(r, s); v != nil {
				bind(lhs[i], "!done", v)
			}
			if v := fl.errOf(r, s); v != nil {
				bind(lhs[i], "!err", v)
			}
			if v := s.vals[side(p.Place(r), "!cancel")]; v != nil {
				bind(lhs[i], "!cancel", v)
			}
		}
	}
	if len(bindings) == 0 {
		return s
	}
	s = s.clone()
	for _, b := range bindings {
		s.vals[b.place] = b.v
	}
	if fresh != nil {
		delete(s.dead, fresh)
		delete(s.pending, fresh)
	}
	return s
}

// makes binds the results of ctx, cancel := WithX(parent) and its like.
func (fl *Flow) makes(lhs []ast.Expr, rhs ast.Expr, s *state, bind func(ast.Expr, string, *value)) *value {
	call, ok := ast.Unparen(rhs).(*ast.CallExpr)
	if !ok {
		return nil
	}
	e := fl.f.Pkg.Effects(fl.f.Pkg.CalleeOf(call))
	if e == nil || e.Makes == effects.NoContext {
		return nil
	}
	at := 0
	if e.Makes == effects.Group {
		at = 1
	}
	var parent *value
	if int(e.From) < len(call.Args) && e.Makes != effects.Detached && e.Makes != effects.Root {
		parent = fl.value(call.Args[e.From], s)
	}
	v := fl.site(call, parent, types.ExprString(lhs[at]))
	bind(lhs[at], "", v)
	if e.Makes == effects.Group {
		bind(lhs[0], "!group", v)
	}
	if e.Cancels && int(e.CancelAt) < len(lhs) {
		bind(lhs[e.CancelAt], "!cancel", v)
	}
	return v
}

// site returns the value that a call makes: one per call, for parents that
// differ from path to path are unknown.
func (fl *Flow) site(call *ast.CallExpr, parent *value, name string) *value {
	v := fl.made[call]
	if v == nil {
		v = &value{parent: parent, name: name, made: call}
		fl.made[call] = v
	} else if v.parent != parent {
		v.parent = nil
	}
	return v
}

// death returns how the value or an ancestor ended, or nil.
func (s *state) death(v *value) *Death {
	for range 20 { // a chain longer than this is a cycle: ctx = with(ctx) in a loop
		if v == nil {
			return nil
		}
		if d := s.dead[v]; d != nil {
			return d
		}
		v = v.parent
	}
	return nil
}

// Dead returns how the context that an expression denotes has certainly ended
// before the call or receive is made, or nil.
func (fl *Flow) Dead(at ast.Node, ctx ast.Expr) *Death {
	if fl == nil || fl.at[at] == nil {
		return nil
	}
	s := fl.at[at]
	return s.death(fl.value(ctx, s))
}

// DeadPlace is Dead for the context that a place holds.
func (fl *Flow) DeadPlace(at ast.Node, place Place) *Death {
	if fl == nil || !place.Known() {
		return nil
	}
	s := fl.before(at)
	if s == nil {
		return nil
	}
	return s.death(fl.held(place, "", s))
}

// Endless reports whether nobody can cancel the context that a place holds: a test
// has said so.
func (fl *Flow) Endless(at ast.Node, place Place) bool {
	if fl == nil || !place.Known() {
		return false
	}
	s := fl.before(at)
	return s != nil && s.endless[fl.held(place, "", s)]
}

// before returns the state before a node; before a statement, that at the first
// place in it that has one.
func (fl *Flow) before(n ast.Node) *state {
	if s := fl.at[n]; s != nil {
		return s
	}
	if _, ok := n.(ast.Stmt); !ok {
		return nil
	}
	var first *state
	ast.Inspect(n, func(n ast.Node) bool {
		if first == nil && n != nil {
			first = fl.at[n]
		}
		return first == nil
	})
	return first
}

// MadeBy returns the call that made the context which an expression denotes
// before the call at, or nil.
func (fl *Flow) MadeBy(at ast.Node, ctx ast.Expr) *ast.CallExpr {
	if fl == nil || fl.at[at] == nil {
		return nil
	}
	if v := fl.value(ctx, fl.at[at]); v != nil {
		return v.made
	}
	return nil
}

// DeadAtExit returns how the context that an argument of a deferred call
// denotes has certainly ended when the call runs, or nil: it ended on every
// path to every return, or a cancel deferred later runs first.
func (fl *Flow) DeadAtExit(deferred *ast.CallExpr, ctx ast.Expr) *Death {
	if fl == nil || fl.at[deferred] == nil {
		return nil
	}
	v := fl.value(ctx, fl.at[deferred])
	if exit := fl.atExit(deferred); exit != nil {
		return exit.death(v)
	}
	return nil
}

// atExit returns the state in which a deferred call runs, or nil. It follows
// the graph again from the defer statement, with the cancels deferred before
// it forgotten: they run after it.
func (fl *Flow) atExit(deferred *ast.CallExpr) *state {
	from, index := fl.find(deferred)
	if from == nil || fl.at[deferred] == nil {
		return nil
	}
	s := fl.at[deferred].clone()
	clear(s.pending)
	again := &Flow{f: fl.f, at: map[ast.Node]*state{}, initial: fl.initial, made: fl.made, comms: fl.comms, tagged: fl.tagged}
	for _, n := range from.Nodes[index+1:] {
		s = again.node(n, s, false)
	}
	if from.Return() != nil {
		again.leave(s)
	}
	for i, succ := range from.Succs {
		again.solve(succ, again.edge(from, i, s))
	}
	if again.exit == nil {
		return nil
	}
	exit := again.exit.clone()
	for v, d := range exit.pending {
		exit.dead[v] = d
	}
	return exit
}

// find returns the block and the index of the defer statement of a call.
func (fl *Flow) find(deferred *ast.CallExpr) (*cfg.Block, int) {
	for _, b := range fl.f.CFG().Blocks {
		for i, n := range b.Nodes {
			if d, ok := n.(*ast.DeferStmt); ok && d.Call == deferred {
				return b, i
			}
		}
	}
	return nil, 0
}
