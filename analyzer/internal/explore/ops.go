package explore

import (
	"slices"
)

// A move is one way on from a state.
type move struct {
	proc int // index in the state
	way  int // of a choice; of an operation that the unknown answers
	arm  int // of a select; -1: none, or its default
	peer int // index of the goroutine it meets, or -1
	with int // the peer's arm, or -1
}

// port is one thing that a goroutine offers to do with a channel.
type port struct {
	ch     value
	val    value
	send   bool
	arm    int // -1 outside of a select
	wanted int
}

// ports returns what a goroutine that waits for channels offers.
func (s *state) ports(p *proc) []port {
	if p.forks > 0 || p.top().ending != running {
		return nil
	}
	f, in := p.top(), p.at()
	switch in.op {
	case opSend:
		return []port{{ch: s.resolve(f.peek(1)), val: f.peek(0), send: true, arm: -1}}
	case opReceive:
		return []port{{ch: s.resolve(f.peek(0)), arm: -1, wanted: in.a}}
	case opSelect:
		at := len(f.stack)
		for _, a := range in.arms {
			at -= a.width()
		}
		var all []port
		for i, a := range in.arms {
			o := port{ch: s.resolve(f.stack[at]), send: a.send, arm: i, wanted: a.wanted}
			if a.send {
				o.val = f.stack[at+1]
			}
			at += a.width()
			all = append(all, o)
		}
		return all
	}
	return nil
}

// width returns how many values of the stack an arm has.
func (a arm) width() int {
	if a.send {
		return 2
	}
	return 1
}

// readiness says whether an operation can go on without a peer.
type readiness uint8

const (
	blocked readiness = iota
	maybe             // if the unknown, the clock, or the caller lets it
	ready
)

// alone tells whether a port can go on without a goroutine in sight.
func (s *state) alone(o port) readiness {
	if o.ch == supposed {
		return maybe
	}
	if o.ch.kind == symbol {
		if u := s.symbols[o.ch.n]; u.op == "Done" && s.ended(u.a) {
			return ready
		}
		return maybe
	}
	c := s.object(o.ch)
	switch {
	case c == nil:
		return blocked // nil, or a context that never ends
	case c.kind == context:
		if s.ended(o.ch) {
			return ready
		}
		if s.canEnd(o.ch) {
			return maybe
		}
		return blocked
	case c.kind == timer:
		if o.send || c.open || c.n == 1 {
			return maybe
		}
		return blocked
	case c.kind != channel:
		return maybe
	case c.flag:
		return ready // receives, or panics
	case o.send && len(c.vals) < c.n, !o.send && len(c.vals) > 0:
		return ready
	case c.open:
		return maybe
	}
	return blocked
}

// moves returns what a goroutine can do next, meetings only from the side of
// the sender.
func (m *machine) moves(s *state, i int) (all []move) {
	p := s.procs[i]
	if p.forks > 0 {
		for c := range p.forks {
			all = append(all, move{proc: i, way: c, arm: -1, peer: -1, with: -1})
		}
		return all
	}
	one := move{proc: i, arm: -1, peer: -1, with: -1}
	switch in := p.at(); in.op {
	case opSend, opReceive, opSelect:
		return m.channelMoves(s, i, in)
	case opForever:
		return nil
	default:
		if m.enabled(s, p, in) {
			return []move{one}
		}
	}
	return nil
}

func (m *machine) channelMoves(s *state, i int, in *instr) (all []move) {
	certain := false // a case is ready whatever the others do
	for _, o := range s.ports(s.procs[i]) {
		alone := s.alone(o)
		certain = certain || alone == ready
		if alone != blocked {
			mv := move{proc: i, arm: o.arm, peer: -1, with: -1}
			all = append(all, mv)
			if c := s.object(o.ch); alone == maybe && !o.send && o.wanted == 2 && (c == nil || c.kind == channel) {
				mv.way = 1 // closed
				all = append(all, mv)
			}
			continue
		}
		for j, q := range s.procs {
			for _, r := range s.ports(q) {
				if j != i && r.ch == o.ch && o.ch.kind == ref && o.send && !r.send && (s.parks(s.procs[i]) || s.parks(q)) {
					all = append(all, move{proc: i, arm: o.arm, peer: j, with: r.arm})
				}
			}
		}
	}
	if in.op == opSelect && in.a >= 0 && !certain {
		all = append(all, move{proc: i, way: 1, arm: -1, peer: -1, with: -1})
	}
	return all
}

// parks reports whether a goroutine can be asleep in its operation, where a
// peer finds it: none of its cases is ready, and it has no default.
func (s *state) parks(p *proc) bool {
	if in := p.at(); in.op == opSelect && in.a >= 0 {
		return false
	}
	return !slices.ContainsFunc(s.ports(p), func(o port) bool { return s.alone(o) == ready })
}

// enabled reports whether an operation that is none of a channel can happen.
func (m *machine) enabled(s *state, p *proc, in *instr) bool {
	if in.op == opYield || in.op == opGive {
		return true
	}
	o, kind := s.target(p.top().peek(0), in.op)
	if o == nil || o.anybodys() {
		return true // not known: some day it may
	}
	switch kind {
	case opLock:
		if o.kind == mutex {
			return o.by == 0
		}
		return !p.after && o.m == 0 || p.after && o.by == 0 && o.n == 0
	case opRLock:
		return o.by == 0 && o.m == 0
	case opWait:
		return o.n == 0
	case opWoken:
		return !slices.Contains(o.vals[1:], value{kind: member, n: int64(p.id)})
	case opEnter:
		return o.flag || o.by == 0
	case opFires:
		return o.n == 0 || o.vals[0].kind == none || s.ended(o.vals[0]) || s.canEnd(o.vals[0])
	case opAdmit:
		return o.m <= 0 || o.n < o.m
	}
	return true
}

