package pool

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// A Pool runs tasks, a limited number at a time, under one context. It has no
// goroutine of its own: workers start when there is work and end when there is
// none.
type Pool struct {
	opts   options
	ctx    context.Context // of all tasks
	cancel context.CancelCauseFunc
	outer  *task     // the task of another pool that this one was made in
	born   time.Time // ages are told from here: reading one clock is half the price of time.Now
	label  string

	unhook func() bool   // of the parent's AfterFunc
	hooked chan struct{} // closed when that has run
	ended  chan struct{} // closed when the last goroutine is through

	halted atomic.Bool  // cancelled: for loops that have no time to look at a context
	free   atomic.Int64 // slots that nobody holds; if there are any, nobody wants one
	m      *meter       // the locks of all below

	_     [64]byte // another cache line: that of those who submit
	inbox queue    // new jobs, if the queue is unbounded; under the door's lock
	open  bool     // new jobs may enter by the inbox

	_       [64]byte // that of those who work
	queue   queue
	blocked []*submitter // in Go or Submit, for the queue is full
	resumes []*resume    // tasks that want their slot back after a wait; they go before the queue
	workers []*worker    // by number
	idle    []*worker    // without a goroutine
	live    int          // goroutines, and cancels under way
	stale   int          // cancelled futures that are still in the queue
	search  uint64       // for cycles: how many there were
	closed  bool
	done    bool          // ended is closed
	hooking bool          // at the end the hook had begun, and Wait has to wait for it
	dropped *DroppedError // for all that was queued at the cancel
	cause   error         // of the cancel; nil before
	errs    []error       // of tasks, with CollectAll
}

// New returns a pool whose tasks run under ctx: when ctx is done, the pool is
// cancelled with its cause. A pool costs about a microsecond and a dozen small
// allocations. One that nobody waits for leaks nothing but its registration with
// ctx, once its tasks have ended.
func New(ctx context.Context, opts ...Option) *Pool {
	p := &Pool{
		opts:  defaults(),
		outer: taskOf(ctx),
		born:  time.Now(),
		ended: make(chan struct{}),
		m:     new(meter),
	}
	for _, o := range opts {
		o(&p.opts)
	}
	p.free.Store(int64(p.opts.limit))
	p.open = p.opts.capacity == 0
	p.label = uniqueLabel(p.opts.name)
	p.ctx, p.cancel = context.WithCancelCause(ctx)
	if ctx.Done() != nil {
		p.hooked = make(chan struct{})
		p.m.mu.Lock() // the hook may run at once
		defer p.m.mu.Unlock()
		p.unhook = context.AfterFunc(ctx, func() {
			defer close(p.hooked)
			p.Cancel(context.Cause(ctx))
		})
	}
	return p
}

// Go queues a task. Its context is the task's own: it carries the task's
// identity, and is done when the pool is cancelled and when the task has ended.
//
// The ctx of the call is that of the caller. Inside a task it is the task's:
// then a call that blocks on a full queue gives the task's slot back, and the
// call is welcome even after Close. Go blocks only if [Queue] bounds the queue,
// until there is room, the pool is cancelled or ctx is done.
//
// The error is nil if the task was queued, and else a [*DroppedError]: the task
// will not start. A loop that feeds a pool ends there.
//
// Go takes about 40ns, and a tiny task about 100ns in all. Neither allocates
// per task, except for 24 bytes of a slab.
//
//cancelcheck:assume spawns
func (p *Pool) Go(ctx context.Context, task func(context.Context) error) error {
	return p.submit(ctx, plain(task))
}

// Close lets no new work in: what is queued still runs, and running tasks may
// submit more until they end. To forget what is queued, use Cancel.
func (p *Pool) Close() {
	p.m.mu.Lock()
	p.closed = true
	for j := range p.shut().all {
		p.queue.push(j)
	}
	p.staff()
	var refused []*submitter
	p.blocked, refused = split(p.blocked, func(b *submitter) bool { return b.own })
	for _, b := range refused {
		b.answer(&DroppedError{ErrClosed})
	}
	p.end()
	p.m.mu.Unlock()
}

