package lifetime

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: which local variables own running work, and who looks after
// it?

// A Held is a local variable that owns running work from a certain point on.
type Held struct {
	Var   *types.Var
	Start *Call // that started it: the constructor's, or the method's
	Stops []*Call
	Level Level // how sure it is that the work does not end by itself
}

// Held returns the local variables of f that own work that lasts, and that f
// keeps to itself: it does nothing with them but call methods, read fields, and
// give them work. Stops are the calls that stop the work or wait for it.
func (f *Func) Held() (all []*Held) {
	p := f.Pkg
	byVar := map[*types.Var]*Held{}
	for _, c := range f.Calls {
		e := p.Effects(c.Callee)
		if e == nil || c.Mode != Now {
			continue
		}
		var v *types.Var
		switch {
		case e.Owner:
			v = p.holders[c.CallExpr].v
		case e.Starts.Has(effects.Receiver) && !p.Body(c.CallExpr).keepsItself():
			v = f.receiver(c)
		}
		if v == nil || byVar[v] != nil || !p.local(v, f) || f.lends(v) || f.endsWithContext(c, e) {
			continue
		}
		if level, ok := f.given(c, e); ok {
			byVar[v] = &Held{Var: v, Start: c, Level: level}
			all = append(all, byVar[v])
		}
	}
	if len(all) == 0 {
		return nil
	}
	for _, g := range p.Funcs {
		if !g.Within(f) {
			continue
		}
		for _, c := range g.Calls {
			if h := byVar[g.receiver(c)]; h != nil && p.tends(c) {
				h.Stops = append(h.Stops, c)
			}
		}
	}
	return all
}

// tends reports whether a call of a method stops the receiver's work or waits for
// it, or returns what tells of its end.
func (p *Package) tends(c *Call) bool {
	if e := p.Effects(c.Callee); e != nil && (e.Stops|e.Joins)&receiver != 0 {
		return true
	}
	t := p.Info.TypeOf(c.CallExpr)
	return isChan(t) && (types.Identical(chanElem(t), types.NewStruct(nil, nil)) || isError(chanElem(t)))
}

// endsWithContext reports whether the work of a call ends with a context that it
// is given, or may: it is not known to be endless.
func (f *Func) endsWithContext(c *Call, e *effects.Effects) bool {
	for i, arg := range c.Args {
		if e.Until.Has(i) && !f.Pkg.endlessContext(arg) {
			return true
		}
	}
	return false
}

// given reports whether work that is a function of the caller's lasts, as far as
// its body tells: it loops until its context is done; or it gives that to a callee
// that is not in sight, and whose receiver nothing here stops.
func (f *Func) given(c *Call, e *effects.Effects) (Level, bool) {
	level := Certain
	for i, arg := range c.Args {
		if !e.Spawns.Has(i) {
			continue
		}
		body := f.Pkg.FuncOfValue(arg)
		if body == nil {
			return 0, false
		}
		stops := body.Stops()
		if len(stops) != 1 || stops[0].Kind != StopContext {
			return 0, false
		}
		switch n := stops[0].Node.(type) {
		case *ast.ForStmt:
		case *ast.CallExpr:
			level = Likely
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); !ok || f.Pkg.Variable(sel.X) == nil || f.stopped(f.Pkg.Variable(sel.X)) {
				return 0, false
			}
		default:
			return 0, false
		}
	}
	return level, true
}

// endless reports whether the functions that a call gets to run surely last.
func (f *Func) endless(c *Call, e *effects.Effects) bool {
	level, ok := f.given(c, e)
	return ok && level == Certain
}

// stopped reports whether f, or a literal in it, calls a method that stops what a
// variable owns, or that is named for it.
func (f *Func) stopped(v *types.Var) bool {
	for _, g := range f.Pkg.Funcs {
		if !g.Within(f.Top()) {
			continue
		}
		for _, c := range g.Calls {
			if g.receiver(c) == v && c.Callee != nil && (f.Pkg.tends(c) || stopName(c.Callee.Name())) {
				return true
			}
		}
	}
	return false
}

