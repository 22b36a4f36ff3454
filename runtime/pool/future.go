package pool

import (
	"context"
	"errors"
	"sync/atomic"
)

// A State is where a task stands.
type State uint8

// A task is queued, then runs, unless it was cancelled or dropped before. The
// last four are final.
const (
	Queued State = iota
	Running
	Done      // it returned no error
	Failed    // it returned an error, panicked, or called Goexit
	Cancelled // its future was cancelled before it started, or it returned the error of its cancelled context
	Dropped   // it was never started: its pool was cancelled, or refused it
)

func (s State) String() string {
	return [...]string{"queued", "running", "done", "failed", "cancelled", "dropped"}[s]
}

// A node is what of a future does not depend on its type. It is resolved once:
// whoever takes its state from queued, or is the worker that runs it, resolves.
type node struct {
	pool    *Pool
	state   atomic.Uint32
	err     error // before the final state is stored; if nil there, the pool knows it
	waiters atomic.Pointer[waiter]
	task    *task // while it runs; under the pool's lock
}

// A waiter is told of the resolution: by its channel, or by a feed that wants
// to know which of its futures it was.
type waiter struct {
	next  *waiter
	ready chan struct{}
	feed  *feed
	index int
}

var told = new(waiter) // ends the list of a node whose waiters were told

func (n *node) now() State { return State(n.state.Load()) }

func (n *node) resolved() bool { return n.now() > Running }

func (n *node) resolve(s State) {
	n.state.Store(uint32(s))
	if n.waiters.Load() != nil {
		n.tell()
	}
}

func (n *node) tell() {
	for w := n.waiters.Swap(told); w != nil && w != told; w = w.next {
		w.tell(n)
	}
}

func (w *waiter) tell(n *node) {
	if w.feed != nil {
		w.feed.push(w.index)
	} else {
		close(w.ready)
	}
}

// listen has w told, now or later, by this goroutine or by the one that
// resolves, but once.
func (n *node) listen(w *waiter) {
	for {
		head := n.waiters.Load()
		if head == told {
			w.tell(n)
			return
		}
		w.next = head
		if n.waiters.CompareAndSwap(head, w) {
			break
		}
	}
	if n.resolved() { // and might not have seen w
		n.tell()
	}
}

// ready returns a channel that is closed when the node is resolved. Who waits
// again and again, with short deadlines for instance, gets the same one.
func (n *node) ready() <-chan struct{} {
	if w := n.waiters.Load(); w != nil && w.ready != nil {
		return w.ready
	}
	w := &waiter{ready: make(chan struct{})}
	n.listen(w)
	return w.ready
}

func (n *node) claim(t *task) bool {
	if !n.state.CompareAndSwap(uint32(Queued), uint32(Running)) {
		return false
	}
	n.task = t
	return true
}

func (n *node) settle(s State, err error) bool {
	n.err = err
	n.resolve(s)
	return true
}

func (n *node) drop() {
	if n.state.CompareAndSwap(uint32(Queued), uint32(Dropped)) && n.waiters.Load() != nil {
		n.tell()
	}
}

// cancel cancels a queued job for sure, and asks one that runs.
func (n *node) cancel(cause error) bool {
	p := n.pool
	p.m.mu.Lock()
	if t := n.task; t != nil {
		p.m.mu.Unlock()
		t.open().cancel(cause)
		return false
	}
	if !n.state.CompareAndSwap(uint32(Queued), uint32(Cancelled)) {
		p.m.mu.Unlock()
		return false
	}
	if p.cause == nil { // else it is no longer in the queue, and was counted as dropped
		p.stale++
		p.m.Queued--
		p.m.Cancelled++
		p.compact()
		p.admit()
	}
	p.m.mu.Unlock()
	if n.waiters.Load() != nil {
		n.tell()
	}
	return true
}

