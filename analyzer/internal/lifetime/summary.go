package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"time"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file computes the Effects of the package's functions, bottom-up over
// its call graph to a fixed point: every function once, then the callers of
// those that changed. Everything only grows, so the end is certain; a bound on
// the rounds keeps a mistake here from becoming a hang.

// Effects returns what is known of a function: by the table, by a fact, or by
// its body here; by the facts in the table, if there are none of its package.
// Nil means nothing.
func (p *Package) Effects(fn *types.Func) *effects.Effects {
	if fn == nil {
		return nil
	}
	if e, ok := p.effects[fn]; ok {
		return e
	}
	e := known.Lookup(fn)
	if e == nil && fn.Pkg() != nil && fn.Pkg() != p.Pass.Pkg {
		fact := new(effects.Effects)
		if p.Pass.ImportObjectFact(fn, fact) {
			e = fact
		} else {
			e = known.Fact(fn)
		}
	}
	if fn.Pkg() != p.Pass.Pkg || e != nil {
		p.effects[fn] = e
	}
	return e
}

// Whence says where the effects of a function come from, or where they would.
func (p *Package) Whence(fn *types.Func) string {
	switch {
	case known.Lookup(fn) != nil:
		return "by its documentation"
	case p.byObj[fn] != nil:
		return "by its body"
	case fn.Pkg() == p.Pass.Pkg:
		return "an interface's method"
	case p.Effects(fn) != nil:
		return "by the facts of " + fn.Pkg().Path()
	}
	return "not in the code under analysis, and not in the table of known functions"
}

func (p *Package) summarize() {
	for fn := range p.assumed {
		if p.byObj[fn] == nil { // an interface's method
			e := p.underAssumptions(fn, effects.Effects{})
			p.effects[fn] = &e
		}
	}
	var work []*Func
	for _, f := range p.Funcs {
		if f.Obj != nil && known.Lookup(f.Obj) == nil {
			work = append(work, f)
		}
	}
	for budget := 20 * len(work); len(work) > 0 && budget > 0; budget-- {
		f := work[0]
		work = work[1:]
		e := p.underAssumptions(f.Obj, f.summary())
		if old := p.effects[f.Obj]; old != nil && *old == e || old == nil && e == (effects.Effects{}) {
			continue
		}
		p.effects[f.Obj] = &e
		clear(p.contexts) // what callees make may have changed
		for _, call := range p.callers[f.Obj] {
			if call.Func == nil {
				continue
			}
			if caller := call.Func.Top(); caller.Obj != nil && known.Lookup(caller.Obj) == nil {
				work = append(work, caller)
			}
		}
	}
}

func (p *Package) export() {
	for fn := range p.assumed {
		if e := p.effects[fn]; e != nil && p.byObj[fn] == nil {
			fact := *e
			p.Pass.ExportObjectFact(fn, &fact)
		}
	}
	for _, f := range p.Funcs {
		if f.Obj == nil || known.Lookup(f.Obj) != nil {
			continue
		}
		var fact effects.Effects
		e := p.effects[f.Obj]
		if e != nil {
			fact = *e
		}
		if f.Obj.Exported() {
			fact.Ends = f.endsEffect()
		}
		if e != nil || fact != (effects.Effects{}) {
			p.Pass.ExportObjectFact(f.Obj, &fact)
		}
	}
}

// summary computes a function's effects from its body and its callees'.
func (f *Func) summary() effects.Effects {
	var e effects.Effects
	for _, c := range f.Calls {
		if c.Callee == nil {
			f.callsParam(c, &e)
			continue
		}
		callee := f.Pkg.Effects(c.Callee)
		if callee == nil {
			continue
		}
		if c.Mode == Now && c.Depth == 0 {
			e.NeedsLive |= f.through(c, callee.NeedsLive)
			if c.Loop == nil && !f.returnsIn(f.Body.Pos(), c.Pos()) {
				e.Awaits |= f.through(c, callee.Awaits)
			}
		}
		e.Spawns |= f.through(c, callee.Spawns)
		if c.Mode == Apart {
			e.Spawns |= f.through(c, callee.Calls)
		} else {
			e.Calls |= f.through(c, callee.Calls)
		}
	}
	f.handsOver(&e)
	f.channelEffects(&e)
	e.Forever = f.foreverEffect()
	e.Awaits |= f.awaitsEffect()
	e.Keeps = f.keepsEffect()
	e.Pause = f.pauseEffect()
	e.Waits = f.waitsEffect()
	f.makesEffect(&e)
	e.Owes, e.Drops = f.owesEffect(), f.dropsEffect()
	e.NoReturn = f.neverReturns()
	f.exitEffects(&e)
	e.Logs = f.onlyLogs()
	e.Fails, e.Succeeds = f.failsEffect(), f.succeedsEffect()
	return e
}

// callsParam records the call of a function that is a parameter.
func (f *Func) callsParam(c *Call, e *effects.Effects) {
	if bit := f.param(c.Fun); bit == 0 {
		return
	} else if c.Mode == Apart {
		e.Spawns |= bit
	} else {
		e.Calls |= bit
	}
}