// Cancel stops the pool: nothing starts after it has returned. Futures that are
// queued resolve as dropped, running tasks see their context done with the
// cause, or [context.Canceled] if it is nil. Only the first cancel counts, be it
// this one, the parent's or a task's error.
//
// It does not wait for the tasks that run; Wait does. It takes about 10ns for
// each future that is queued.
func (p *Pool) Cancel(cause error) {
	p.m.mu.Lock()
	if p.ctx.Err() != nil { // the parent was faster than its hook
		cause = context.Cause(p.ctx)
	}
	if p.cause != nil || p.done {
		p.m.mu.Unlock()
		return
	}
	if cause == nil {
		cause = context.Canceled
	}
	// The order is the point. Cancelling first would let workers that see
	// their task end start the next; resolving first would let those who wait
	// for a dropped future submit again.
	p.cause, p.closed = cause, true
	p.dropped = &DroppedError{cause}
	p.halted.Store(true)
	late := *p.shut()
	detached, blocked := p.queue, p.blocked
	p.queue, p.stale, p.blocked = queue{}, 0, nil
	p.m.Dropped += int64(p.m.Queued)
	p.m.Queued = 0
	p.live++ // Wait must not return before the detached futures are resolved
	p.m.mu.Unlock()

	p.cancel(cause)
	for _, b := range blocked {
		b.answer(p.dropped)
	}
	for _, q := range []queue{detached, late} {
		for j := range q.all {
			j.drop()
		}
	}

	p.m.mu.Lock()
	p.live--
	p.end()
	p.m.mu.Unlock()
}

// end says that the pool has ended, if nobody is inside and nobody may come. The
// queue is empty then: else all slots are held, and holders live.
func (p *Pool) end() {
	if p.closed && p.live == 0 && !p.done {
		p.done = true
		p.hooking = p.unhook != nil && !p.unhook()
		p.cancel(nil)
		close(p.ended)
	}
}

// Wait closes the pool and waits for its tasks, for every goroutine that it has
// started, and for its hook on the parent context. It returns the first error:
// of a task, or the cause of the cancel, whichever came first; with [CollectAll]
// all errors of tasks, after the cause if there is one.
//
// If ctx is done before, Wait returns a [*StragglersError] that says which tasks
// have not ended and where they are. The pool goes on; a later Wait waits again.
// Inside a task of the same pool Wait returns [ErrInside] at once.
//
//cancelcheck:assume honours ctx
func (p *Pool) Wait(ctx context.Context) error {
	if p.encloses(ctx) {
		return ErrInside
	}
	if p.ctx.Err() != nil { // the parent was faster than its hook
		p.Cancel(nil)
	}
	p.Close()
	if !p.joined(ctx) {
		late := p.Stragglers()
		if !p.over() { // it may have ended at the last moment
			return &StragglersError{Cause: context.Cause(ctx), Err: p.err(), Tasks: late}
		}
	}
	if p.hooking {
		<-p.hooked
	}
	return p.err()
}

// joined waits for the end of the pool, without the slot of the task that waits.
func (p *Pool) joined(ctx context.Context) bool {
	if p.over() {
		return true
	}
	if t := taskOf(ctx); t != nil {
		defer t.Leave()()
	}
	select {
	case <-p.ended:
		return true
	case <-ctx.Done():
		return false
	}
}

// over reports whether the pool has ended.
func (p *Pool) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

func (p *Pool) err() error {
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	if !p.opts.collect {
		return p.cause
	}
	all := p.errs
	if p.cause != nil {
		all = append([]error{p.cause}, all...)
	}
	return errors.Join(all...)
}

// fail takes a task's error for the pool's.
func (p *Pool) fail(err error) {
	if !p.opts.collect {
		p.Cancel(err)
		return
	}
	p.m.mu.Lock()
	p.errs = append(p.errs, err)
	p.m.mu.Unlock()
}

// encloses reports whether ctx belongs to a task of the pool, or to a task of a
// pool that was made in one.
func (p *Pool) encloses(ctx context.Context) bool {
	for t := taskOf(ctx); t != nil; t = t.worker.pool.outer {
		if t.worker.pool == p && !t.ended.Load() {
			return true
		}
	}
	return false
}