func (f *Func) receiver(c *Call) *types.Var {
	if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok {
		return f.Pkg.Variable(sel.X)
	}
	return nil
}

// local reports whether a variable is declared in f, and holds what f made.
func (p *Package) local(v *types.Var, f *Func) bool {
	if v.IsField() || p.params[v] != nil || len(p.defs[v]) != 1 || p.defs[v][0].Func != f || p.defs[v][0].Rhs == nil {
		return false
	}
	switch x := ast.Unparen(p.defs[v][0].Rhs).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		return !p.Body(x).keepsResult()
	case *ast.UnaryExpr:
		_, ok := x.X.(*ast.CompositeLit)
		return ok
	}
	return false
}

// keepsResult reports whether what f returns is kept by somebody else, too: in a field,
// a container, a package variable.
func (f *Func) keepsResult() bool {
	return f != nil && slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool {
		if len(r.Results) == 0 {
			return false
		}
		v := f.Pkg.Variable(r.Results[0])
		return v != nil && (v.IsField() || f.keeps(v))
	})
}

// keepsItself reports whether a method, or a goroutine that it starts, gives its
// receiver to somebody who keeps it.
func (f *Func) keepsItself() bool {
	if f == nil || f.Sig.Recv() == nil {
		return false
	}
	return f.keeps(f.Sig.Recv()) || slices.ContainsFunc(f.Spawns(), func(s *Spawn) bool {
		v := f.Sig.Recv()
		if s.Body != nil && s.Body.Sig.Recv() != nil {
			v = s.Body.Sig.Recv()
		}
		return s.Body != nil && s.Body.keeps(v)
	})
}

// keeps reports whether a mention of a variable stores or sends what it holds, other
// than in a struct of f's own.
func (f *Func) keeps(v *types.Var) bool {
	return slices.ContainsFunc(f.Mentions(v), func(m Mention) bool { return m.Fate == Kept && m.Into == nil }) ||
		slices.ContainsFunc(f.Ops, func(op *Op) bool {
			s, ok := op.Node.(*ast.SendStmt)
			return ok && f.Pkg.Variable(s.Value) == v
		})
}

// lends reports whether f does anything with a variable but call its methods,
// look at its fields, and pass it to what only gives it work.
func (f *Func) lends(v *types.Var) bool {
	lent := false
	eachUse(f.Pkg.Info, f.Body, v, func(id *ast.Ident, stack []ast.Node) {
		if call, ok := stack[len(stack)-1].(*ast.CallExpr); ok && f.Pkg.givesTask(call, id) {
			return
		}
		sel, ok := stack[len(stack)-1].(*ast.SelectorExpr)
		if !ok || sel.X != id || len(stack) < 2 {
			lent = true
			return
		}
		if s := f.Pkg.Info.Selections[sel]; s != nil && s.Kind() == types.MethodVal {
			call, ok := stack[len(stack)-2].(*ast.CallExpr)
			lent = lent || !ok || call.Fun != sel
		}
	})
	return lent
}

// givesTask reports whether a call gives the object that is its argument work to
// wait for, and does not keep it.
func (p *Package) givesTask(call *ast.CallExpr, arg ast.Expr) bool {
	e := p.Effects(p.CalleeOf(call))
	for i, a := range call.Args {
		if a == arg && e != nil && e.Tasks.Has(i) {
			return true
		}
	}
	return false
}

// returns reports whether a variable is the first of what f returns.
func (f *Func) returns(v *types.Var) bool {
	return slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool {
		return len(r.Results) > 0 && f.Pkg.Variable(r.Results[0]) == v
	})
}

// Last reports whether a call is the last statement of the function.
func (f *Func) Last(call *ast.CallExpr) bool {
	list := f.Body.List
	if len(list) == 0 {
		return false
	}
	s, ok := list[len(list)-1].(*ast.ExprStmt)
	return ok && s.X == call
}
