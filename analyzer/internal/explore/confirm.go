package explore

import (
	"go/token"
	"maps"
	"slices"
)

// A guide goes the way of a guess with the calls followed: its steps in their
// order, and between them what happens in the calls, and in goroutines that they
// start. If it finds no such way, there is nothing to tell: what the calls do may
// not let it come to that.
type guide struct {
	*machine
	guess  Stuck
	begins map[token.Pos]bool // goroutines that the guess knows of
	spots  []spot
	index  map[spotKey]bool
	todo   []int
}

// A spot is where the way has come to.
type spot struct {
	s     *state
	at    int         // of the guess's steps the next
	bound map[int]int // what number a goroutine of the guess has here
	from  int
	step  Step
}

type spotKey struct {
	state digest
	at    int
}

// confirmed returns the guesses to which there is a way, with that way. All of
// them together may cost as much as a system.
func (e *Explorer) confirmed(guesses []Stuck, begin beginning, b Budget) (sure []Stuck, states int) {
	for _, guess := range guesses {
		g := &guide{machine: e.machine(begin, b), guess: guess, begins: map[token.Pos]bool{}, index: map[spotKey]bool{}}
		g.strict, g.gives = true, map[token.Pos]bool{}
		if g.leads(b.States - states) {
			sure = append(sure, g.guess)
		}
		states += len(g.spots)
	}
	return sure, states
}

// leads goes the way as far as it leads, and tells it as it is. It reports
// whether that is to the end.
func (g *guide) leads(most int) bool {
	for _, s := range g.guess.Trace {
		g.begins[s.Begin] = true
		if s.Peer >= 0 {
			g.begins[s.PeerBegin] = true
		}
	}
	for _, w := range g.guess.Waits {
		g.begins[w.Begin] = true
	}
	s := g.start()
	if g.settle(s) != goesOn {
		return false
	}
	g.reach(spot{s: s, from: -1})
	for len(g.todo) > 0 && len(g.spots) <= most {
		id := g.todo[len(g.todo)-1]
		g.todo = g.todo[:len(g.todo)-1]
		if waits := g.arrived(g.spots[id]); waits != nil {
			g.guess.Waits, g.guess.Trace = waits, g.trace(id)
			g.guess.Way = g.guess.Trace
			return true
		}
		g.expand(id)
	}
	return false
}

func (g *guide) reach(n spot) {
	n.s.forget()
	d, e := g.digest(n.s)
	if key := (spotKey{d, n.at}); !g.index[key] {
		e.compact()
		g.index[key] = true
		g.spots = append(g.spots, n)
		g.todo = append(g.todo, len(g.spots)-1)
	}
}

// arrived returns those who wait for ever, if they do.
func (g *guide) arrived(n spot) (waits []Wait) {
	if n.at < len(g.guess.Trace) {
		return nil
	}
	now := g.waiting(n.s)
	for _, w := range g.guess.Waits {
		i := slices.IndexFunc(now, w.same)
		if i < 0 {
			return nil
		}
		waits = append(waits, now[i])
		now = slices.Delete(now, i, i+1)
	}
	return waits
}

func (g *guide) trace(id int) (steps []Step) {
	for n := g.spots[id]; n.from >= 0; n = g.spots[n.from] {
		if n.step.Kind != "" {
			steps = append(steps, n.step)
		}
	}
	slices.Reverse(steps)
	return steps
}

// expand goes on with the guess's next step, or else with what it passes over.
func (g *guide) expand(id int) {
	n := g.spots[id]
	var said []spot
	for i, p := range n.s.procs {
		for _, mv := range g.moves(n.s, i) {
			step := g.step(n.s, mv)
			bound, ok := g.says(n, mv, step)
			if !ok && !g.passes(p) && step.Kind != "give" && step.Kind != "announce" {
				continue
			}
			s := n.s.clone()
			x := &exec{m: g.machine, s: s, p: s.procs[i]}
			x.make(mv)
			if g.settle(s) != goesOn {
				continue
			}
			step.Ended = !slices.Contains(s.procs, x.p)
			if ok {
				said = append(said, spot{s: s, at: n.at + 1, bound: bound, from: id, step: step})
			}
			if !ok || step.Kind == "receive" { // from what a call has made there may come more
				g.reach(spot{s: s.clone(), at: n.at, bound: n.bound, from: id, step: step})
			}
		}
	}
	if n.at < len(g.guess.Trace) && g.guess.Trace[n.at].Kind == "choice" { // it may be known with the calls
		g.reach(spot{s: n.s, at: n.at + 1, bound: n.bound, from: id})
	}
	for _, next := range said {
		g.reach(next)
	}
}

// passes reports whether the guess passes over what a goroutine does now.
func (g *guide) passes(p *proc) bool {
	if !g.begins[p.begin] {
		return true
	}
	inside := false
	for _, f := range p.frames {
		if inside && f.code.fn != nil && f.code.fn.Outer == nil {
			return true
		}
		inside = inside || f.code.fn != nil
	}
	f := p.top()
	return f.code.fn != nil && !slices.ContainsFunc(g.t.code(f.code.fn, noCalls).ins, func(in instr) bool { return in.pos == p.at().pos })
}

// says reports whether a move is the guess's next step, or a step of a call that
// it meets, and what numbers its goroutines have then.
func (g *guide) says(n spot, mv move, step Step) (map[int]int, bool) {
	if n.at >= len(g.guess.Trace) {
		return nil, false
	}
	t := g.guess.Trace[n.at]
	p := n.s.procs[mv.proc]
	var q *proc
	if mv.peer >= 0 {
		q = n.s.procs[mv.peer]
	}
	switch {
	case t.Pos == step.Pos && t.Kind == step.Kind && t.Case == step.Case && (t.Peer < 0) == (q == nil || g.passes(q)):
		bound, ok := n.binds(t.Proc, t.Begin, p)
		if ok && t.Peer >= 0 {
			return spot{bound: bound}.binds(t.Peer, t.PeerBegin, q)
		}
		return bound, ok
	case t.Peer < 0 && q != nil && g.passes(p) && q.at().pos == t.Pos:
		if in := q.at(); in.op == opSelect && in.arms[mv.with].index != t.Case {
			return nil, false
		}
		return n.binds(t.Proc, t.Begin, q)
	}
	return nil, false
}

// binds gives a goroutine of the guess a number here, if it can be that one.
func (n spot) binds(proc int, begin token.Pos, p *proc) (map[int]int, bool) {
	if p.begin != begin {
		return nil, false
	}
	if id, ok := n.bound[proc]; ok {
		return n.bound, id == p.id
	}
	for _, id := range n.bound {
		if id == p.id {
			return nil, false
		}
	}
	bound := maps.Clone(n.bound)
	if bound == nil {
		bound = map[int]int{}
	}
	bound[proc] = p.id
	return bound, true
}
