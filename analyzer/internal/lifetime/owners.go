package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: which objects own running work, which of their methods stop
// it, and which wait for it?
//
// Work that a method or a constructor of a type spawns is the object's in one of
// two ways. It lasts if it ends by a channel or a context of the object, which a
// method closes, sends to or cancels: then somebody has to stop it (Starts,
// Owner), unless a context that the starter was given ends it, too (Until). Or
// it is a task: a caller's function that may end by itself, and for whose end a
// method waits (Tasks).
//
// What a method does to an object in a field, it does to the object around it.
// These effects are computed when all others are known, for they rest on what
// ends a body.

const receiver = effects.Params(1 << effects.Receiver)

// An owning is what is found out on the way.
type owning struct {
	p        *Package
	stoppers map[*types.Var]bool // fields that a method closes, sends to or cancels
	over     map[*types.Var]bool // fields by which work says that it is over
	heeded   map[*types.Var]bool // channels by which a body ends
	joined   map[*types.Var]bool // those of over that a method waits for
	tended   map[*types.Var]bool // fields with objects that a method stops or waits for
	tasks    map[*Func]effects.Params
}

// ownership adds Starts, Stops, Tasks, Joins, Owner and Until to the package's
// effects.
func (p *Package) ownership() {
	o := &owning{
		p: p, stoppers: p.stoppers(), over: map[*types.Var]bool{}, heeded: map[*types.Var]bool{}, joined: map[*types.Var]bool{},
		tended: map[*types.Var]bool{}, tasks: map[*Func]effects.Params{},
	}
	for _, f := range p.Funcs {
		for _, s := range f.Spawns() {
			o.partings(s)
		}
	}
	for _, f := range p.Funcs {
		if f.Obj != nil && f.Sig.Recv() != nil {
			o.method(f)
		}
	}
	for _, f := range p.Funcs {
		for _, s := range f.Spawns() {
			o.started(f.Top(), s)
		}
	}
	for range 4 { // methods that call methods
		for _, f := range p.Funcs {
			for _, c := range f.Calls {
				o.handOn(f.Top(), c)
			}
		}
	}
	for _, f := range p.Funcs {
		if f.Obj == nil {
			continue
		}
		if e := p.effects[f.Obj]; e != nil && e.Spawns&^e.Joins != 0 && o.tasks[f] != 0 {
			p.update(f, func(e *effects.Effects) { e.Tasks |= f.onlyGiven(o.tasks[f]) &^ ((e.Stops | e.Joins) &^ receiver) })
		}
		if e := p.effects[f.Obj]; e != nil && e.Keeps != 0 {
			p.update(f, func(e *effects.Effects) { e.Keeps &= f.keepsEffect() })
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

// partings collects the fields by which a spawn's body says that it is over, and
// the channels by which it is told to end.
func (o *owning) partings(s *Spawn) {
	note := func(vars []*types.Var) {
		for _, v := range vars {
			if v.IsField() {
				o.over[v] = true
			}
		}
	}
	if s.Body == nil {
		return
	}
	for _, stop := range s.Body.Stops() {
		if stop.Kind == StopChannel && stop.Var != nil {
			o.heeded[stop.Var] = true
		}
	}
	s.Body.partings(func(group ast.Expr) {
		note(o.p.alike(group))
	}, func(op *Op) {
		if op.Mode == Later || op.Farewell() {
			note(o.p.alike(op.Chan))
		}
	})
}

// alike returns the variables that may hold the same group or channel as an
// expression.
func (p *Package) alike(e ast.Expr) []*types.Var {
	v := p.Variable(e)
	if v == nil {
		return nil
	}
	if c := p.Chan(e); c != nil {
		return c.Vars
	}
	if class := p.grouper().class[v]; class != nil {
		return class.root().vars
	}
	return []*types.Var{v}
}

// method records what a method stops and waits for by its own statements.
func (o *owning) method(f *Func) {
	p := o.p
	var own effects.Effects
	if o.stops(f) {
		own.Stops = receiver
	}
	for _, g := range p.Funcs {
		if !g.Within(f) || g.apart(f) {
			continue
		}
		for _, op := range g.Ops {
			if v := p.ownField(op.Chan, f); op.Receives() && o.over[v] && (op.Select == nil || op.Select.Default == nil) {
				o.joined[v] = true
				own.Joins = receiver
			}
		}
		for _, c := range g.Calls {
			v := p.ownField(receiverExpr(c), f)
			e := p.Effects(c.Callee)
			if v == nil || e == nil || c.Mode == Apart {
				continue
			}
			if e.Joins&receiver != 0 && o.over[v] {
				o.joined[v] = true
				own.Joins = receiver
			}
			o.tended[v] = o.tended[v] || (e.Joins|e.Stops)&receiver != 0
		}
	}
	if own.Stops|own.Joins != 0 {
		p.update(f, func(e *effects.Effects) { e.Stops |= own.Stops; e.Joins |= own.Joins })
	}
}

// apart reports whether a literal in f, or one around it, runs concurrently.
func (f *Func) apart(outer *Func) bool {
	for ; f != outer; f = f.Outer {
		if f.Role == Spawned || f.Role == Value && f.call != nil && f.arg >= 0 && !f.Pkg.CallsArg(f) {
			return true
		}
	}
	return false
}

func receiverExpr(c *Call) ast.Expr {
	if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok {
		return sel.X
	}
	return nil
}

// ownField returns the field of the method's receiver that an expression names,
// directly or by a variable with no other value; else nil.
func (p *Package) ownField(e ast.Expr, method *Func) *types.Var {
	if e == nil || method.Sig.Recv() == nil {
		return nil
	}
	if v := p.Variable(e); v != nil && !v.IsField() {
		d, ok := p.Sole(v)
		if !ok {
			return nil
		}
		e = d.Rhs
	}
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok {
		e = u.X
	}
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || p.Variable(sel.X) != method.Sig.Recv() {
		return nil
	}
	if v := p.Variable(sel); v != nil && v.IsField() {
		return v
	}
	return nil
}

// started records what f spawns: work of its receiver or of its result that
// lasts, and work that somebody waits for.
func (o *owning) started(f *Func, s *Spawn) {
	if f.Obj == nil || s.Body == nil {
		return
	}
	if recv := f.Sig.Recv(); recv != nil && o.waitedFor(s) {
		o.tasks[f] |= receiver
	}
	if owned, until := o.lasts(s); owned {
		o.starts(f, until)
	}
}

// starts records that f starts work that lasts: its receiver's, or its result's.
func (o *owning) starts(f *Func, until effects.Params) {
	switch {
	case f.Sig.Recv() != nil:
		o.p.update(f, func(e *effects.Effects) { e.Starts |= receiver; e.Until |= until })
	case f.Makes() != nil:
		o.p.update(f, func(e *effects.Effects) { e.Owner = true; e.Until |= until })
	}
}

// waitedFor reports whether a method waits for what a spawn's body does at its
// end.
func (o *owning) waitedFor(s *Spawn) bool {
	found := false
	look := func(e ast.Expr) {
		for _, v := range o.p.alike(e) {
			found = found || o.joined[v]
		}
	}
	s.Body.partings(look, func(op *Op) { look(op.Chan) })
	return found
}

// handOn passes on what a call does to f's receiver, to a field of it, to a
// parameter, or to what f returns.
func (o *owning) handOn(f *Func, c *Call) {
	p := o.p
	if f.Obj == nil || c.Mode == Apart || c.Func.apart(f) {
		return
	}
	if body := p.Body(c.CallExpr); body != nil {
		o.tasks[f] |= f.through(c, o.tasks[body])
	}
	e := p.Effects(c.Callee)
	if e == nil {
		return
	}
	if e.Owner {
		o.stored(f, c, e)
	}
	if (e.Starts|e.Stops|e.Tasks|e.Joins)&receiver == 0 {
		return
	}
	x := receiverExpr(c)
	field := p.ownField(x, f)
	v := p.Variable(x)
	switch {
	case v == nil:
	case v == f.Sig.Recv(), field != nil && o.tended[field] && c.Func == f:
		o.pass(f, c, e)
	case p.params[v] == f:
		if bit := f.bit(v); e.Stops&receiver != 0 {
			p.update(f, func(own *effects.Effects) { own.Stops |= bit })
		} else if e.Joins&receiver != 0 {
			p.update(f, func(own *effects.Effects) { own.Joins |= bit })
		}
	case e.Starts&receiver != 0 && f.Makes() != nil && f.returns(v):
		if until, ok := o.until(f, c, e); ok && !types.IsInterface(f.Sig.Results().At(0).Type()) { // of that one does not know what stops it
			p.update(f, func(e *effects.Effects) { e.Owner = true; e.Until |= until })
		}
	}
}

// pass gives f the effects on its receiver that a call has on the object that it
// calls a method of.
func (o *owning) pass(f *Func, c *Call, e *effects.Effects) {
	p := o.p
	if e.Tasks&receiver != 0 {
		o.tasks[f] |= receiver
	}
	if until, ok := o.until(f, c, e); ok && e.Starts&receiver != 0 {
		o.starts(f, until)
	}
	if own := (e.Stops | e.Joins) & receiver; own != 0 {
		p.update(f, func(own *effects.Effects) { own.Stops |= e.Stops & receiver; own.Joins |= e.Joins & receiver })
	}
}

// stored records that f puts an object that owns work into a field of what it
// returns, or of its receiver, if a method looks after it there.
func (o *owning) stored(f *Func, c *Call, e *effects.Effects) {
	p := o.p
	v := p.holders[c.CallExpr].v
	if v == nil {
		v = p.fieldValue(c.CallExpr)
	} else if !v.IsField() {
		v = p.storedIn(v, c.Func)
	}
	if v == nil || !v.IsField() || !o.tended[v] || e.Spawns != 0 && !f.endless(c, e) {
		return
	}
	if until, ok := o.until(f, c, e); ok {
		o.starts(f, until)
	}
}

// fieldValue returns the field of a struct literal that a call is the only value
// of, or nil.
func (p *Package) fieldValue(call *ast.CallExpr) *types.Var {
	for field, defs := range p.defs {
		if field.IsField() && len(defs) == 1 && defs[0].Rhs != nil && ast.Unparen(defs[0].Rhs) == call {
			return field
		}
	}
	return nil
}

// until maps the contexts that end the work of a call to parameters of f. It
// fails if there is one that is neither a parameter nor endless.
func (o *owning) until(f *Func, c *Call, e *effects.Effects) (until effects.Params, ok bool) {
	for i, arg := range c.Args {
		if !e.Until.Has(i) {
			continue
		}
		bit := f.param(arg)
		if bit == 0 && !o.p.endlessContext(arg) {
			return 0, false
		}
		until |= bit
	}
	return until, true
}
