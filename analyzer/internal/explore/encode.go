package explore

import (
	"encoding/binary"
	"hash/maphash"
	"slices"
)

// An encoder writes a state so that two states from which the same can happen
// are written alike: objects and symbols are numbered in the order in which
// they are met, and what nothing reaches is left out.
type encoder struct {
	s       *state
	out     []byte
	objects []int32 // of each object of the heap its number, from 1; 0: not met
	queue   []int64 // the objects, in that order
	done    int     // how many of them are written
	symbols []int32 // of each symbol, likewise
	count   int32   // of symbols
	facts   []int64 // symbols that say something of what is in use
	told    []bool
	written []bool
	lives   []lives
	asks    asking
	plain   int // how much of out is not about symbols
}

// A digest identifies a state.
type digest [2]uint64

var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

// digest identifies a state. What it returns is overwritten by the next.
func (m *machine) digest(s *state) (digest, *encoder) {
	e := &m.encoder
	e.begin(s, asking{t: m.t, all: m.calls != noCalls, sets: e.asks.sets[:0]})
	for _, p := range s.procs {
		e.goroutine(p)
	}
	e.reached()
	e.held()
	e.plain = len(e.out)
	for more := true; more; {
		more = false
		for i := range s.symbols { // what is known of one may lead to another
			if u := &s.symbols[i]; u.op != "" && !e.written[i] && e.unknown(int64(i), u) {
				e.written[i], more = true, true
				e.reached()
			}
		}
	}
	return digest{maphash.Bytes(seeds[0], e.out), maphash.Bytes(seeds[1], e.out)}, e
}

// begin forgets what was written before.
func (e *encoder) begin(s *state, asks asking) {
	*e = encoder{
		s:       s,
		out:     e.out[:0],
		objects: zeros(e.objects, len(s.heap)),
		queue:   e.queue[:0],
		symbols: zeros(e.symbols, len(s.symbols)),
		facts:   e.facts[:0],
		told:    zeros(e.told, len(s.symbols)),
		written: zeros(e.written, len(s.symbols)),
		lives:   zeros(e.lives, len(s.symbols)),
		asks:    asks,
	}
}

// zeros returns a slice of n zeros, in an old one's place if there is room.
func zeros[T any](old []T, n int) []T {
	s := ofLen(old, n)
	clear(s)
	return s
}

// held numbers what leads to the locks that are held, or just asked for: who
// gives one back comes to it the same way again.
func (e *encoder) held() {
	for _, u := range e.s.symbols {
		o := e.s.object(u.is)
		if o == nil || !o.lent || !o.open {
			continue
		}
		if e.objects[u.is.n] != 0 || o.isHeld() {
			e.way(u.a)
			e.way(u.b)
		}
	}
}

// isHeld reports whether an object is a lent lock that somebody has taken.
func (o *object) isHeld() bool {
	return o != nil && o.lent && o.open && (o.by != 0 || o.n > 0)
}

func (e *encoder) way(v value) {
	v = e.s.resolve(v)
	if v.kind != symbol || e.symbols[v.n] != 0 {
		return
	}
	e.count++
	e.symbols[v.n] = e.count
	u := e.s.symbols[v.n]
	e.way(u.a)
	e.way(u.b)
}

// reached writes the objects that have been met.
func (e *encoder) reached() {
	for ; e.done < len(e.queue); e.done++ {
		e.object(&e.s.heap[e.queue[e.done]])
	}
}

func (e *encoder) int(n int64) { e.out = binary.AppendVarint(e.out, n) }

func (e *encoder) bit(b bool) {
	if b {
		e.out = append(e.out, 1)
	} else {
		e.out = append(e.out, 0)
	}
}

func (e *encoder) value(v value) {
	v = e.s.resolve(v)
	e.out = append(e.out, byte(v.kind))
	switch v.kind {
	case ref:
		if e.objects[v.n] == 0 {
			e.queue = append(e.queue, v.n)
			e.objects[v.n] = int32(len(e.queue))
		}
		e.int(int64(e.objects[v.n]))
	case symbol:
		if e.symbols[v.n] == 0 {
			e.count++
			e.symbols[v.n] = e.count
		}
		e.int(int64(e.symbols[v.n]))
	case member:
		e.int(int64(e.proc(v.n)))
	default:
		e.int(v.n)
	}
}

func (e *encoder) values(vs []value) {
	e.int(int64(len(vs)))
	for _, v := range vs {
		e.value(v)
	}
}

// proc returns where a goroutine stands among those there are, from 1; 0: it has
// ended.
func (e *encoder) proc(id int64) int {
	return 1 + slices.IndexFunc(e.s.procs, func(p *proc) bool { return int64(p.id) == id })
}

func (e *encoder) goroutine(p *proc) {
	e.int(int64(len(p.frames)))
	e.int(int64(p.forks))
	e.bit(p.after)
	e.bit(p.panics)
	e.value(p.failed)
	for _, f := range p.frames {
		e.int(int64(f.code.id))
		e.int(int64(f.pc))
		if f.ending == running {
			e.asked(f.code, f.pc)
		}
		e.out = append(e.out, byte(f.ending))
		e.values(f.slots)
		e.values(f.stack)
		e.values(f.result)
		e.int(int64(len(f.defers)))
		for _, d := range f.defers {
			e.value(d.fun)
			e.values(d.args)
		}
	}
}

