package pool

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/internal/slot"
)

// A task is one run of a job, and its context. It is never used again: a
// context that outlives its task must not be taken for that of another. So
// workers cut tasks from slabs, and the struct is small.
type task struct {
	worker *worker
	extra  atomic.Pointer[extra]
	ended  atomic.Bool // the body has ended
	state  State       // how it ended; the worker's
	gone   bool        // it has ended; under the lock
	slot   bool        // it holds one; under the lock
}

// extra is what few tasks need.
type extra struct {
	inner atomic.Pointer[inner] // made when somebody asks for Done

	// Under the lock.
	name   string
	waits  []*wait // one for each of the task's goroutines that wait
	resume *resume // the slot is wanted back
	seen   uint64  // by the search for cycles with this number
	stuck  bool    // what it found
}

// A wait is for any of some futures, or for anything else if there are none.
type wait struct{ on []*node }

// A resume is a goroutine whose wait is over and whose task has no slot yet.
type resume struct {
	task    *task
	granted chan struct{}
}

type inner struct {
	context.Context
	cancel context.CancelCauseFunc
}

// taskOf returns the innermost task that ctx belongs to.
func taskOf(ctx context.Context) *task {
	t, _ := ctx.Value(slot.Key{}).(*task)
	return t
}

func (t *task) more() *extra {
	if x := t.extra.Load(); x != nil {
		return x
	}
	t.extra.CompareAndSwap(nil, new(extra))
	return t.extra.Load()
}

// opened returns the context that open has made, or nil.
func (t *task) opened() *inner {
	if x := t.extra.Load(); x != nil {
		return x.inner.Load()
	}
	return nil
}

// open returns the context of the standard library that the task's own stands
// for, about 500ns the first time. It is linked to contexts that are derived
// from the task without a goroutine: they find it by Value.
func (t *task) open() *inner {
	if in := t.opened(); in != nil {
		return in
	}
	x := t.more()
	ctx, cancel := context.WithCancelCause(t.worker.ctx)
	if !x.inner.CompareAndSwap(nil, &inner{ctx, cancel}) {
		cancel(nil)
	}
	if t.ended.Load() {
		t.close()
	}
	return x.inner.Load()
}

// close ends the context with its task.
func (t *task) close() {
	t.ended.Store(true)
	if in := t.opened(); in != nil {
		in.cancel(nil)
	}
}

// Deadline implements [context.Context].
func (t *task) Deadline() (time.Time, bool) { return t.worker.pool.ctx.Deadline() }

// Done implements [context.Context].
func (t *task) Done() <-chan struct{} { return t.open().Done() }

// Err implements [context.Context].
func (t *task) Err() error {
	if in := t.opened(); in != nil {
		return in.Err()
	}
	if err := t.worker.pool.ctx.Err(); err != nil {
		return err
	}
	if t.ended.Load() {
		return context.Canceled
	}
	return nil
}

// Value implements [context.Context].
func (t *task) Value(key any) any {
	if key == (slot.Key{}) {
		return t
	}
	if in := t.opened(); in != nil {
		return in.Value(key)
	}
	return t.worker.ctx.Value(key)
}

// Leave implements [slot.Holder].
func (t *task) Leave() (enter func()) {
	w := new(wait)
	_ = t.leave(w) // only a wait for a future can close a cycle
	return func() { t.enter(w) }
}

// leave gives the task's slot back while one of its goroutines waits. More
// goroutines of the task that wait have nothing to give.
func (t *task) leave(w *wait) error {
	p := t.worker.pool
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	if t.gone {
		return nil
	}
	p.search++
	if p.stuck(w, t) {
		return ErrCycle
	}
	x := t.more()
	x.waits = append(x.waits, w)
	switch {
	case t.slot:
		t.slot = false
		p.m.Running--
		p.m.Waiting++
		p.release()
	case x.resume != nil:
		// The task waits again, so its other goroutine needs no slot to go on.
		r := x.resume
		x.resume = nil
		p.resumes, _ = split(p.resumes, func(other *resume) bool { return other != r })
		close(r.granted)
	}
	return nil
}

// stays replaces what a wait is for. It is an error if the wait could not end then.
func (t *task) stays(w *wait, on []*node) error {
	p := t.worker.pool
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	w.on = on
	p.search++
	if !t.gone && p.stuck(w, t) {
		return ErrCycle
	}
	return nil
}

// enter takes the slot back when the last wait of the task is over.
func (t *task) enter(w *wait) {
	p := t.worker.pool
	p.m.mu.Lock()
	if t.gone {
		p.m.mu.Unlock()
		return
	}
	x := t.more()
	x.waits, _ = split(x.waits, func(other *wait) bool { return other != w })
	if len(x.waits) > 0 {
		p.m.mu.Unlock()
		return
	}
	if p.free.Load() > 0 {
		p.free.Add(-1)
		t.resumed()
		p.m.mu.Unlock()
		return
	}
	r := &resume{t, make(chan struct{})}
	x.resume = r
	p.resumes = append(p.resumes, r)
	p.m.mu.Unlock()
	<-r.granted
}

// resumed says that the task holds a slot again.
func (t *task) resumed() {
	t.slot = true
	t.worker.pool.m.Waiting--
	t.worker.pool.m.Running++
}

// release passes a slot on: to a task that wants its own back, else to a worker
// for the queue, else to nobody.
func (p *Pool) release() {
	switch {
	case len(p.resumes) > 0:
		r := p.resumes[0]
		p.resumes[0] = nil
		p.resumes = p.resumes[1:]
		r.task.more().resume = nil
		r.task.resumed()
		close(r.granted)
	default:
		p.free.Add(1)
		p.staff()
	}
}

// stuck reports whether a wait cannot end before the task does: whatever it is
// for waits for the task, directly or through others. Waits of tasks that have
// no cycle cost one step, for what they wait for has not started.
func (p *Pool) stuck(w *wait, t *task) bool {
	for _, n := range w.on {
		if !p.reaches(n, t) {
			return false
		}
	}
	return len(w.on) > 0
}

func (p *Pool) reaches(n *node, t *task) bool {
	if n.pool != p || n.task == nil || n.resolved() {
		return false
	}
	if n.task == t {
		return true
	}
	x := n.task.extra.Load()
	if x == nil || x.seen == p.search {
		return x != nil && x.stuck
	}
	x.seen, x.stuck = p.search, false
	x.stuck = slices.ContainsFunc(x.waits, func(w *wait) bool { return p.stuck(w, t) })
	return x.stuck
}
