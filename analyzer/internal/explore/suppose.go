package explore

import (
	"go/ast"
	"slices"
)

// What a finding supposes decides how much it can be trusted. Which goroutine
// runs next, what fails, when the clock strikes and when the caller gives up are
// anybody's: any order may happen. A choice on data is another thing. The author
// knows what the explorer does not: that two conditions never hold together,
// that as many are counted here as there. So the choices on data are counted, of
// the way that needs the fewest, except those that no such knowledge can refute:
//
//   - what a goroutine asks before it has done anything that another can see,
//     if it does something then. All that is supposed is that it comes so far,
//     and code is there because it does. If it ends without, all that it has
//     asked is supposed: that a kind is none of those that a switch names.
//   - a choice after which the same goroutine waits for ever either way.
//   - the first number that is not known: any may be. A second one may have to
//     do with the first. It counts, and for too much if nothing fails on the way:
//     then it is the numbers alone that make the difference.
//
// A signal that asks the process to end counts for too much, too, unless it is the
// function itself that is stuck then: what stays behind does not stay long.
//
// One is no contradiction by itself: both ways of a condition are meant to
// happen. With two it takes one who knows the data.

// tolerable is how many suppositions a certain finding may have.
const tolerable = 1

// ends marks the choice of how a goroutine of a group ends: that it fails is as
// good as anything, that it succeeds is not, if it serves until it fails.
const ends = "ends"

// acts notes that a goroutine does something that others in sight can see.
func (x *exec) acts(mv move) {
	if mv.peer >= 0 {
		x.p.acted, x.s.procs[mv.peer].acted = true, true
		return
	}
	v, ok := subject(x.p)
	if x.p.at().op == opSelect && mv.arm >= 0 {
		v, ok = x.s.ports(x.p)[mv.arm].ch, true
	}
	if o := x.s.object(x.s.resolve(v)); ok && o != nil && !o.open && o.kind != timer && o.kind != context {
		x.p.acted = true
	}
}

// counted reports whether a number that is not known has been supposed already.
func (s *state) counted() bool {
	return slices.ContainsFunc(s.symbols, func(u unknown) bool { return u.is.kind == number })
}

// price returns what a step supposes; alone says that nobody is ever started, or
// that somebody waits for what is nil: then it is what was asked that makes it so.
func (s Step) price(alone bool) int {
	switch {
	case s.Despite: // what has failed for good fails again
		return tolerable + 1
	case s.Count, s.Guess && (s.Acted || alone):
		return 1
	case s.Guess && s.Ended:
		return min(s.Asked, tolerable+1)
	}
	return 0
}

// suppose tells of all ways in which goroutines are stuck how much they suppose
// at least, and how one comes there. The bottoms of each are the sets of states
// in which they are.
func (m *machine) suppose(all []Stuck, bottoms [][]int) {
	w := newWays(m.nodes)
	for i := range all {
		s := &all[i]
		s.Blind = w.blind && w.isBlind(*s, all, bottoms)
		alone := m.nodes[bottoms[i][0]].s.starts == 1 || slices.ContainsFunc(s.Waits, func(w Wait) bool { return w.Nil })
		inTime := slices.ContainsFunc(s.Waits, func(w Wait) bool { return w.Proc == 0 }) // the process waits for it
		price := func(_ *node, step Step) int {
			if !inTime && m.t.asksToEnd(step) {
				return tolerable + 1
			}
			return step.price(alone)
		}
		w.from(bottoms[i], price)
		s.Data, s.Way = w.cost[1], s.Trace
		if s.Data < dear {
			s.Way = w.shortest()
		}
		if s.Data == 0 {
			continue
		}
		var alike []int // in which one of the same goroutines waits, there or elsewhere
		for j := range all {
			if s.shares(all[j]) {
				alike = append(alike, bottoms[j]...)
			}
		}
		w.from(alike, price)
		s.Data = min(s.Data, w.cost[1])
		if slices.ContainsFunc(s.Way, func(s Step) bool { return s.Count }) && !slices.ContainsFunc(s.Way, func(s Step) bool { return s.Fails }) {
			s.Data = dear
		}
	}
}

