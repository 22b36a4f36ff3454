package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: does the work that an object starts last until the object is
// stopped?

// stoppers returns the fields that a method closes, sends to or cancels, and the
// contexts that such a cancel ends.
func (p *Package) stoppers() map[*types.Var]bool {
	fields := map[*types.Var]bool{}
	for _, f := range p.Funcs {
		recv := f.Top().Sig.Recv()
		if recv == nil {
			continue
		}
		for _, op := range f.Ops {
			if op.Kind == Close && !p.wakes(op) || op.Kind == Send && op.Select == nil {
				p.stopField(op.Chan, recv, fields)
			}
		}
		for _, c := range f.Calls {
			if v := p.Variable(c.Fun); c.Callee == nil && v != nil && v.IsField() && p.cancels(v) {
				fields[v] = true
				if ctx := p.pairedContext(v); ctx != nil {
					fields[ctx] = true
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

// cancels reports whether the only value of a field is the function that ends a
// context.
func (p *Package) cancels(field *types.Var) bool {
	d, ok := p.Sole(field)
	for range 2 {
		if !ok {
			return false
		}
		if call, isCall := ast.Unparen(d.Rhs).(*ast.CallExpr); isCall {
			e := p.Effects(p.CalleeOf(call))
			return e != nil && e.Cancels && int(e.CancelAt) == d.At
		}
		d, ok = p.Sole(p.Variable(d.Rhs))
	}
	return false
}

// wakes reports whether a close only lets those who wait look again: the function
// puts a new channel into the field, and nobody leaves when the old one is closed.
func (p *Package) wakes(op *Op) bool {
	v := p.Variable(op.Chan)
	if v == nil || !v.IsField() {
		return false
	}
	renewed := false
	for _, d := range p.defs[v] {
		if call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr); ok && d.Func == op.Func {
			id, ok := ast.Unparen(call.Fun).(*ast.Ident)
			renewed = renewed || ok && id.Name == "make"
		}
	}
	c := p.Chan(op.Chan)
	if !renewed || c == nil {
		return false
	}
	for r := range c.Each(Receive, Range) {
		if r.Kind == Range || r.Clause != nil && (r.Loop != nil && r.Loop.leavesAny(r.Clause.Body) || leaves(r.Clause.Body)) {
			return false
		}
	}
	return true
}

// leaves reports whether a list of statements ends with a return.
func leaves(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	_, ok := list[len(list)-1].(*ast.ReturnStmt)
	return ok
}

// stops reports whether a method stops work by one of the fields. Work that says
// that it is over stops nothing.
func (o *owning) stops(f *Func) bool {
	for _, g := range f.Pkg.Funcs {
		if !g.Within(f) {
			continue
		}
		for _, op := range g.Ops {
			if v := f.Pkg.Variable(op.Chan); op.Kind == Close && o.stoppers[v] && (o.heeded[v] || !o.over[v]) {
				return true
			}
		}
		for _, c := range g.Calls {
			if c.Callee == nil && o.stoppers[f.Pkg.Variable(c.Fun)] {
				return true
			}
		}
	}
	return false
}

// lasts reports whether the spawn's body runs until one of the stoppers says so,
// and which contexts among the spawner's parameters end it as well. What also
// ends by a context of which nothing is known is not the object's to stop.
func (o *owning) lasts(s *Spawn) (owned bool, until effects.Params) {
	for _, stop := range s.Body.Stops() {
		switch stop.Kind {
		case StopContext:
			from, stopped, ok := o.source(s, stop)
			if !ok {
				return false, 0
			}
			until |= from
			owned = owned || stopped && o.persists(s, stop)
		case StopChannel:
			owned = owned || stop.Var != nil && o.stoppers[stop.Var] && o.persists(s, stop)
		}
	}
	for _, op := range s.Body.Ops {
		if v := o.p.Variable(op.Chan); op.Receives() && op.Loop == nil && v != nil && o.stoppers[v] && o.stands(op) {
			owned = true
		}
	}
	return owned, until
}

// persists reports whether the body does not end before the stop: it loops until
// then, waits for the context, or runs a function that somebody gave, and that
// gets it.
func (o *owning) persists(s *Spawn, stop Stop) bool {
	switch n := stop.Node.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	case *ast.UnaryExpr:
		for _, op := range stop.Func.Ops {
			if op.Node == n {
				return op.Loop == nil && o.stands(op)
			}
		}
	case *ast.CallExpr:
		v := o.p.Variable(n.Fun)
		e := o.p.effects[s.Call.Func.Top().Obj]
		return v != nil && o.p.params[v] != nil && isFunc(v.Type()) && e != nil && e.Spawns != 0
	}
	return false
}

// stands reports whether a receive waits for its channel, or for others that
// speak when the world outside does, and for nothing else.
func (o *owning) stands(op *Op) bool {
	if c := o.p.Chan(op.Chan); c != nil && !c.Has(Close) {
		return false // a semaphore is no stop
	}
	if op.Select == nil {
		return op.Depth == 0
	}
	if op.Select.Depth > 0 || op.Select.Default != nil {
		return false
	}
	for _, other := range op.Select.Cases {
		if other == op {
			continue
		}
		if !other.Receives() || !o.stoppers[o.p.Variable(other.Chan)] && !o.p.foreign(other.Chan) {
			return false
		}
	}
	return true
}

// foreign reports whether what comes from a channel comes from outside of the
// program: only code that is not seen sends to it, as package signal does, or it
// is closed by a goroutine that waits for a process or the like.
func (p *Package) foreign(ch ast.Expr) bool {
	c := p.Chan(ch)
	if c == nil || c.Has(Send) || p.IsTimerChan(ch) {
		return false
	}
	waits := c.MaySend
	for op := range c.Each(Close) {
		if op.Func == nil {
			return false
		}
		waits = false
		for _, call := range op.Func.Calls {
			if e := p.Effects(call.Callee); e != nil {
				waits = waits || e.Waits&(effects.Process|effects.Something) != 0
			}
			c, _ := known.CarriedBy(call.Callee)
			waits = waits || c.Waits&effects.Process != 0
		}
		if !waits || op.Func.Role != Spawned {
			return false
		}
	}
	return waits
}
