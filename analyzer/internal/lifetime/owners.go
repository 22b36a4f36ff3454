package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: which objects own running work, and which of their methods
// stop it?
//
// A body that a method or a constructor of a type spawns, and that ends by a
// channel or a context in a field of the type, is work that the object owns if
// some method closes that channel, sends to it, or calls the cancel function of
// that context. Calling such a method on the receiver hands its effect on, and
// so does a constructor that calls one on what it returns. These effects are
// computed when all others are known, for they rest on what ends a body.

// ownership adds Starts, Stops and Owner to the package's effects.
func (p *Package) ownership() {
	stoppers := p.stoppers()
	for _, f := range p.Funcs {
		if f.Obj != nil && f.Sig.Recv() != nil && stops(f, stoppers) {
			p.update(f, func(e *effects.Effects) { e.Stops |= effects.Param(effects.Receiver) })
		}
	}
	for _, f := range p.Funcs {
		for _, s := range f.Spawns() {
			if s.Body != nil && s.ends(stoppers) {
				p.started(f.Top())
			}
		}
	}
	for range 3 { // methods that call methods
		for _, f := range p.Funcs {
			for _, c := range f.Calls {
				p.handOn(f, c)
			}
		}
	}
}

func (p *Package) update(f *Func, change func(*effects.Effects)) {
	var e effects.Effects
	if old := p.effects[f.Obj]; old != nil {
		e = *old
	}
	change(&e)
	p.effects[f.Obj] = &e
}

// started records that f starts work: its receiver's, or its result's.
func (p *Package) started(f *Func) {
	switch {
	case f.Obj == nil:
	case f.Sig.Recv() != nil:
		p.update(f, func(e *effects.Effects) { e.Starts |= effects.Param(effects.Receiver) })
	case f.Makes() != nil:
		p.update(f, func(e *effects.Effects) { e.Owner = true })
	}
}

// handOn passes on what a call does to the receiver, or to what f returns.
func (p *Package) handOn(f *Func, c *Call) {
	e := p.Effects(c.Callee)
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if e == nil || !ok || f.Obj == nil || (e.Starts|e.Stops)&effects.Param(effects.Receiver) == 0 {
		return
	}
	v := p.Variable(sel.X)
	switch {
	case v == nil:
	case v == f.Sig.Recv():
		p.update(f, func(own *effects.Effects) {
			if c.Mode != Apart {
				own.Stops |= e.Stops & effects.Param(effects.Receiver)
				own.Starts |= e.Starts & effects.Param(effects.Receiver)
			}
		})
	case e.Starts.Has(effects.Receiver) && f.Makes() != nil && f.returns(v):
		p.update(f, func(own *effects.Effects) { own.Owner = true })
	}
}

// A Held is a local variable that owns running work from a certain point on.
type Held struct {
	Var   *types.Var
	Start *Call // that started it: the constructor's, or the method's
	Stops []*Call
}

// Held returns the local variables of f that own running work, and that f keeps
// to itself: it does nothing with them but call methods and read fields.
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
		case e.Starts.Has(effects.Receiver):
			v = f.receiver(c)
		}
		if v != nil && byVar[v] == nil && p.local(v, f) && !f.lends(v) {
			byVar[v] = &Held{Var: v, Start: c}
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
			h := byVar[g.receiver(c)]
			if e := p.Effects(c.Callee); h != nil && e != nil && e.Stops.Has(effects.Receiver) {
				h.Stops = append(h.Stops, c)
			}
		}
	}
	return all
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
	case *ast.CompositeLit, *ast.CallExpr:
		return true
	case *ast.UnaryExpr:
		_, ok := x.X.(*ast.CompositeLit)
		return ok
	}
	return false
}

// lends reports whether f does anything with a variable but call its methods
// and look at its fields.
func (f *Func) lends(v *types.Var) bool {
	lent := false
	eachUse(f.Pkg.Info, f.Body, v, func(id *ast.Ident, stack []ast.Node) {
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

// returns reports whether a variable is the first of what f returns.
func (f *Func) returns(v *types.Var) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) > 0 {
				found = found || f.Pkg.Variable(n.Results[0]) == v
			}
		}
		return !found
	})
	return found
}

// stoppers returns the fields that a method closes, sends to or cancels.
func (p *Package) stoppers() map[*types.Var]bool {
	fields := map[*types.Var]bool{}
	for _, f := range p.Funcs {
		recv := f.Top().Sig.Recv()
		if recv == nil {
			continue
		}
		for _, op := range f.Ops {
			if op.Kind == Close || op.Kind == Send && op.Select == nil {
				p.stopField(op.Chan, recv, fields)
			}
		}
		for _, c := range f.Calls {
			if v := p.Variable(c.Fun); c.Callee == nil && v != nil && v.IsField() {
				if ctx := p.pairedContext(v); ctx != nil {
					fields[ctx], fields[v] = true, true
				}
			}
		}
	}
	return fields
}

func (p *Package) stopField(ch ast.Expr, recv *types.Var, fields map[*types.Var]bool) {
	if sel, ok := ast.Unparen(ch).(*ast.SelectorExpr); ok && p.Variable(sel.X) == recv {
		if v := p.Variable(sel); v != nil && v.IsField() {
			fields[v] = true
		}
	}
}

// stops reports whether a method stops work by one of the fields.
func stops(f *Func, fields map[*types.Var]bool) bool {
	for _, g := range f.Pkg.Funcs {
		if !g.Within(f) {
			continue
		}
		for _, op := range g.Ops {
			if op.Kind == Close && fields[f.Pkg.Variable(op.Chan)] {
				return true
			}
		}
		for _, c := range g.Calls {
			if c.Callee == nil && fields[f.Pkg.Variable(c.Fun)] {
				return true
			}
		}
	}
	return false
}

// ends reports whether the spawn's body runs until one of the fields says so,
// and until then only: one that also ends with a context that somebody else can
// cancel, as the caller of the constructor, needs no stop.
func (s *Spawn) ends(fields map[*types.Var]bool) bool {
	p, owned := s.Call.Func.Pkg, false
	for _, stop := range s.Body.Stops() {
		switch stop.Kind {
		case StopContext:
			if stop.Var == nil || !fields[stop.Var] || !p.rooted(stop.Var) {
				return false
			}
		case StopChannel:
			if stop.Var == nil || !fields[stop.Var] {
				continue
			}
		default:
			continue
		}
		_, loops := stop.Node.(*ast.ForStmt)
		_, ranges := stop.Node.(*ast.RangeStmt)
		owned = owned || loops || ranges
	}
	return owned
}

// rooted reports whether a context field is made from a root only, so that
// nothing but its own cancel function ends it.
func (p *Package) rooted(field *types.Var) bool {
	for _, d := range p.defs[field] {
		rhs := d.Rhs
		if v := p.Variable(rhs); v != nil && !v.IsField() {
			if sole, ok := p.Sole(v); ok {
				rhs = sole.Rhs
			}
		}
		call, ok := ast.Unparen(rhs).(*ast.CallExpr)
		if !ok {
			return false
		}
		e := p.Effects(p.CalleeOf(call))
		if e == nil || int(e.From) >= len(call.Args) || p.ContextOf(call.Args[e.From]).Origin != Dead {
			return false
		}
	}
	return len(p.defs[field]) > 0
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
