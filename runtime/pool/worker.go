package pool

import (
	"context"
	"fmt"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"strconv"
	"sync/atomic"
	"time"
)

// A worker is a goroutine that runs jobs until there are none.
type worker struct {
	pool *Pool
	id   int
	ctx  context.Context // the pool's, with the worker's labels
	slab []task

	// Under the lock: what is needed to say who does not stop.
	task  *task
	job   job
	since time.Duration // after the pool's birth

	read    time.Duration // the clock, when it was last read
	unread  int           // starts since then
	allowed int           // how many there may be
}

const (
	slabSize = 21 // half a kilobyte
	labelKey = "cancelcheck.worker"

	// Reading the clock costs a quarter of a tiny task. As long as tasks take
	// less than a microsecond, it is read for one start in eight.
	tiny      = time.Microsecond
	mostStale = 7
)

var pools atomic.Int64

func uniqueLabel(name string) string { return fmt.Sprintf("%s#%d", name, pools.Add(1)) }

// hire returns a worker that somebody has to start, with a slot that the caller
// has taken.
func (p *Pool) hire() *worker {
	p.live++
	p.m.Workers++
	if n := len(p.idle); n > 0 {
		w := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return w
	}
	w := &worker{pool: p, id: len(p.workers)}
	p.workers = append(p.workers, w)
	return w
}

func (w *worker) label() string { return w.pool.label + "/" + strconv.Itoa(w.id) }

func (w *worker) loop() {
	if w.ctx == nil {
		w.ctx = pprof.WithLabels(w.pool.ctx, pprof.Labels(labelKey, w.label()))
	}
	pprof.SetGoroutineLabels(w.ctx)
	w.read, w.unread, w.allowed = 0, 0, 0
	for w.work() {
	}
}

// work runs jobs until there are none, or until one panics: then it returns
// true. So one deferred call serves many jobs.
func (w *worker) work() (again bool) {
	var t *task
	defer func() {
		if t == nil {
			return
		}
		v := recover()
		if v != nil && w.pool.opts.crash {
			panic(v)
		}
		if v == nil { // Goexit ends the goroutine: another one takes over
			w.settle(t, ErrGoexit)
			w.resign(t)
			return
		}
		w.settle(t, &PanicError{v, debug.Stack()})
		again = true
		w.pool.m.mu.Lock()
		defer w.pool.m.mu.Unlock()
		if !w.finish(t) {
			again = false
			w.retire()
		}
	}()
	for t = w.next(nil); t != nil; t = w.next(t) {
		var err error
		if trace.IsEnabled() {
			err = w.traced(t)
		} else {
			err = w.job.run(t)
		}
		w.settle(t, err)
	}
	return false
}

func (w *worker) traced(t *task) error {
	ctx, end := trace.NewTask(t, w.pool.opts.name)
	defer end.End()
	trace.Log(ctx, "job", w.job.name())
	return w.job.run(ctx)
}

// settle ends the task's context and resolves the job, in this order: who has waited
// for a future finds the context done. The pool is told of an error last.
func (w *worker) settle(t *task, err error) {
	state := Done
	if err != nil {
		state = t.verdict(err)
	}
	t.close()
	ours := w.job.settle(state, err)
	if err != nil && ours && state == Failed {
		w.pool.fail(err)
	}
	t.state = state
}

// next ends the task before and starts a job: from here on it is running. It
// returns nil when the worker has to end.
func (w *worker) next(before *task) *task {
	if len(w.slab) == 0 {
		w.slab = make([]task, slabSize)
	}
	t := &w.slab[0]
	t.worker, t.slot = w, true
	p := w.pool
	now := w.clock()
	p.m.mu.Lock()
	if before != nil && !w.finish(before) {
		w.retire()
		p.m.mu.Unlock()
		return nil
	}
	if p.ctx.Err() != nil && p.cause == nil { // the parent was faster than its hook
		p.m.mu.Unlock()
		p.Cancel(nil)
		p.m.mu.Lock()
	}
	if len(p.resumes) > 0 || !w.start(t) {
		p.release()
		w.retire()
		p.m.mu.Unlock()
		return nil
	}
	w.since = now
	p.m.mu.Unlock()
	w.slab = w.slab[1:]
	return t
}

// clock tells when the next task starts, or a little earlier.
func (w *worker) clock() time.Duration {
	if w.unread < w.allowed {
		w.unread++
		return w.read
	}
	now := time.Since(w.pool.born)
	w.allowed = 0
	if w.read > 0 && now-w.read < tiny*time.Duration(w.unread+1) {
		w.allowed = mostStale
	}
	w.read, w.unread = now, 0
	return now
}

// start takes a job from the queue, unless there is none.
func (w *worker) start(t *task) bool {
	p := w.pool
	for p.queue.n > 0 || p.collect() {
		j := p.queue.pop()
		if !j.claim(t) {
			p.stale--
			continue
		}
		w.task, w.job = t, j
		p.m.Queued--
		p.m.Started++
		p.m.Running++
		if len(p.blocked) > 0 {
			p.admit()
		}
		return true
	}
	return false
}

// finish takes leave of a task. It returns false if the worker has no slot,
// because a goroutine of the task waits, or waits for the slot, even now.
func (w *worker) finish(t *task) bool {
	p := w.pool
	t.gone = true
	w.job.forget()
	switch t.state {
	case Done:
		p.m.Done++
	case Failed:
		p.m.Failed++
	case Cancelled:
		p.m.Cancelled++
	}
	if t.slot {
		p.m.Running--
		return true
	}
	p.m.Waiting--
	if r := t.more().resume; r != nil {
		p.resumes, _ = split(p.resumes, func(other *resume) bool { return other != r })
		close(r.granted)
	}
	return false
}

// retire ends the worker; its slot is passed on already.
func (w *worker) retire() {
	p := w.pool
	w.task, w.job = nil, nil
	p.idle = append(p.idle, w)
	p.m.Workers--
	p.live--
	p.end()
}

// resign ends the worker together with its goroutine, slot included.
func (w *worker) resign(t *task) {
	p := w.pool
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	if w.finish(t) {
		p.release()
	}
	w.retire()
}
