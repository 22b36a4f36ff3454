package explore

import (
	"go/ast"
	"go/token"
	"slices"
)

// A Wait is a goroutine that can never go on.
type Wait struct {
	Proc  int
	Pos   token.Pos // the operation that blocks
	Node  ast.Node
	Kind  string      // send, receive, select, lock, rlock, wait, cond, once, timer, group, forever
	Begin token.Pos   // where the goroutine is started, or the root
	Made  token.Pos   // where what it waits for is made, if that is in sight
	Calls []token.Pos // the calls that lead to it, outermost first
	Nil   bool        // it waits for a channel that is nil
	Held  bool        // of a lock: a goroutine that waits for ever, too, holds it
	Own   bool        // of a lock: the goroutine itself holds it, to write
	Panic bool        // it waits on its way out of a panic
}

// A Stuck is a set of goroutines that wait for ever, and how they get there.
type Stuck struct {
	Waits  []Wait
	Trace  []Step
	Scaled bool   // a large number was taken for a smaller one on the way
	Busy   bool   // others go on meanwhile
	Data   int    // how much the way there supposes of data at least: see suppose
	Way    []Step // one that supposes least: goroutines have other numbers in it
	Guess  bool   // calls were passed over
	Blind  bool   // the way depends on what was passed over
}

// ends returns the stuck sets that can be reached: a set of states that is
// never left, in all of which the same goroutines are blocked. A fair
// environment is in the states: whatever may happen some day is a way out.
func (m *machine) ends() (all []Stuck) {
	var bottoms [][]int // of each of all
	for _, scc := range m.bottoms() {
		waits := m.lasting(scc)
		if len(waits) == 0 || m.polls(scc) {
			continue
		}
		if i := slices.IndexFunc(all, func(s Stuck) bool { return slices.EqualFunc(s.Waits, waits, Wait.same) }); i >= 0 {
			bottoms[i] = append(bottoms[i], scc...)
			all[i].Busy = all[i].Busy && len(waits) < len(m.nodes[scc[0]].s.procs)
			continue
		}
		first := slices.Min(scc)
		s := m.nodes[first].s
		all = append(all, Stuck{Waits: waits, Trace: m.trace(first), Scaled: s.scaled, Busy: len(waits) < len(s.procs)})
		bottoms = append(bottoms, scc)
	}
	if len(all) > 0 {
		m.suppose(all, bottoms)
	}
	return all
}

// alike reports whether goroutines of the same places wait at the same places.
func (s Stuck) alike(t Stuck) bool {
	return s.within(t) && t.within(s)
}

func (s Stuck) within(t Stuck) bool {
	return !slices.ContainsFunc(s.Waits, func(w Wait) bool {
		return !slices.ContainsFunc(t.Waits, w.same)
	})
}

// same reports whether a goroutine of the same place waits at the same place.
func (w Wait) same(v Wait) bool { return v.Pos == w.Pos && v.Begin == w.Begin }

// polls reports whether all that happens in a set of states is that somebody
// asks for what is not in sight, again and again: some day it is another thing.
func (m *machine) polls(scc []int) (polls bool) {
	for _, id := range scc {
		n := m.nodes[id]
		for i, s := range n.steps {
			if !s.Blind {
				return false
			}
			polls = polls || slices.Contains(scc, n.next[i])
		}
	}
	return polls
}

// lasting returns the goroutines that are blocked in all of a set of states.
func (m *machine) lasting(scc []int) (waits []Wait) {
	for k, id := range scc {
		now := m.waiting(m.nodes[id].s)
		if k == 0 {
			waits = now
			continue
		}
		waits = slices.DeleteFunc(waits, func(w Wait) bool {
			return !slices.ContainsFunc(now, w.same)
		})
	}
	return waits
}

// waiting returns the goroutines of a state that have no move, of their own or
// as another's peer.
func (m *machine) waiting(s *state) (all []Wait) {
	busy := make([]bool, len(s.procs))
	for i := range s.procs {
		for _, mv := range m.moves(s, i) {
			busy[i] = true
			if mv.peer >= 0 {
				busy[mv.peer] = true
			}
		}
	}
	for i, p := range s.procs {
		if !busy[i] {
			all = append(all, m.wait(s, p))
		}
	}
	return all
}

func (m *machine) wait(s *state, p *proc) Wait {
	in := p.at()
	w := Wait{Proc: p.id, Pos: in.pos, Node: in.node, Kind: in.op.String(), Begin: p.begin, Panic: p.panics}
	for _, f := range p.frames[:len(p.frames)-1] {
		if at := f.pc - 1; at >= 0 && f.code.ins[at].pos.IsValid() {
			w.Calls = append(w.Calls, f.code.ins[at].pos)
		}
	}
	if v, ok := subject(p); ok {
		w.Nil = s.resolve(v).kind == null
		if o := s.object(s.resolve(v)); o != nil {
			w.Made = o.site
			w.Held = (in.op == opLock || in.op == opRLock) && (o.by > 0 || o.n > 0)
			w.Own = w.Held && o.by == p.id+1
		}
	}
	return w
}

// trace returns the steps from the start to a state.
func (m *machine) trace(id int) (steps []Step) {
	for n := m.nodes[id]; n.parent >= 0; n = m.nodes[n.parent] {
		steps = append(steps, n.step)
	}
	slices.Reverse(steps)
	return steps
}

// bottoms returns the strongly connected components that nothing leaves, in
// the order in which they were reached. (Tarjan's algorithm, without recursion.)
func (m *machine) bottoms() (all [][]int) {
	n := len(m.nodes)
	num, low, comp := make([]int, n), make([]int, n), make([]int, n)
	var stack, work []int
	at := make([]int, n)
	count := 0
	var comps [][]int
	for root := range m.nodes {
		if num[root] != 0 {
			continue
		}
		work = append(work, root)
		for len(work) > 0 {
			v := work[len(work)-1]
			if num[v] == 0 {
				count++
				num[v], low[v] = count, count
				stack = append(stack, v)
			}
			if at[v] < len(m.nodes[v].next) {
				w := m.nodes[v].next[at[v]]
				at[v]++
				if num[w] == 0 {
					work = append(work, w)
				} else if comp[w] == 0 {
					low[v] = min(low[v], num[w])
				}
				continue
			}
			work = work[:len(work)-1]
			if len(work) > 0 {
				u := work[len(work)-1]
				low[u] = min(low[u], low[v])
			}
			if low[v] == num[v] {
				var c []int
				for {
					w := stack[len(stack)-1]
					stack = stack[:len(stack)-1]
					comp[w] = len(comps) + 1
					c = append(c, w)
					if w == v {
						break
					}
				}
				comps = append(comps, c)
			}
		}
	}
	for i, c := range comps {
		if !m.leaves(c, comp, i+1) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b []int) int { return slices.Min(a) - slices.Min(b) })
	return all
}

func (m *machine) leaves(c, comp []int, id int) bool {
	for _, v := range c {
		if v == unknownNode {
			return true
		}
		for _, w := range m.nodes[v].next {
			if comp[w] != id {
				return true
			}
		}
	}
	return false
}