func (e *encoder) object(o *object) {
	e.out = append(e.out, byte(o.kind))
	e.bit(o.open)
	e.bit(o.lent)
	e.bit(o.flag)
	e.int(int64(o.n))
	e.int(int64(o.m))
	e.holder(o.by)
	if o.code != nil {
		e.asked(o.code, 0)
		e.int(int64(o.code.id))
	}
	e.int(int64(o.site))
	e.values(o.vals)
	e.values(o.keys)
}

// holder writes who holds a lock: nobody, a goroutine, or one that has ended.
func (e *encoder) holder(by int) {
	if by == 0 {
		e.int(0)
	} else if at := e.proc(int64(by - 1)); at == 0 {
		e.int(-1)
	} else {
		e.int(int64(at))
	}
}

// unknown writes what is known of a symbol whose operands are still in use, or
// nothing.
func (e *encoder) unknown(id int64, u *unknown) bool {
	if !e.asks.has(u.op) && !e.s.object(u.is).isHeld() {
		return false
	}
	a, b := e.s.resolve(u.a), e.s.resolve(u.b)
	used := e.symbols[id] != 0
	if used && u.is.kind == none && computes(u.op) && (a.kind == number && u.a.kind == symbol) != (b.kind == number && u.b.kind == symbol) {
		e.tell(id) // one part has been counted, the other is next
		return true
	}
	if !e.live(a) || !e.live(b) || a.kind != none && a.kind != symbol && a.kind != ref && b.kind != symbol && b.kind != ref {
		return false // nobody asks again: what is known can be computed
	}
	if u.is.kind == none && !used {
		return false
	}
	e.tell(id)
	return true
}

// tell writes what a symbol is, and before that what those are of which it is
// made: who asks again asks for them first.
func (e *encoder) tell(id int64) {
	if e.told[id] {
		return
	}
	e.told[id] = true
	u := &e.s.symbols[id]
	for _, v := range [...]value{u.a, u.b} {
		if v = e.s.resolve(v); v.kind == symbol && e.s.symbols[v.n].op != "" {
			e.tell(v.n)
		}
	}
	e.facts = append(e.facts, id)
	e.int(int64(len(u.op)))
	e.out = append(e.out, u.op...)
	e.bit(u.guarded)
	e.value(u.a)
	e.value(u.b)
	e.value(value{kind: symbol, n: id})
}

// live reports whether a value can be met again: it is in use, or is made of
// what is.
func (e *encoder) live(v value) bool {
	switch v = e.s.resolve(v); v.kind {
	case symbol:
		if e.symbols[v.n] != 0 {
			return true
		}
		if e.lives[v.n] == unasked {
			e.lives[v.n] = dead
			if u := e.s.symbols[v.n]; u.op != "" && e.asks.has(u.op) && e.live(u.a) && e.live(u.b) {
				e.lives[v.n] = alive
			}
		}
		return e.lives[v.n] == alive
	case ref:
		return e.objects[v.n] != 0
	}
	return true
}

// lives says what is known of whether a symbol can be met again. Those that are
// written because of others are made of what is in use, so it stays what it is.
type lives uint8

const (
	unasked lives = iota
	alive
	dead
)

// compact drops what nothing reaches from the state that was written, so that
// copies of it are small.
func (e *encoder) compact() {
	s := e.s
	if len(s.heap) >= 2*len(e.queue)+8 || len(s.symbols) >= 2*(int(e.count)+len(e.facts))+8 {
		e.rewrite()
	}
}

// rewrite makes the state what was written of it.
func (e *encoder) rewrite() {
	s := e.s
	heap := make([]object, len(e.queue))
	old, ids := s.symbols, make([]int64, len(s.symbols)) // from 1
	var kept []unknown
	for _, id := range e.facts {
		kept = append(kept, old[id])
		ids[id] = int64(len(kept))
	}
	for id := range old {
		if e.symbols[id] != 0 && ids[id] == 0 { // what it was made of is gone
			kept = append(kept, unknown{skipped: old[id].skipped, of: old[id].of})
			ids[id] = int64(len(kept))
		}
	}
	move := func(v value) value {
		v = s.resolve(v)
		switch v.kind {
		case ref:
			v.n = int64(e.objects[v.n]) - 1
		case symbol:
			if v.n = ids[v.n] - 1; v.n < 0 {
				return value{}
			}
		}
		return v
	}
	all := func(vs []value) []value {
		out := make([]value, len(vs))
		for i, v := range vs {
			out[i] = move(v)
		}
		return out
	}
	for n, id := range e.queue {
		heap[n] = s.heap[id]
		heap[n].vals, heap[n].keys = all(heap[n].vals), all(heap[n].keys)
	}
	for i, u := range kept {
		u.a, u.b = move(u.a), move(u.b)
		if u.is.kind != none {
			u.is = move(u.is)
		}
		u.of = move(u.of)
		kept[i] = u
	}
	for _, p := range s.procs {
		p.failed = move(p.failed)
		for _, f := range p.frames {
			f.slots, f.stack, f.result = all(f.slots), all(f.stack), all(f.result)
			for i, d := range f.defers {
				f.defers[i] = deferred{fun: move(d.fun), args: all(d.args)}
			}
		}
	}
	s.heap, s.symbols = heap, kept
}