// asksToEnd reports whether a step receives a signal that asks the process to end.
func (t *translator) asksToEnd(s Step) bool {
	at := s.Node
	if x, ok := at.(*ast.SelectStmt); ok && s.Case >= 0 && s.Case < len(x.Body.List) {
		at = x.Body.List[s.Case]
	}
	asks, known := t.signals[at]
	if !known {
		asks = t.pkg.EndSignal(at)
		t.signals[at] = asks
	}
	return asks
}

// shares reports whether a goroutine of one place is stuck in both.
func (s Stuck) shares(t Stuck) bool {
	return slices.ContainsFunc(s.Waits, func(v Wait) bool {
		return slices.ContainsFunc(t.Waits, func(w Wait) bool { return v.Begin == w.Begin })
	})
}

// ways finds the cheapest ways to a set of states, backwards.
type ways struct {
	nodes  []*node
	blind  bool // somewhere a choice is made on what was passed over
	before [][]edge
	cost   []int
	via    []int // the way on from each state: an index of its next; -1: it is there
}

// An edge is a step from one state, by its index there.
type edge struct{ node, step int }

// dear is the cost of what is not reached, or with more suppositions than
// anybody asks for.
const dear = tolerable + 2

func newWays(nodes []*node) *ways {
	w := &ways{nodes: nodes, before: make([][]edge, len(nodes))}
	for n, at := range nodes {
		w.blind = w.blind || at.blind
		for i := range at.steps {
			w.before[at.next[i]] = append(w.before[at.next[i]], edge{n, i})
		}
	}
	return w
}

// isBlind reports whether somebody ends up at the wait of a stuck set only if
// choices on what was passed over go one way: whichever way they go, it must be
// possible to get there.
func (w *ways) isBlind(s Stuck, all []Stuck, bottoms [][]int) bool {
	var there []int
	for i, o := range all {
		if slices.ContainsFunc(o.Waits, func(w Wait) bool { return w.Pos == s.worst().Pos }) {
			there = append(there, bottoms[i]...)
		}
	}
	w.from(there, blindly)
	return w.cost[1] > 0
}

// blindly is the price of a step for which choices on what was passed over count.
func blindly(at *node, _ Step) int {
	if at.blind {
		return 1
	}
	return 0
}

// from finds the ways to a set of states, given what a step costs. A choice is
// free if all its ways lead there.
func (w *ways) from(targets []int, price func(*node, Step) int) {
	w.cost, w.via = make([]int, len(w.nodes)), make([]int, len(w.nodes))
	open := make([]int, len(w.nodes)) // of a choice: the ways that do not lead there, as far as is known
	for n := range w.cost {
		w.cost[n], open[n] = dear, w.nodes[n].ways
	}
	var work []int
	reach := func(n, via, cost int) {
		if w.cost[n] == dear {
			w.cost[n], w.via[n] = cost, via
			work = append(work, n)
		}
	}
	for _, n := range targets {
		reach(n, -1, 0)
	}
	var later [dear][]edge
	for most := range dear {
		for _, e := range later[most] {
			reach(e.node, e.step, most)
		}
		for ; len(work) > 0; work = work[1:] {
			for _, e := range w.before[work[0]] {
				at := w.nodes[e.node]
				if e.step < at.ways {
					open[e.node]--
				}
				switch cost := most + price(at, at.steps[e.step]); {
				case cost == most, at.ways > 0 && open[e.node] == 0: // whichever way it goes
					reach(e.node, e.step, most)
				case cost < dear:
					later[cost] = append(later[cost], e)
				}
			}
		}
	}
}

// shortest returns the steps from the beginning.
func (w *ways) shortest() (steps []Step) {
	for n := 1; w.via[n] >= 0; n = w.nodes[n].next[w.via[n]] {
		steps = append(steps, w.nodes[n].steps[w.via[n]])
	}
	return steps
}
