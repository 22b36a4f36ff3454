package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: does a package start a loop of another one, and stop it by
// a method of the other one that writes a plain variable?
//
// The loop and the write are in one package, and neither is wrong as long as
// one goroutine has both. The start is in the other, and neither the variable
// nor the loop are seen there. So facts carry the two halves.

// flagEffects adds Polls and Sets to the package's effects: of methods that
// others can call, and that the package itself does not put on two goroutines.
func (p *Package) flagEffects() {
	for _, f := range p.Funcs {
		if f.Obj == nil || f.Sig.Recv() == nil {
			continue
		}
		for _, q := range f.Polls() {
			if !q.Flag.IsField() || p.Place(q.Read).Root != f.Sig.Recv() {
				continue
			}
			for _, d := range p.defs[q.Flag] {
				if q.ended(d) && q.apart(d) {
					p.update(f, func(e *effects.Effects) { e.Polls |= effects.Param(effects.Receiver) })
					p.update(d.Func, func(e *effects.Effects) { e.Sets |= effects.Param(effects.Receiver) })
				}
			}
		}
	}
	for range 3 { // methods that call methods
		for _, f := range p.Funcs {
			for _, c := range f.Calls {
				e := p.Effects(c.Callee)
				if e == nil || (e.Polls|e.Sets)&effects.Param(effects.Receiver) == 0 || f.Obj == nil || c.Mode == Apart || f.Sig.Recv() == nil || f.receiver(c) != f.Sig.Recv() {
					continue
				}
				p.update(f, func(own *effects.Effects) { own.Polls, own.Sets = own.Polls|e.Polls, own.Sets|e.Sets })
			}
		}
	}
}

// apart reports whether a write is in a method that callers can run while the
// loop runs, that the loop does not call, and that nothing puts in order.
func (q *Poll) apart(d Def) bool {
	p, f := q.Loop.Func.Pkg, d.Func
	if f.Obj == nil || f.Sig.Recv() == nil || p.Place(d.Node.(*ast.AssignStmt).Lhs[0]).Root != f.Sig.Recv() || f == q.Loop.Func {
		return false
	}
	if p.reachedFrom(f, q.Loop.Func, map[*Func]bool{}) {
		return false
	}
	return q.Order(&FlagWrite{Func: f, Node: d.Node}) == Unordered
}

// reachedFrom reports whether calls in sight lead from one function to another.
func (p *Package) reachedFrom(to, from *Func, seen map[*Func]bool) bool {
	if to == nil || seen[to] {
		return false
	}
	seen[to] = true
	return to == from || slices.ContainsFunc(p.runners()[to], func(r runner) bool { return p.reachedFrom(r.Func, from, seen) })
}

// A Distant is a call that writes the flag of a loop which runs in another
// goroutine, both in a package that is not this one.
type Distant struct {
	Loop, Write *Call
	Start       *Call
}

// Distants returns the calls that write flags of loops in other packages.
func (p *Package) Distants() (all []*Distant) {
	for _, f := range p.Funcs {
		for _, s := range f.Spawns() {
			loop := p.pollingCall(s)
			if loop == nil {
				continue
			}
			if w := p.setter(s, loop); w != nil {
				all = append(all, &Distant{Loop: loop, Write: w, Start: s.Call})
			}
		}
	}
	return all
}

// pollingCall returns the call of another package's polling method that a
// goroutine makes: the start itself, or one in its body.
func (p *Package) pollingCall(s *Spawn) *Call {
	polls := func(c *Call) bool {
		e := p.Effects(c.Callee)
		return e != nil && e.Polls.Has(effects.Receiver) && p.byObj[c.Callee] == nil && c.Func.receiver(c) != nil
	}
	if s.Call.Mode == Apart && polls(s.Call) {
		return s.Call
	}
	if s.Body != nil {
		for _, c := range s.Body.Calls {
			if c.Mode == Now && polls(c) && !within(s.Body.receiver(c).Pos(), s.Body.Node) {
				return c
			}
		}
	}
	return nil
}

// setter returns a call that writes the flag of the same variable's object
// while the goroutine may run.
func (p *Package) setter(s *Spawn, loop *Call) *Call {
	v := s.Call.Func.receiver(loop)
	for _, g := range p.Funcs {
		if s.Body != nil && g.Within(s.Body) {
			continue
		}
		for _, c := range g.Calls {
			e := p.Effects(c.Callee)
			if e == nil || !e.Sets.Has(effects.Receiver) || g.receiver(c) != v || !sameType(c.Callee, loop.Callee) {
				continue
			}
			if g == s.Call.Func && !g.leads(s.Call.Pos(), c.Pos()) || p.waited(s, g, c.Pos()) {
				continue
			}
			return c
		}
	}
	return nil
}

func sameType(a, b *types.Func) bool {
	return types.Identical(deref(a.Signature().Recv().Type()), deref(b.Signature().Recv().Type()))
}

// waited reports whether a function waits for the goroutine's end before it
// comes to a position.
func (p *Package) waited(s *Spawn, f *Func, at token.Pos) bool {
	return slices.ContainsFunc(s.Joins(), func(j Join) bool { return j.Func == f && f.leads(j.Node.Pos(), at) })
}
