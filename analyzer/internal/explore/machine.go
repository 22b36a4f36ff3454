package explore

import (
	"go/token"
	"math"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A machine explores one system: what a function, and the goroutines that it
// starts, can do.
type machine struct {
	t      *translator
	limits Budget
	root   *lifetime.Func          // a client's: what makes the object
	code   *code                   // of the first goroutine
	apart  map[*lifetime.Func]bool // started with nothing that others can meet
	scale  map[int64]int64         // what large counts are taken for

	buffers map[token.Pos]int  // of channels made there, instead of what the source says
	made    map[token.Pos]bool // where channels were made

	calls calls
	cut   bool // a call was passed over

	concerned bool // and that may take part in what goes on
	blurred   bool // data was forgotten: see many
	over      bool // the budget was not enough
	company   bool // a goroutine was started that others in sight can meet

	odd    bool // somebody gave back what was not taken
	strict bool // giving back is seen: see seen

	nodes   []*node
	index   map[digest]int
	likes   map[uint64]int // how many states are alike but for the data: see many
	encoder encoder
	moved   Step   // the move that is being made
	from    int    // and the node it leaves
	spare   *state // in whose place the next one may be made
	exits   []exit
	gives   map[token.Pos]bool // lent locks that somebody gives back, by where they are taken
	base    *code
	stop    *code
}

// A node is a state that was reached.
type node struct {
	s      *state
	parent int
	step   Step
	next   []int
	steps  []Step // that lead to next
	ways   int    // of a choice that is made here: the first of next
	done   bool   // expanded, or given up
	blind  bool   // what is chosen was passed over
}

// unknownNode stands for all that is not explored: from there anything may
// happen.
const unknownNode = 0

func (m *machine) baseCode() *code {
	if m.base == nil {
		m.base = &code{ins: []instr{{do: doLost}}}
	}
	return m.base
}

// cancelCode is what a cancel function does.
func (m *machine) cancelCode() *code {
	if m.stop == nil {
		m.t.count++
		m.stop = &code{id: m.t.count, params: []int{0}, boxed: []bool{false}, ins: []instr{
			{do: doLoad, a: 0}, {op: opYield, a: 0}, {do: doCancel}, {do: doReturn},
		}}
	}
	return m.stop
}

// codeOf returns the code of a function.
func (m *machine) codeOf(fn *lifetime.Func) *code { return m.t.code(fn, m.calls) }

// start returns the state in which the root begins, its parameters unknown.
func (m *machine) start() *state {
	s := &state{starts: 1}
	p := &proc{choice: -1, begin: m.root.Node.Pos()}
	s.procs = []*proc{p}
	c := m.code
	if c.fn != nil {
		c = m.codeOf(c.fn)
	}
	x := &exec{m: m, s: s, p: p}
	var captured []value
	for range c.captures {
		captured = append(captured, s.add(object{kind: cell, vals: []value{s.fresh()}}))
	}
	p.frames = []*frame{x.frame(c, captured, nil, 0)}
	return s
}

// outcome is how a move ends.
type outcome uint8

const (
	goesOn outcome = iota
	unknowable
	exited
)

// settle runs every goroutine to the next thing that others see.
func (m *machine) settle(s *state) outcome {
	for _, p := range s.procs {
		p.forks, p.counts = 0, false // what another has found out may have decided it
	}
	for i := 0; i < len(s.procs); i++ { // goroutines may start others
		p := s.procs[i]
		for {
			if p.forks > 0 || p.top().ending == running && m.seen(p) {
				break
			}
			x := &exec{m: m, s: s, p: p}
			x.run()
			switch {
			case x.lost:
				return unknowable
			case x.exits:
				return exited
			case len(p.frames) == 0 && p.id == 0 && m.isMain():
				return exited
			}
			if len(p.frames) == 0 {
				break
			}
		}
		if len(p.frames) == 0 {
			s.procs = append(s.procs[:i:i], s.procs[i+1:]...)
			i--
		}
	}
	return goesOn
}

// isMain reports whether the program ends when the root returns.
func (m *machine) isMain() bool {
	return m.root.Obj != nil && m.root.Obj.Name() == "main" && m.root.Obj.Pkg().Name() == "main" && m.root.Sig.Recv() == nil
}

// explore reaches all states that the budget allows, nearest first.
func (m *machine) explore() {
	m.walk()
	if m.odd {
		m.strict = true
		m.walk()
	}
}

// hopeless is the part of the states reached at half of the budget that must not
// be left to expand: with more, no system that was measured has come to an end.
const hopeless = 4

func (m *machine) walk() {
	m.index, m.likes = map[digest]int{}, map[uint64]int{}
	m.nodes = []*node{{parent: -1}}
	m.exits, m.from, m.gives, m.spare = nil, -1, map[token.Pos]bool{}, &state{}
	s := m.start()
	if m.settle(s) != goesOn {
		return
	}
	m.reach(s, -1, Step{})
	most := m.limits.States
	deep, half := most*2/3, most/2
	for first := 1; ; { // nodes before first have been expanded, and some behind it
		for first < len(m.nodes) && m.nodes[first].done {
			first++
		}
		if first == len(m.nodes) {
			return
		}
		at, n := first, len(m.nodes)
		if n >= half {
			half = math.MaxInt // asked once
			if n-first > n/hopeless {
				deep, most = n, n+most/3
			}
		}
		switch {
		case n > most || !m.company && n > m.limits.Lonely:
			m.nodes[at].next = []int{unknownNode}
			m.nodes[at].done = true
			m.over = true
			continue
		case n > deep: // a large system: try to come to an end of it
			for at = n - 1; m.nodes[at].done; {
				at--
			}
		}
		m.nodes[at].done = true
		m.expand(at)
	}
}

// reach returns the node of a state.
func (m *machine) reach(s *state, parent int, step Step) (id int, isNew bool) {
	s.forget()
	d, e := m.digest(s)
	if id, ok := m.index[d]; ok {
		return id, false
	}
	if m.calls == noCalls && m.many(e) {
		m.blurred = true
		e.blur()
		d, e = m.digest(s)
		if id, ok := m.index[d]; ok {
			return id, false
		}
	}
	e.compact()
	m.nodes = append(m.nodes, &node{s: s, parent: parent, step: step})
	m.index[d] = len(m.nodes) - 1
	return len(m.nodes) - 1, true
}

// expand does all moves of a state, or those of one goroutine if the order
// between them and the others' does not matter: choices, and operations on
// what only this goroutine knows.
func (m *machine) expand(i int) {
	s := m.nodes[i].s
	if p := m.independent(s); p >= 0 {
		m.nodes[i].ways = s.procs[p].forks
		if moves := m.moves(s, p); len(moves) > 0 && (m.follow(i, moves) || s.procs[p].halfway()) {
			return
		}
	}
	var all []move
	for p := range s.procs {
		all = append(all, m.moves(s, p)...)
	}
	m.follow(i, all)
}

// halfway reports whether a goroutine is in the middle of what others see as one
// step: a choice that belongs to the operation before it.
func (p *proc) halfway() bool {
	f := p.top()
	return p.forks > 0 && f.pc > 0 && f.code.ins[f.pc-1].op == opYield
}

// follow does moves. It reports whether one of them leads to a new state, or
// out of sight: if not, they may go round for ever beside others that wait.
func (m *machine) follow(i int, moves []move) (news bool) {
	n := m.nodes[i]
	for _, mv := range moves {
		s := n.s.cloneTo(m.spare)
		m.spare = s
		p := s.procs[mv.proc]
		step := m.step(s, mv)
		m.from, m.moved = i, step
		n.blind = n.blind || p.forks > 0 && p.at().name != failed && s.isSkipped(p.top().peek(0))
		x := &exec{m: m, s: s, p: p}
		x.make(mv)
		end := m.settle(s)
		step.Ended = !slices.Contains(s.procs, p)
		n.steps = append(n.steps, step)
		switch end {
		case unknowable:
			n.next = append(n.next, unknownNode)
			news = true
		case exited:
			n.next = append(n.next, unknownNode) // nothing waits any more
			news = true
		default:
			id, isNew := m.reach(s, i, step)
			n.next = append(n.next, id)
			if isNew {
				m.spare, news = &state{}, true
			}
		}
	}
	return news
}

// independent returns a goroutine whose next moves commute with all others',
// or -1.
func (m *machine) independent(s *state) int {
	for i, p := range s.procs {
		if p.forks > 0 {
			return i
		}
	}
	for i, p := range s.procs {
		if v, ok := subject(p); ok && m.private(s, i, s.resolve(v)) && len(m.moves(s, i)) > 0 {
			return i
		}
	}
	return -1
}

// subject returns the one thing that a goroutine's next operation is about.
func subject(p *proc) (value, bool) {
	f, in := p.top(), p.at()
	switch in.op {
	case opSelect, opForever:
		return value{}, false
	case opYield, opGive:
		if in.a < 0 {
			return value{}, false
		}
		return f.peek(in.a), true
	case opSend:
		return f.peek(1), true
	}
	return f.peek(0), true
}

// private reports whether only one goroutine knows an object.
func (m *machine) private(s *state, i int, v value) bool {
	o := s.object(v)
	if o == nil {
		return v.kind != symbol // nil: it panics, or waits for ever
	}
	if o.kind == cancel { // what it ends, and nothing else can see that
		v = s.resolve(o.vals[0])
		o = s.object(v)
	} else if o.kind == context || o.kind == timer { // which end by themselves
		return false
	}
	if o == nil || o.open {
		return false
	}
	for j, q := range s.procs {
		if j != i && s.knows(q, v) {
			return false
		}
	}
	return o.kind != cond || m.private(s, i, s.resolve(o.vals[0])) // its lock
}

// knows reports whether a goroutine can get at an object.
func (s *state) knows(p *proc, v value) bool {
	seen := make([]bool, len(s.heap))
	var work []value
	for _, f := range p.frames {
		work = append(append(append(work, f.slots...), f.stack...), f.result...)
		for _, d := range f.defers {
			work = append(append(work, d.fun), d.args...)
		}
	}
	for len(work) > 0 {
		w := s.resolve(work[len(work)-1])
		work = work[:len(work)-1]
		if w == v {
			return true
		}
		if w.kind != ref || seen[w.n] {
			continue
		}
		seen[w.n] = true
		work = append(append(work, s.heap[w.n].vals...), s.heap[w.n].keys...)
	}
	return false
}
