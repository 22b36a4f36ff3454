package lifetime

import (
	"go/ast"
	"go/types"
)

// This file answers: who waits for the end of a body that runs concurrently?
//
// A body says that it ends by Done of a group, by the last send to a channel,
// or by closing it. Somebody waits if a Wait of the same group, or a receive
// from the same channel, stands in another function or in the spawner: in
// Close and Stop as often as beside the spawn. Groups are told apart like
// channels, by the variable or field; a parameter stands for what the callers
// in this package pass.

// A JoinKind is a way of waiting for a body's end.
type JoinKind uint8

// The ways.
const (
	JoinGroup   JoinKind = iota // sync.WaitGroup
	JoinChannel                 // a receive from what the body closes or sends to
	JoinErrs                    // errgroup and its like: the group that started it
	JoinOther                   // a group of somebody else, or a slot given back
)

// A Join is one place that waits.
type Join struct {
	Kind JoinKind
	What string
	Func *Func
	Node ast.Node
}

// Joins returns who waits for the spawn's body.
func (s *Spawn) Joins() (all []Join) {
	p := s.Call.Func.Pkg
	if s.Kind == OfProcess {
		return s.processJoins()
	}
	if sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); ok && s.Kind != "go" {
		kind := JoinErrs
		if s.Kind == "WaitGroup.Go" {
			kind = JoinGroup
		}
		all = p.waitsOf(p.Variable(sel.X), kind, all)
	}
	all = s.kept(all)
	if s.Body == nil {
		return all
	}
	seen := s.Body.partings(func(group ast.Expr) {
		kind := JoinOther
		if typeIs(p.Info.TypeOf(group), "sync", "WaitGroup") {
			kind = JoinGroup
		}
		all = p.waitsOf(p.Variable(group), kind, all)
	}, nil)
	s.Body.partings(nil, func(op *Op) { all = p.receiversOf(op, seen, all) })
	return all
}

// waitsOf adds the first Wait on a group: on its class, if it is one of those
// whose variables are followed, else on the same variable.
func (p *Package) waitsOf(group *types.Var, kind JoinKind, all []Join) []Join {
	if group == nil {
		return all
	}
	if class := p.grouper().class[group]; class != nil {
		for w := range class.root().Each(Waits) {
			return append(all, Join{kind, Text(w.Fun), w.Func, w.CallExpr})
		}
		return all
	}
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && p.Variable(sel.X) == group && p.waits(c) {
				return append(all, Join{kind, Text(c.Fun), c.Func, c.CallExpr})
			}
		}
	}
	return all
}

// Farewell reports whether a send is the last thing that its function does, and
// does for sure: then whoever receives it waits for the end.
func (o *Op) Farewell() bool {
	list := o.Func.Body.List
	if o.Loop != nil || !o.Alone() || len(list) == 0 {
		return false
	}
	last := list[len(list)-1]
	if r, ok := last.(*ast.ReturnStmt); ok && len(r.Results) == 0 && len(list) > 1 {
		last = list[len(list)-2]
	}
	return within(o.Node.Pos(), last) || o.Func.Role == Deferred
}

// receiversOf adds the receives from the channel of an operation that are not
// in the body itself.
func (p *Package) receiversOf(op *Op, body map[*Func]bool, all []Join) []Join {
	c := p.Chan(op.Chan)
	if c == nil {
		return all
	}
	for r := range c.Each(Receive, Range) {
		if r.Func == nil || body[r.Func] {
			continue
		}
		return append(all, Join{JoinChannel, Text(r.Chan), r.Func, r.Node})
	}
	return all
}