// compact forgets cancelled futures before they are the most of the queue.
func (p *Pool) compact() {
	if p.stale < chunkSize || p.stale < p.queue.n/2 {
		return
	}
	p.m.door.Lock()
	defer p.m.door.Unlock()
	if p.stale < (p.queue.n+p.inbox.n)/2 {
		return
	}
	var live queue
	for _, q := range []*queue{&p.queue, &p.inbox} {
		for j := range q.all {
			if f, ok := j.(interface{ now() State }); !ok || f.now() == Queued {
				live.push(j)
			}
		}
	}
	p.queue, p.inbox, p.stale = live, queue{}, 0
	p.m.Submitted += int64(p.m.atDoor)
	p.m.Queued += p.m.atDoor
	p.m.atDoor = 0
}

// wait waits for the resolution, without the slot of the task that waits. It
// returns why it did not wait for it, or nil.
func (n *node) wait(ctx context.Context) error {
	if n.resolved() {
		return nil
	}
	if t := taskOf(ctx); t != nil {
		pause := &wait{[]*node{n}}
		if err := t.leave(pause); err != nil {
			return err
		}
		defer t.enter(pause)
	}
	select {
	case <-n.ready():
		return nil
	case <-ctx.Done():
		if n.resolved() {
			return nil
		}
		return context.Cause(ctx)
	}
}

// outcome returns the error of a resolved node.
func (n *node) outcome() error {
	switch s := n.now(); {
	case n.err != nil:
		return n.err
	case s == Cancelled:
		return ErrCancelled
	case s == Dropped:
		return n.pool.dropped
	}
	return nil
}

// A Future is a task's result, which may be still to come.
type Future[T any] struct {
	node
	fn    func(context.Context) (T, error)
	value T
}

// Submit queues fn and returns its future, in one allocation and, a tiny fn
// included, about 200ns. The contexts are as for [Pool.Go]. If the pool does not
// take the task, the future is resolved as dropped. An error of fn is an error
// of the pool, too.
//
//cancelcheck:assume spawns
func Submit[T any](ctx context.Context, p *Pool, fn func(context.Context) (T, error)) *Future[T] {
	f := &Future[T]{fn: fn}
	f.pool = p
	if err := p.submit(ctx, f); err != nil {
		f.err = err
		f.drop()
	}
	return f
}

func (f *Future[T]) run(ctx context.Context) error {
	v, err := f.fn(ctx)
	f.value = v
	return err
}

func (f *Future[T]) forget() { f.task, f.fn = nil, nil }

func (f *Future[T]) name() string { return funcName(f.fn) }

// Wait returns the task's result, when there is one. If ctx is done before, it
// returns the cause, and the task goes on.
//
// Inside a task, with its context or one derived from it, the wait gives the
// task's slot back, so that waiting for tasks of the same pool cannot deadlock
// at any depth; the wait ends when there is a slot again. Tasks that would wait
// for each other get [ErrCycle].
//
// Waiting for what is resolved takes a few nanoseconds, other waits about a
// microsecond.
//
//cancelcheck:assume joins
func (f *Future[T]) Wait(ctx context.Context) (T, error) {
	if err := f.wait(ctx); err != nil {
		var zero T
		return zero, err
	}
	return f.value, f.outcome()
}

// Cancel cancels a queued task: it will not start, its error is [ErrCancelled],
// and Cancel returns true. A running task is asked: its context is done, with
// ErrCancelled as cause. The pool goes on, also if the task then returns the
// error of its context.
func (f *Future[T]) Cancel() bool { return f.cancel(ErrCancelled) }

// State says where the task stands.
func (f *Future[T]) State() State { return f.now() }

// Done returns a channel that is closed when the future is resolved. Receiving
// from it inside a task keeps the task's slot: there, use Wait.
func (f *Future[T]) Done() <-chan struct{} { return f.ready() }

// verdict says how a task ended that returned err. The error of a cancelled
// context is no failure, however it is wrapped.
func (t *task) verdict(err error) State {
	if done := t.Err(); done != nil && (errors.Is(err, done) || errors.Is(err, context.Cause(t))) {
		return Cancelled
	}
	return Failed
}