// target returns what an operation is on, and which operation it is: a lock
// may be the reading side of another one.
func (s *state) target(v value, kind op) (*object, op) {
	o := s.object(s.resolve(v))
	if o != nil && o.kind == rlocker {
		return s.object(s.resolve(o.vals[0])), opRLock
	}
	return o, kind
}

// make does a move, in a copy of the state.
func (x *exec) make(mv move) {
	p := x.p
	if p.forks > 0 {
		p.forks, p.choice, p.counts = 0, mv.way, false
		return
	}
	x.acts(mv)
	x.shows()
	f, in := p.top(), p.at()
	switch in.op {
	case opSend, opReceive, opSelect:
		x.transfer(mv, in)
	case opYield, opGive:
		f.pc++
	default:
		x.pass(f, in)
	}
}

// pass does an operation that is none of a channel.
func (x *exec) pass(f *frame, in *instr) {
	o, kind := x.s.target(f.peek(0), in.op)
	if x.p.announces(o, kind) {
		o.m, x.p.after = 1, true // readers that come now wait for this writer
		return
	}
	f.pc++
	v := f.pop()
	if o == nil || o.anybodys() {
		return
	}
	if o.lent && o.open && (kind == opLock || kind == opRLock) {
		o.site = in.pos
		x.s.anew(v)
	}
	switch kind {
	case opLock:
		o.by = x.p.id + 1
		if x.p.after {
			o.m, x.p.after = 0, false
		}
	case opRLock:
		o.n++
	case opEnter:
		if o.flag {
			f.pc = in.a
			return
		}
		o.by = x.p.id + 1
	case opFires:
		if o.n == 0 { // stopped
			f.ending = returning
			return
		}
		o.n = 0
		if o.vals[0].kind != none && !x.s.ended(o.vals[0]) {
			x.s.end(o.vals[0])
		}
	}
}

// announces reports whether an operation only says that a writer waits: somebody
// is inside.
func (p *proc) announces(o *object, kind op) bool {
	return kind == opLock && o != nil && !o.anybodys() && o.kind == rwmutex && !p.after && (o.by != 0 || o.n > 0)
}

// transfer does an operation on a channel.
func (x *exec) transfer(mv move, in *instr) {
	if in.op == opSelect && mv.arm < 0 { // default
		x.leaveSelect(in, in.a)
		return
	}
	o := x.s.ports(x.p)[max(mv.arm, 0)]
	c := x.s.object(o.ch)
	got, ok := value{}, yes
	switch {
	case mv.peer >= 0:
		q := x.s.procs[mv.peer]
		y := &exec{m: x.m, s: x.s, p: q}
		y.received(q.at(), mv.with, o.val, yes)
	case o.send && c != nil && c.flag && !c.open:
		x.finish(in, mv.arm, value{}, yes)
		x.panic()
		return
	case o.send && c != nil && !c.open:
		c.vals = append(slices.Clone(c.vals), o.val)
	case o.send:
		x.s.expose(o.val)
	case c != nil && c.kind == channel && len(c.vals) > 0:
		got = c.vals[0]
		c.vals = c.vals[1:]
	case c != nil && c.kind == channel && c.flag:
		got, ok = x.zeroOf(in, mv.arm), no
	case mv.way == 1:
		got, ok = x.zeroOf(in, mv.arm), no
	default:
		got = x.s.fresh()
		x.observe(o.ch)
		x.s.meanwhile(o.ch)
	}
	x.finish(in, mv.arm, got, ok)
}

// observe notes that a context has been seen to be done.
func (x *exec) observe(ch value) {
	switch {
	case ch == supposed:
	case ch.kind == symbol:
		if u := x.s.symbols[ch.n]; u.op == "Done" {
			x.s.end(u.a)
		}
	case x.s.object(ch).kind == timer:
		if o := x.s.object(ch); o.m == 0 {
			o.n = 0
		}
	case x.s.object(ch).kind == context:
		if !x.s.ended(ch) {
			x.s.end(ch)
		}
	}
}

func (x *exec) zeroOf(in *instr, at int) value {
	t := in.typ
	if at >= 0 {
		t = in.arms[at].typ
	}
	return x.zero(t, 0)
}

func (x *exec) received(in *instr, at int, v, ok value) { x.finish(in, at, v, ok) }

// finish leaves an operation with what was received.
func (x *exec) finish(in *instr, at int, v, ok value) {
	f := x.p.top()
	wanted := in.a
	switch in.op {
	case opSend:
		f.popN(2)
		f.pc++
		return
	case opReceive:
		f.pop()
		f.pc++
	case opSelect:
		a := in.arms[at]
		x.leaveSelect(in, a.target)
		wanted = a.wanted
		if a.send {
			return
		}
	}
	if wanted > 0 {
		f.push(v)
	}
	if wanted > 1 {
		f.push(ok)
	}
}

func (x *exec) leaveSelect(in *instr, target int) {
	f := x.p.top()
	for _, a := range in.arms {
		f.popN(a.width())
	}
	f.pc = target
}
