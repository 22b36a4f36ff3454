package explore

import (
	"encoding/binary"
	"hash/fnv"
)

// An encoder writes a state so that two states from which the same can happen
// are written alike: objects and symbols are numbered in the order in which
// they are met, and what nothing reaches is left out.
type encoder struct {
	s       *state
	out     []byte
	objects map[int64]int
	queue   []int64
	symbols map[int64]int
	facts   []int64 // symbols that say something of what is in use
	told    map[int64]bool
	lives   []lives
	procs   map[int64]int
}

// A digest identifies a state.
type digest [16]byte

func (s *state) digest() (d digest, e *encoder) {
	e = &encoder{s: s, objects: map[int64]int{}, symbols: map[int64]int{}, told: map[int64]bool{}, procs: map[int64]int{}}
	for i, p := range s.procs {
		e.procs[int64(p.id)] = i + 1
	}
	for _, p := range s.procs {
		e.proc(p)
	}
	e.reached()
	e.held()
	for i, u := range s.symbols {
		if u.op != "" {
			e.unknown(int64(i), u)
			e.reached()
		}
	}
	h := fnv.New128a()
	h.Write(e.out)
	h.Sum(d[:0])
	return d, e
}

// held numbers what leads to the locks that are held, or just asked for: who
// gives one back comes to it the same way again.
func (e *encoder) held() {
	for _, u := range e.s.symbols {
		o := e.s.object(u.is)
		if o == nil || !o.lent || !o.open {
			continue
		}
		if _, used := e.objects[u.is.n]; used || o.by != 0 || o.n > 0 {
			e.way(u.a)
			e.way(u.b)
		}
	}
}

func (e *encoder) way(v value) {
	v = e.s.resolve(v)
	if _, ok := e.symbols[v.n]; v.kind != symbol || ok {
		return
	}
	e.symbols[v.n] = len(e.symbols)
	u := e.s.symbols[v.n]
	e.way(u.a)
	e.way(u.b)
}

// reached writes the objects that have been met.
func (e *encoder) reached() {
	for ; len(e.queue) > 0; e.queue = e.queue[1:] {
		e.object(&e.s.heap[e.queue[0]])
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
		n, ok := e.objects[v.n]
		if !ok {
			n = len(e.objects)
			e.objects[v.n] = n
			e.queue = append(e.queue, v.n)
		}
		e.int(int64(n))
	case symbol:
		n, ok := e.symbols[v.n]
		if !ok {
			n = len(e.symbols)
			e.symbols[v.n] = n
		}
		e.int(int64(n))
	case member:
		e.int(int64(e.procs[v.n]))
	case text:
		e.int(int64(len(v.s)))
		e.out = append(e.out, v.s...)
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

func (e *encoder) proc(p *proc) {
	e.int(int64(len(p.frames)))
	e.int(int64(p.forks))
	e.bit(p.after)
	e.bit(p.panics)
	for _, f := range p.frames {
		e.int(int64(f.code.id))
		e.int(int64(f.pc))
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
		e.int(int64(o.code.id))
	}
	e.int(int64(o.site))
	e.values(o.vals)
	e.values(o.keys)
}

// holder writes who holds a lock: nobody, a goroutine, or one that has ended.
func (e *encoder) holder(by int) {
	switch at := e.procs[int64(by-1)]; {
	case by == 0:
		e.int(0)
	case at == 0:
		e.int(-1)
	default:
		e.int(int64(at))
	}
}

// unknown writes what is known of a symbol whose operands are still in use.
func (e *encoder) unknown(id int64, u unknown) {
	a, b := e.s.resolve(u.a), e.s.resolve(u.b)
	if !e.live(a) || !e.live(b) || a.kind != none && a.kind != symbol && a.kind != ref && b.kind != symbol && b.kind != ref {
		return // nobody asks again: what is known can be computed
	}
	_, used := e.symbols[id]
	if u.is.kind == none && !used {
		return
	}
	e.tell(id)
}

// tell writes what a symbol is, and before that what those are of which it is
// made: who asks again asks for them first.
func (e *encoder) tell(id int64) {
	if e.told[id] {
		return
	}
	e.told[id] = true
	u := e.s.symbols[id]
	for _, v := range []value{u.a, u.b} {
		if v = e.s.resolve(v); v.kind == symbol && e.s.symbols[v.n].op != "" {
			e.tell(v.n)
		}
	}
	e.facts = append(e.facts, id)
	e.int(int64(len(u.op)))
	e.out = append(e.out, u.op...)
	e.value(u.a)
	e.value(u.b)
	e.value(value{kind: symbol, n: id})
}

// live reports whether a value can be met again: it is in use, or is made of
// what is.
func (e *encoder) live(v value) bool {
	switch v = e.s.resolve(v); v.kind {
	case symbol:
		if _, ok := e.symbols[v.n]; ok {
			return true
		}
		if e.lives == nil {
			e.lives = make([]lives, len(e.s.symbols))
		}
		if e.lives[v.n] == unasked {
			e.lives[v.n] = dead
			if u := e.s.symbols[v.n]; u.op != "" && e.live(u.a) && e.live(u.b) {
				e.lives[v.n] = alive
			}
		}
		return e.lives[v.n] == alive
	case ref:
		_, ok := e.objects[v.n]
		return ok
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
	if len(s.heap) < 2*len(e.objects)+8 && len(s.symbols) < 2*(len(e.symbols)+len(e.facts))+8 {
		return
	}
	heap := make([]object, len(e.objects))
	old := s.symbols
	ids := map[int64]int64{}
	var kept []unknown
	for _, id := range e.facts {
		ids[id] = int64(len(kept))
		kept = append(kept, old[id])
	}
	for id := range old {
		_, used := e.symbols[int64(id)]
		if _, ok := ids[int64(id)]; used && !ok { // what it was made of is gone
			ids[int64(id)] = int64(len(kept))
			kept = append(kept, unknown{})
		}
	}
	move := func(v value) value {
		v = s.resolve(v)
		switch v.kind {
		case ref:
			v.n = int64(e.objects[v.n])
		case symbol:
			v.n = ids[v.n]
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
	for id, n := range e.objects {
		heap[n] = s.heap[id]
		heap[n].vals, heap[n].keys = all(heap[n].vals), all(heap[n].keys)
	}
	for i, u := range kept {
		u.a, u.b = move(u.a), move(u.b)
		if u.is.kind != none {
			u.is = move(u.is)
		}
		kept[i] = u
	}
	for _, p := range s.procs {
		for _, f := range p.frames {
			f.slots, f.stack, f.result = all(f.slots), all(f.stack), all(f.result)
			for i, d := range f.defers {
				f.defers[i] = deferred{fun: move(d.fun), args: all(d.args)}
			}
		}
	}
	s.heap, s.symbols = heap, kept
}
