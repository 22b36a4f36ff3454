package queue

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/cancelcheck/cancelcheck/runtime/internal/slot"
)

var (
	// ErrClosed is what Put gets after Close, and the cause for consumers when
	// all is done.
	ErrClosed = errors.New("queue is closed")
	// ErrStopped is what Put gets after Stop, and the cause in the contexts of
	// items under way.
	ErrStopped = errors.New("queue is stopped")
)

// A Queue hands each item to one consumer, first in first out. An item belongs
// to the queue until it is done: an item that a consumer could not finish is
// handed out again, before all others.
type Queue[T any] struct {
	capacity int
	ctx      context.Context // done when the queue is stopped
	cancel   context.CancelCauseFunc

	mu      sync.Mutex
	items   []entry[T]
	back    []entry[T] // given back; they go first
	put     int        // how many were put in
	under   int        // way: handed out, and neither done nor given back
	closed  bool
	waiting bool          // somebody waits for changed
	changed chan struct{} // closed and replaced when somebody may go on
}

// An entry knows its place, so that what is given back finds it again.
type entry[T any] struct {
	place int
	item  T
}

// New returns a queue in which Put blocks while n items wait. With n < 1 there
// is no bound.
func New[T any](n int) *Queue[T] {
	q := &Queue[T]{capacity: n, changed: make(chan struct{})}
	q.ctx, q.cancel = context.WithCancelCause(context.Background())
	return q
}

// wake lets all who wait look again. There are few of them, and each has a
// reason of its own to go on.
func (q *Queue[T]) wake() {
	if q.waiting {
		q.waiting = false
		close(q.changed)
		q.changed = make(chan struct{})
	}
}

func (q *Queue[T]) len() int { return len(q.items) + len(q.back) }

// await calls ready under the lock until it returns true, and returns with the
// lock held; or ctx is done, and it returns the cause without it. While it waits
// inside a task of a pool, it holds no slot.
func (q *Queue[T]) await(ctx context.Context, ready func() bool) error {
	q.mu.Lock()
	if ctx.Err() == nil && ready() {
		return nil
	}
	for {
		if ctx.Err() != nil {
			q.mu.Unlock()
			return context.Cause(ctx)
		}
		changed := q.changed
		q.waiting = true
		q.mu.Unlock()
		enter := slot.Leave(ctx)
		select {
		case <-changed:
		case <-ctx.Done():
		}
		enter()
		q.mu.Lock()
		if ctx.Err() == nil && ready() {
			return nil
		}
	}
}

// Put adds an item, when there is room. If it returns an error, the queue does
// not have the item: it is closed or stopped, or ctx was done first.
func (q *Queue[T]) Put(ctx context.Context, item T) error {
	err := q.await(ctx, func() bool {
		return q.closed || q.capacity < 1 || q.len() < q.capacity
	})
	if err != nil {
		return err
	}
	defer q.mu.Unlock()
	if q.closed {
		return q.why()
	}
	q.items = append(q.items, entry[T]{q.put, item})
	q.put++
	q.wake()
	return nil
}

func (q *Queue[T]) why() error {
	if q.ctx.Err() != nil {
		return ErrStopped
	}
	return ErrClosed
}

// take hands out an item; ok is false at the queue's end. A closed queue is at its
// end only when nothing is under way: what is may still come back. The error is
// the cause of ctx, which may be that of another queue's stop.
func (q *Queue[T]) take(ctx context.Context) (e entry[T], ok bool, err error) {
	err = q.await(ctx, func() bool {
		return q.ctx.Err() != nil || q.len() > 0 || q.closed && q.under == 0
	})
	if err != nil {
		return e, false, err
	}
	defer q.mu.Unlock()
	if q.ctx.Err() != nil || q.len() == 0 {
		return e, false, nil
	}
	from := &q.items
	if len(q.back) > 0 {
		from = &q.back
	}
	e, (*from)[0] = (*from)[0], e
	*from = (*from)[1:]
	q.under++
	if q.capacity > 0 {
		q.wake() // there is room
	}
	return e, true, nil
}

// settle takes an item back, if it is not done.
func (q *Queue[T]) settle(e entry[T], done bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.under--
	if !done {
		i, _ := slices.BinarySearchFunc(q.back, e.place, func(b entry[T], place int) int { return b.place - place })
		q.back = slices.Insert(q.back, i, e)
	}
	q.wake()
}

// Each calls fn for one item after the other. If fn returns nil, the item is
// done. Else, and if it panics, the item goes back to the front of the queue,
// and Each ends: so for an item that cannot be done, record that, and return nil.
//
// The ctx of fn is done when the one of Each is, and when the queue is stopped.
// Each returns nil when a closed queue is drained or the queue is stopped, the
// cause when ctx is done, and otherwise the error of fn.
func (q *Queue[T]) Each(ctx context.Context, fn func(context.Context, T) error) error {
	for {
		e, ok, err := q.take(ctx)
		if !ok {
			return err
		}
		if err := q.one(ctx, e, fn); err != nil {
			if q.ctx.Err() != nil && (errors.Is(err, ErrStopped) || errors.Is(err, context.Canceled)) {
				return nil
			}
			return err
		}
	}
}

func (q *Queue[T]) one(ctx context.Context, e entry[T], fn func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(q.ctx, func() { cancel(ErrStopped) })()
	done := false
	defer func() { q.settle(e, done) }()
	err := fn(ctx, e.item)
	done = err == nil
	return err
}

// Close ends Put: consumers go on until all is done, and then end.
func (q *Queue[T]) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.wake()
}

// Stop ends Put, and consumers after the item that they have. To know when they
// have ended, wait for them.
func (q *Queue[T]) Stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.cancel(ErrStopped)
	q.wake()
}

// Wait waits until nothing is under way and, unless the queue was stopped, all
// is done. It does not close the queue: the end is somebody's decision.
func (q *Queue[T]) Wait(ctx context.Context) error {
	err := q.await(ctx, func() bool {
		return q.under == 0 && (q.ctx.Err() != nil || q.closed && q.len() == 0)
	})
	if err == nil {
		q.mu.Unlock()
	}
	return err
}

// Rest returns the items that are not done and not under way, in order. After
// Stop and Wait these are all that were put in and not done.
func (q *Queue[T]) Rest() []T {
	q.mu.Lock()
	defer q.mu.Unlock()
	rest := make([]T, 0, q.len())
	for _, e := range slices.Concat(q.back, q.items) {
		rest = append(rest, e.item)
	}
	return rest
}

// Len returns how many items wait for a consumer.
func (q *Queue[T]) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.len()
}
