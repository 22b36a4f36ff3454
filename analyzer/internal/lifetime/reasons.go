package lifetime

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
)

// This file answers: of all that may end a body, what does it wait for?
//
// A body ends when its loops do, and the waits that stand in no loop. What it
// waits for at its own level says more than what its callees wait for, and
// there the loop that nothing bounds is what it is about: a channel that is
// ranged over, the cases of a select, the peer whose error leaves it. A context
// that is only looked at between two reads does not end the read. Callees of
// this package are looked into, those of others have facts; of the rest the
// signature speaks: one that gets a context is taken to heed it.

// A grade is the evidence for a stop, best first. The first four are compared
// after the level of the call, the others only if there is none of them.
type grade uint8

const (
	looped  grade = iota // a loop waits for it
	heard                // a receive, or a select without default
	served               // a call that goes on until a peer, a process or a group ends
	polled               // a loop looks, and waits for nothing else
	single               // one read, one request
	given                // a callee got the context
	written              // one write
	glanced              // a loop looks, and waits for something else
	replied              // a loop asks a callee of which nothing is known
	changed              // a loop asks a variable that others write
	passed               // a pause
	guessed              // a callee that by its name, or for the context it wants, waits for somebody
)

type reason struct {
	Stop
	grade grade
	level int // of calls
}

func (r *reason) compare(o *reason) int {
	weak := func(r *reason) int {
		if r.grade > polled {
			return 1
		}
		return 0
	}
	if d := cmp.Compare(weak(r), weak(o)); d != 0 {
		return d
	}
	if weak(r) == 1 {
		return cmp.Or(cmp.Compare(r.grade, o.grade), cmp.Compare(r.level, o.level))
	}
	return cmp.Or(cmp.Compare(r.level, o.level), cmp.Compare(r.grade, o.grade))
}

// reasons are the best evidence for each kind.
type reasons struct {
	best  [stopKinds]*reason
	stays bool // it comes to a server that nobody can shut down
}

// all returns what was found, the main thing first.
func (r *reasons) all() (all []Stop) {
	var found []*reason
	for _, one := range r.best {
		if one != nil {
			found = append(found, one)
		}
	}
	slices.SortStableFunc(found, (*reason).compare)
	for _, one := range found {
		all = append(all, one.Stop)
	}
	return all
}

// told reports whether something is asked or waited for that others control.
func (r *reasons) told() bool {
	for _, kind := range []StopKind{StopContext, StopChannel} {
		if r.best[kind] != nil && r.best[kind].grade <= polled {
			return true
		}
	}
	return false
}

func (r *reasons) add(kind StopKind, g grade, what ast.Expr, f *Func, n ast.Node) {
	stop := Stop{Kind: kind, Func: f, Node: n}
	if what != nil {
		stop.What, stop.Var = Text(what), f.Pkg.Variable(what)
	}
	r.take(&reason{Stop: stop, grade: g})
}

func (r *reasons) take(one *reason) {
	if old := r.best[one.Kind]; old == nil || one.compare(old) < 0 {
		r.best[one.Kind] = one
	}
}

// merge takes what ends a callee. void is one of its parameters that here never
// says anything, a root context or a nil channel, or nil: what waits for nothing
// else stays.
func (r *reasons) merge(callee *reasons, down int, void *types.Var) {
	callee = callee.without(void)
	r.stays = r.stays || callee.stays
	for _, one := range callee.best {
		if one != nil {
			deeper := *one
			deeper.level += down
			r.take(&deeper)
		}
	}
}

func (r *reasons) without(void *types.Var) *reasons {
	if void == nil {
		return r
	}
	rest, lost := &reasons{stays: r.stays}, false
	for kind, one := range r.best {
		if one != nil && one.Var == void {
			lost = lost || one.grade == looped || one.grade == heard
			continue
		}
		rest.best[kind] = one
	}
	rest.stays = rest.stays || lost && len(rest.all()) == 0
	return rest
}

// reasons returns what ends f. All functions are asked at the first call, in
// source order, so that the answer in a recursion does not depend on who asks.
func (f *Func) reasons() *reasons {
	p := f.Pkg
	if p.endings == nil {
		p.endings = map[*Func]*reasons{}
		for _, g := range p.Funcs {
			g.collect()
		}
	}
	return f.collect()
}

func (f *Func) collect() *reasons {
	if r := f.Pkg.endings[f]; r != nil {
		return r
	}
	r := &reasons{}
	f.Pkg.endings[f] = r // empty while a callee comes back to f
	for _, l := range f.Loops {
		if !l.Bounded() {
			l.ending(r)
		}
	}
	for _, op := range f.Ops {
		if op.Receives() && (op.Loop == nil || op.Loop.Bounded()) {
			op.ending(r)
		}
	}
	for _, c := range f.Calls {
		if c.Mode == Now {
			f.callReasons(c, r)
		}
	}
	for _, g := range f.inner {
		switch {
		case g.Role == Called, g.Role == Value && f.Pkg.CallsArg(g):
			r.merge(g.collect(), 1, nil)
		case g.Role == Value && g.seemsCalled():
			r.merge(g.collect(), 1, nil)
		}
	}
	return r
}

// seemsCalled reports whether a literal is an argument whose result the callee
// waits for, as far as its type tells: that of a retry, a transaction, a span.
func (f *Func) seemsCalled() bool {
	if f.call == nil || f.arg < 0 || f.call.Mode != Now || f.Sig.Results().Len() == 0 {
		return false
	}
	e := f.Pkg.Effects(f.call.Callee)
	return (e == nil || !e.Spawns.Has(f.arg)) && isError(f.Sig.Results().At(f.Sig.Results().Len()-1).Type())
}
