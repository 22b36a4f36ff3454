package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// This file answers: who hears what a body says at its end?

// receivers adds the receives from the channel of an operation that are not in
// the body itself.
func (w *farewell) receivers(op *Op) []Join {
	c := w.p.Chan(op.Chan)
	if c == nil || op.Kind == Close && !w.alone(op, c) {
		return w.all
	}
	for r := range c.Each(Receive, Range) {
		if r.Func != nil && !w.inside(r.Func) && !r.looks() {
			return append(w.all, Join{JoinChannel, Text(r.Chan), r.Func, r.Node})
		}
	}
	for _, f := range w.p.Funcs {
		for _, r := range f.Ops {
			if r.Receives() && !w.inside(f) && !r.looks() && w.p.gives(r.Chan, c) {
				return append(w.all, Join{JoinChannel, Text(r.Chan), f, r.Node})
			}
		}
	}
	return w.all
}

// looks reports whether a receive is made in passing, and not again and again.
func (o *Op) looks() bool {
	return o.Select != nil && o.Select.Default != nil && o.Loop == nil
}

// gives reports whether an expression calls a function of this package that
// returns the channel.
func (p *Package) gives(e ast.Expr, c *Chan) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	body := p.Body(call)
	return body != nil && slices.ContainsFunc(body.rets, func(r *ast.ReturnStmt) bool {
		return len(r.Results) == 1 && p.Chan(r.Results[0]) == c
	})
}

// alone reports whether nobody but the body closes the channel of a close.
func (w *farewell) alone(op *Op, c *Chan) bool {
	for other := range c.Each(Close) {
		if same := w.p.Variable(other.Chan) == w.p.Variable(op.Chan); same && (other.Func == nil || !w.body[other.Func]) {
			return false
		}
	}
	return op.Func.Within(w.root) || w.private(op.Func.Top())
}

// private reports whether a function is called as a part of the body only.
func (w *farewell) private(f *Func) bool {
	if f == w.root {
		return true
	}
	if f.Obj == nil || f.Obj.Exported() || w.p.UsedAsValue(f.Obj) {
		return false
	}
	for _, c := range w.p.callers[f.Obj] {
		if c.Func == nil || !w.body[c.Func] {
			return false
		}
	}
	return true
}

// countedDown adds the wait on a condition for something to be empty, or zero,
// that the function which wakes it has just made smaller.
func (p *Package) countedDown(waker *Func, cond *types.Var, all []Join) []Join {
	less := p.lessened(waker)
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Wait" || cond == nil || p.Variable(sel.X) != cond || c.Loop == nil {
				continue
			}
			if s, ok := c.Loop.Stmt.(*ast.ForStmt); ok && s.Cond != nil && p.mentions(s.Cond, less) {
				return append(all, Join{JoinOther, Text(c.Fun), f, c.CallExpr})
			}
		}
	}
	return all
}

// lessened returns the variables that a function counts down, or deletes from.
func (p *Package) lessened(f *Func) map[*types.Var]bool {
	set := map[*types.Var]bool{}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			set[p.Variable(n.X)] = n.Tok == token.DEC
		case *ast.CallExpr:
			if id, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && id.Name == "delete" && len(n.Args) == 2 {
				set[p.Variable(n.Args[0])] = true
			}
		}
		return true
	})
	delete(set, nil)
	return set
}

func (p *Package) mentions(e ast.Expr, vars map[*types.Var]bool) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			v, _ := p.Info.Uses[id].(*types.Var)
			found = found || v != nil && vars[v.Origin()]
		}
		return !found
	})
	return found
}

// hasDone reports whether a type has a method that gives a channel to wait for.
func hasDone(t types.Type) bool {
	if t == nil {
		return false
	}
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, "Done")
	fn, ok := m.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 1 && isChan(fn.Signature().Results().At(0).Type())
}

// event adds the first place that asks for the channel of an event which the
// body alone fires, by a call of its own.
func (w *farewell) event(c *Call, v *types.Var) {
	if v == nil || !c.Func.Within(w.root) {
		return
	}
	fires := ast.Unparen(c.Fun).(*ast.SelectorExpr).Sel.Name
	var found *Join
	for _, f := range w.p.Funcs {
		for _, other := range f.Calls {
			sel, ok := ast.Unparen(other.Fun).(*ast.SelectorExpr)
			switch {
			case !ok || w.inside(f) || w.p.Variable(sel.X) != v:
			case sel.Sel.Name == fires:
				return
			case sel.Sel.Name == "Done" && found == nil:
				found = &Join{JoinChannel, Text(other.CallExpr), f, other.CallExpr}
			}
		}
	}
	if found != nil {
		w.all = append(w.all, *found)
	}
}

// inside reports whether a function runs as a part of the body only.
func (w *farewell) inside(f *Func) bool {
	return f.Within(w.root) || w.body[f] && w.private(f.Top())
}
