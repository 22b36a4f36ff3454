package oracle

import (
	"fmt"
	"sync/atomic"
	"testing/synctest"
)

// A run is one execution of a program. It lives in a synctest bubble, and its
// methods are called when all its goroutines are quiet. The race detector does
// not know that of those in WaitGroup.Wait and Cond.Wait, which hide from it
// while they wait: it finds races here that are none.
type run struct {
	code    *code
	kill    chan struct{}
	dead    atomic.Bool // kill is closed
	crashed atomic.Bool
	fault   atomic.Pointer[string]
	procs   []*proc
	objs    []*object
	steps   int
}

func (r *run) killed() bool { return r.dead.Load() }

// over reports whether nothing of the run matters any more.
func (r *run) over() bool { return r.dead.Load() || r.crashed.Load() || r.fault.Load() != nil }

// start begins a run and waits until it is quiet.
func (c *code) start() *run {
	r := &run{code: c, kill: make(chan struct{})}
	e := env{objs: make([]*object, len(c.p.Objs)), vars: make([]bool, c.p.vars())}
	for i, d := range c.p.Objs {
		if !d.Local {
			e.objs[i] = newObject(d, i, e.objs)
		}
	}
	r.objs = append(r.objs, e.objs...)
	p := r.add(nil, e)
	go p.start(c.root)
	synctest.Wait()
	return r
}

// vars returns how many boolean variables there may be.
func (p *Program) vars() int {
	n := 0
	p.Each(func(s *Stmt) { n = max(n, s.Var+1) })
	return n
}

// add makes the proc of a new goroutine.
func (r *run) add(spawn *Stmt, e env) *proc {
	p := &proc{id: len(r.procs), run: r, turns: make(chan int), env: e, spawn: spawn}
	r.procs = append(r.procs, p)
	return p
}

// end lets all goroutines go, so that the bubble can end.
func (r *run) end() {
	if !r.dead.Load() {
		r.dead.Store(true)
		close(r.kill)
	}
	for range 10 {
		synctest.Wait()
		alive := false
		for _, p := range r.procs {
			alive = alive || p.phase != ended
		}
		if !alive {
			return
		}
		for _, o := range r.objs {
			o.release()
		}
	}
	panic("a goroutine cannot be ended")
}

// release wakes who waits for a group or a cond.
func (o *object) release() {
	switch {
	case o == nil:
	case o.cond != nil:
		o.cond.Broadcast()
	case o.kind == Group && o.count != 0:
		n := o.count
		o.count = 0
		o.wg.Add(-n)
	}
}

// An Option is one thing that may happen next: a goroutine gets its turn, with
// a pick if it has several.
type Option struct {
	Proc int
	Pick int
}

// options returns what may happen next. What nobody else notices happens at
// once, alone: another order would make no difference.
func (r *run) options() []Option {
	var list []Option
	for _, p := range r.procs {
		if p.phase == ready && p.op.kind == local {
			return []Option{{p.id, 0}}
		}
		if p.phase == ready && p.op.kind == flip {
			return []Option{{p.id, 0}, {p.id, 1}}
		}
		list = append(list, r.optionsOf(p)...)
	}
	for i, o := range r.objs {
		if o != nil && o.kind.ends() && o.ctx.Err() == nil {
			list = append(list, Option{i, expire})
		}
	}
	return list
}

func (r *run) optionsOf(p *proc) []Option {
	if p.phase == inside && p.op.fire {
		return []Option{{p.id, fire}}
	}
	if p.phase != ready {
		return nil
	}
	turn := []Option{{p.id, 0}}
	switch o := p.op.obj; {
	case p.op.all:
		return r.picks(p)
	case p.op.kind == locking && o.free(), p.op.kind == rlocking && o.readable(), p.op.kind == onceOp && o.inside == nil:
		return turn
	case p.op.kind == locking && o.announceable():
		return []Option{{p.id, announce}}
	case p.op.kind == plain, p.op.kind == comm:
		return turn
	}
	return nil
}

// picks returns the ready cases of a select.
func (r *run) picks(p *proc) []Option {
	var list []Option
	for i, w := range p.op.ways {
		if r.readyWay(p, w) {
			list = append(list, Option{p.id, i})
		}
	}
	if len(list) == 0 || p.op.fire && r.onlyTimers(p, list) {
		list = append(list, Option{p.id, whole})
	}
	return list
}

// onlyTimers reports whether no case is ready unless its timer fires early: a
// timer may also fire later, when the select is blocked.
func (r *run) onlyTimers(p *proc, list []Option) bool {
	for _, o := range list {
		if !p.op.ways[o.Pick].fires {
			return false
		}
	}
	return true
}

// readyWay tells whether a channel operation would go through at once.
func (r *run) readyWay(p *proc, w way) bool {
	switch {
	case w.fires:
		return true
	case w.done != nil:
		return w.o.ctx.Err() != nil
	case w.c == nil:
		return false
	case w.o.closed, !w.send && len(w.c) > 0, w.send && len(w.c) < cap(w.c):
		return true
	}
	for _, q := range r.procs {
		if q == p || q.phase != inside {
			continue
		}
		for _, v := range q.op.ways {
			if v.c == w.c && v.send != w.send && !v.fires {
				return true
			}
		}
	}
	return false
}

// do makes an option happen, and waits until all is quiet again.
func (r *run) do(o Option) error {
	r.steps++
	if o.Pick == expire {
		r.objs[o.Proc].cancel()
		synctest.Wait()
		return r.verdict()
	}
	p := r.procs[o.Proc]
	if o.Pick == fire {
		p.op.fire = false
		p.op.timer() <- 1
		synctest.Wait()
		return r.verdict()
	}
	if p.phase != ready {
		return fmt.Errorf("the schedule does not repeat: %v", o)
	}
	s, blocks := p.op.s, p.op.kind == comm && (o.Pick == whole || !p.op.all && !r.ready(p)) && !p.op.def
	p.since = r.steps
	p.turns <- o.Pick
	synctest.Wait()
	if p.op.kind == comm && blocks != (p.phase == inside) && !r.over() {
		return fmt.Errorf("statement %d: it blocks, %v, and was thought not to", s.ID, !blocks)
	}
	return r.verdict()
}

func (o op) timer() chan int {
	for _, w := range o.ways {
		if w.fires {
			return w.c
		}
	}
	return nil
}

func (r *run) ready(p *proc) bool {
	for _, w := range p.op.ways {
		if !w.fires && r.readyWay(p, w) {
			return true
		}
	}
	return false
}

func (r *run) verdict() error {
	if what := r.fault.Load(); what != nil {
		return fmt.Errorf("%s", *what)
	}
	return nil
}

// A Held is a goroutine that is blocked, and where.
type Held struct {
	Proc int
	Stmt int
}

// held returns who has not ended: if nothing more can happen, they are blocked.
func (r *run) held() []Held {
	var list []Held
	for _, p := range r.procs {
		if p.phase != ended {
			list = append(list, Held{p.id, p.op.s.ID})
		}
	}
	return list
}
