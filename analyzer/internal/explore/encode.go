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
	procs   map[int64]int
}

// A digest identifies a state.
type digest [16]byte

func (s *state) digest() (d digest) {
	e := &encoder{s: s, objects: map[int64]int{}, symbols: map[int64]int{}, procs: map[int64]int{}}
	for i, p := range s.procs {
		e.procs[int64(p.id)] = i + 1
	}
	for _, p := range s.procs {
		e.proc(p)
	}
	for i := 0; i < len(e.queue); i++ {
		e.object(&s.heap[e.queue[i]])
	}
	for i, u := range s.symbols {
		if u.op != "" {
			e.unknown(int64(i), u)
		}
	}
	h := fnv.New128a()
	h.Write(e.out)
	h.Sum(d[:0])
	return d
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
	if !e.live(u.a) || !e.live(u.b) {
		return
	}
	_, used := e.symbols[id]
	if u.is.kind == none && !used {
		return
	}
	e.int(int64(len(u.op)))
	e.out = append(e.out, u.op...)
	e.value(u.a)
	e.value(u.b)
	e.value(value{kind: symbol, n: id})
}

func (e *encoder) live(v value) bool {
	v = e.s.resolve(v)
	switch v.kind {
	case symbol:
		_, ok := e.symbols[v.n]
		return ok
	case ref:
		_, ok := e.objects[v.n]
		return ok
	}
	return true
}
