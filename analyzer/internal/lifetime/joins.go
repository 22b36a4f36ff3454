package lifetime

import (
	"go/ast"
	"go/types"
	"strings"
)

// This file answers: who waits for the end of a body that runs concurrently?
//
// A body says that it ends by a farewell. Somebody waits if a Wait of the same
// group, or a receive from the same channel, stands in another function or in
// the spawner: in Close and Stop as often as beside the spawn. Groups are told
// apart like channels, by the variable or field; a parameter stands for what the
// callers in this package pass.

// A JoinKind is a way of waiting for a body's end.
type JoinKind uint8

// The ways.
const (
	JoinGroup   JoinKind = iota // sync.WaitGroup
	JoinChannel                 // a receive from what the body closes or sends to
	JoinErrs                    // errgroup and its like: the group that started it
	JoinOther                   // a group of somebody else, a condition, the end of a pipe
)

// A Join is one place that waits.
type Join struct {
	Kind JoinKind
	What string
	Func *Func
	Node ast.Node
}

// Joins returns who waits for the spawn's body.
func (s *Spawn) Joins() []Join {
	p := s.Call.Func.Pkg
	if s.Kind == OfProcess {
		return s.processJoins()
	}
	w := &farewell{p: p, body: map[*Func]bool{}}
	if sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); ok && s.Kind != "go" {
		kind := JoinErrs
		if s.Kind == "WaitGroup.Go" {
			kind = JoinGroup
		}
		w.all = p.waitsOf(p.Variable(sel.X), kind, w.all)
	}
	w.all = s.kept(w.all)
	if s.Body != nil {
		w.root = s.Body
		w.visit(s.Body, 0, true)
	}
	for _, op := range w.said {
		w.all = w.receivers(op)
	}
	return w.all
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
			sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
			if ok && p.Variable(sel.X) == group && (strings.Contains(sel.Sel.Name, "Wait") || p.waits(c)) {
				return append(all, Join{kind, Text(c.Fun), c.Func, c.CallExpr})
			}
		}
	}
	return all
}
