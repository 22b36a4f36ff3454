package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// This file answers: how does a body say that it is over?
//
// It says so by what it does last, or what is done for it at its end: Done of a
// group, the last send to a channel, a close, a broadcast, the end of a pipe.
// What it says in a turn of a loop that goes on is about the turn. A channel
// that others close, too, says that it is time to stop, and not that a certain
// body did.

// A farewell collects what a body says at its end.
type farewell struct {
	p    *Package
	root *Func
	body map[*Func]bool // what runs as a part of it
	said []*Op
	all  []Join
}

// visit collects what f says; last says that the body ends with f.
func (w *farewell) visit(f *Func, depth int, last bool) {
	if w.body[f] || depth > stopDepth {
		return
	}
	w.body[f] = true
	for _, c := range f.Calls {
		if c.Mode != Apart && c.Loop.over(c.Pos()) {
			w.call(c, depth, last && (c.Mode == Later || f != w.root || f.endsWith(c)))
		}
	}
	for _, op := range f.Ops {
		pos := op.Node.Pos()
		switch {
		case op.Loop != nil && !op.Loop.thenLeaves(pos): // one of many
		case op.Kind == Close && op.Loop.over(pos), op.Kind == Send && op.Loop.over(pos) && last && op.farewell():
			w.said = append(w.said, op)
		}
	}
	for _, g := range f.inner {
		if g.Role == Called || g.Role == Deferred || g.Role == Value && w.p.CallsArg(g) {
			w.visit(g, depth+1, last && g.Role == Deferred)
		}
	}
}

func (w *farewell) call(c *Call, depth int, last bool) {
	p := w.p
	if body := p.Body(c.CallExpr); body != nil {
		w.visit(body, depth+1, last)
		return
	}
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	t := p.Info.TypeOf(sel.X)
	switch {
	case strings.HasSuffix(sel.Sel.Name, "Done") && len(c.Args) == 0 && !IsContext(t) && isVoid(p.Info.TypeOf(c.CallExpr)):
		kind := JoinOther
		if counts(t) {
			kind = JoinGroup
		}
		w.all = p.waitsOf(p.Variable(sel.X), kind, w.all)
	case last && typeIs(t, "sync", "Cond") && sel.Sel.Name != "Wait":
		w.all = p.countedDown(c.Func, p.Variable(sel.X), w.all)
	case last && typeIs(t, "io", "PipeWriter") && strings.HasPrefix(sel.Sel.Name, "Close"):
		w.all = append(w.all, Join{JoinOther, Text(sel.X), c.Func, c.CallExpr})
	case last && hasDone(t) && !IsContext(t):
		w.event(c, p.Variable(sel.X))
	}
}

// counts reports whether a type is a sync.WaitGroup, or a struct that has one.
func counts(t types.Type) bool {
	if t == nil || typeIs(t, "sync", "WaitGroup") {
		return t != nil
	}
	s, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if typeIs(f.Type(), "sync", "WaitGroup") {
			return true
		}
	}
	return false
}

func isVoid(t types.Type) bool {
	tuple, ok := t.(*types.Tuple)
	return t == nil || ok && tuple.Len() == 0
}

// over reports whether the loops around a position are over after it: it stands
// in none, or only in such as are bounded, or something after it leaves them.
func (l *Loop) over(pos token.Pos) bool {
	for ; l != nil; l = l.Outer {
		if !l.Bounded() && !l.thenLeaves(pos) {
			return false
		}
	}
	return true
}

// thenLeaves reports whether a statement that follows a position in one of the
// lists around it leaves the loop.
func (l *Loop) thenLeaves(pos token.Pos) bool {
	found := false
	ast.Inspect(l.Body, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		list := Statements(n)
		if list == nil {
			return !found
		}
		if !within(pos, n) {
			return false
		}
		for _, s := range list {
			found = found || s.Pos() > pos && l.exits(s)
		}
		return !found
	})
	return found
}

// endsWith reports whether a call is in the last statement of the function.
func (f *Func) endsWith(c *Call) bool {
	return within(c.Pos(), f.lastStmt())
}

// Farewell reports whether a send is the last thing that its function does, and
// does for sure: then whoever receives it waits for the end.
func (o *Op) Farewell() bool {
	return o.Loop == nil && o.Alone() && len(o.Func.Body.List) > 0 && (within(o.Node.Pos(), o.Func.lastStmt()) || o.Func.Role == Deferred)
}

// farewell reports the same of a send before a return, and of one that is given
// up if nobody is there to hear it: enough to say who waits.
func (o *Op) farewell() bool {
	f := o.Func
	if c := f.Pkg.Chan(o.Chan); !o.Alone() && (c == nil || !c.Local(f.Pkg)) {
		return false // the next message, not the result
	}
	return f.Role == Deferred || o.Loop == nil && within(o.Node.Pos(), f.lastStmt()) || f.thenReturns(o.Node.Pos())
}

// lastStmt returns the last statement of the function that is no bare return.
func (f *Func) lastStmt() ast.Node {
	list := f.Body.List
	for i := len(list) - 1; i >= 0; i-- {
		if r, ok := list[i].(*ast.ReturnStmt); !ok || len(r.Results) > 0 {
			return list[i]
		}
	}
	return f.Body
}

// thenReturns reports whether the statement at a position is followed by a
// return.
func (f *Func) thenReturns(pos token.Pos) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		b, ok := n.(*ast.BlockStmt)
		for i := 0; ok && i+1 < len(b.List); i++ {
			if _, returns := b.List[i+1].(*ast.ReturnStmt); returns && b.List[i].Pos() == pos {
				found = true
			}
		}
		return !found
	})
	return found
}
