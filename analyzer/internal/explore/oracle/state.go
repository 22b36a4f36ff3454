package oracle

import (
	"encoding/binary"
	"hash/maphash"
	"sort"
)

var seed = maphash.MakeSeed()

// A walker writes a run's state down, so that two runs that stand at the same
// point look the same. It sees who shares which object, not addresses.
type walker struct {
	h     maphash.Hash
	known map[*object]int
	order map[*proc]int
	buf   [8]byte
}

// state returns a number for where the run stands: equal numbers mean that the
// same things can happen from here on.
func (r *run) state() uint64 {
	w := &walker{known: map[*object]int{}, order: r.queue()}
	w.h.SetSeed(seed)
	for _, o := range r.objs {
		w.object(o)
	}
	for _, p := range r.procs {
		w.proc(p)
	}
	return w.h.Sum64()
}

// queue ranks the blocked by how long they are: channels and conds let them go
// in that order.
func (r *run) queue() map[*proc]int {
	var blocked []*proc
	for _, p := range r.procs {
		if p.phase == inside {
			blocked = append(blocked, p)
		}
	}
	sort.Slice(blocked, func(i, j int) bool { return blocked[i].since < blocked[j].since })
	order := map[*proc]int{}
	for i, p := range blocked {
		order[p] = i + 1
	}
	return order
}

func (w *walker) put(numbers ...int) {
	for _, n := range numbers {
		binary.LittleEndian.PutUint64(w.buf[:], uint64(n))
		w.h.Write(w.buf[:])
	}
}

func (w *walker) bools(list ...bool) {
	for _, b := range list {
		if b {
			w.h.WriteByte(1)
		} else {
			w.h.WriteByte(0)
		}
	}
}

func (w *walker) object(o *object) {
	if o == nil {
		w.put(-1)
		return
	}
	id, known := w.known[o]
	if known {
		w.put(id)
		return
	}
	w.known[o] = len(w.known)
	w.put(w.known[o], int(o.kind), o.count)
	switch o.kind {
	case Chan:
		w.put(len(o.c))
		w.bools(o.closed)
	case Mutex:
		w.bools(o.free())
	case RWMutex:
		w.bools(o.free(), o.writer != nil)
		w.put(o.inner)
	case Context, Timeout, Caller:
		w.bools(o.ctx.Err() != nil)
	case Once:
		w.bools(o.inside != nil, o.done)
	case Flag:
		w.bools(o.flag.Load())
	}
}

func (w *walker) proc(p *proc) {
	w.put(int(p.phase))
	if p.phase == ended {
		return
	}
	w.put(p.op.s.ID, int(p.op.kind), w.order[p])
	w.bools(p.op.fire)
	w.put(len(p.loops))
	w.put(p.loops...)
	w.put(len(p.frames))
	for _, f := range p.frames {
		w.stmt(f.call)
		w.bools(f.panic != nil, f.leaving)
		w.put(len(f.defers))
		for _, d := range f.defers {
			w.stmt(d.s)
			w.env(d.env)
		}
	}
	w.env(p.env)
}

func (w *walker) stmt(s *Stmt) {
	if s != nil {
		w.put(s.ID)
	} else {
		w.put(0)
	}
}

func (w *walker) env(e env) {
	for _, o := range e.objs {
		w.object(o)
	}
	for _, o := range e.args {
		w.object(o)
	}
	w.bools(e.vars...)
}