// through maps a set of the callee's parameters to those of f that the call
// passes there.
func (f *Func) through(c *Call, set effects.Params) effects.Params {
	var out effects.Params
	if set == 0 {
		return 0
	}
	for i, arg := range c.Args {
		if set.Has(i) {
			out |= f.param(arg)
		}
	}
	if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && set.Has(effects.Receiver) {
		out |= f.param(sel.X)
	}
	return out
}

// param returns the parameter of f that an expression is, or is derived from
// if it is a context; the empty set if it is none.
func (f *Func) param(e ast.Expr) effects.Params {
	p := f.Pkg
	for range 10 {
		if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
			eff := p.Effects(p.CalleeOf(call))
			if eff == nil || eff.Makes != effects.Derived || int(eff.From) >= len(call.Args) {
				return 0
			}
			e = call.Args[eff.From]
			continue
		}
		v := p.Variable(e)
		if v == nil || v.IsField() || p.shared[v] {
			return 0
		}
		if p.params[v] == f {
			for _, d := range p.defs[v] {
				if !p.derives(d, v) {
					return 0
				}
			}
			return f.bit(v)
		}
		d, ok := p.Sole(v)
		if !ok || !IsContext(v.Type()) {
			return 0
		}
		e = d.Rhs
	}
	return 0
}

// derives reports whether an assignment gives v a context made from itself.
func (p *Package) derives(d Def, v *types.Var) bool {
	call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if d.Rhs == nil || !ok {
		return false
	}
	e := p.Effects(p.CalleeOf(call))
	return e != nil && (e.Makes == effects.Derived || e.Makes == effects.Group || e.Makes == effects.Signal) &&
		int(e.From) < len(call.Args) && p.Variable(call.Args[e.From]) == v
}

func (f *Func) bit(v *types.Var) effects.Params {
	if v == f.Sig.Recv() {
		return effects.Param(effects.Receiver)
	}
	for i := range min(f.Sig.Params().Len(), effects.Receiver) {
		if f.Sig.Params().At(i) == v {
			return effects.Param(i)
		}
	}
	return 0
}

// pauseEffect joins the function's pauses that no context at hand there could
// end: one that could is a finding in this function, not in its callers.
func (f *Func) pauseEffect() effects.Pause {
	var all effects.Pause
	for _, pause := range f.Pauses() {
		if pause.Callee != nil && !pause.Callee.Always {
			continue // a caller's caller would hear of every retry in the program
		}
		if f.virtual() || len(f.ContextsAt(pause.Node.Pos())) > 0 {
			continue
		}
		one := effects.Pause{For: pause.Length.Max, Data: pause.Length.Data}
		if pause.Length.Param != 0 {
			one = effects.Pause{Param: int8(pause.Length.Param)}
		}
		polls := pause.Loop != nil && !pause.Loop.Bounded()
		one.Repeats = polls && (one.Data || one.Param != 0 || one.For >= noticeable) || pause.Callee != nil && pause.Callee.Repeats
		one.Always = pause.Depth == 0 && (pause.Loop == nil || polls) && !f.returnsBefore(pause) && (pause.Callee == nil || pause.Callee.Always)
		all.For = max(all.For, one.For)
		all.Data = all.Data || one.Data
		all.Repeats = all.Repeats || one.Repeats
		all.Always = all.Always || one.Always
		if all.Param == 0 {
			all.Param = one.Param
		}
	}
	return all
}

// awaitsEffect finds the contexts that the function receives the Done of, on
// every path to its end.
func (f *Func) awaitsEffect() (awaited effects.Params) {
	for _, r := range f.Ops {
		if !r.Receives() || r.Clause != nil || r.Depth > 0 || r.Loop != nil || f.returnsIn(f.Body.Pos(), r.Node.Pos()) {
			continue
		}
		if ctx := f.Pkg.DoneOf(r.Chan); ctx != nil {
			awaited |= f.param(ctx)
		}
	}
	return awaited
}

// noticeable is the shortest pause whose repetition in a callee counts: a loop
// that sleeps for a millisecond waits for something that is about to happen.
const noticeable = 10 * time.Millisecond

// returnsBefore reports whether the function can return before it comes to the
// pause, or to the loop that repeats it.
func (f *Func) returnsBefore(pause *Pause) bool {
	start := pause.Node.Pos()
	for l := pause.Loop; l != nil; l = l.Outer {
		start = l.Stmt.Pos()
	}
	return f.returnsIn(f.Body.Pos(), start)
}

// returnsIn reports whether a return statement stands between two positions.
func (f *Func) returnsIn(from, end token.Pos) bool {
	return slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool { return from <= r.Pos() && r.Pos() < end })
}

// neverReturns reports whether the body ends in a call that never returns,
// and has no way around it.
func (f *Func) neverReturns() bool {
	if len(f.Body.List) == 0 || len(f.rets) > 0 {
		return false
	}
	s, ok := f.Body.List[len(f.Body.List)-1].(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := s.X.(*ast.CallExpr)
	return ok && f.Pkg.noReturn(call)
}
