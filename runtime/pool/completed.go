package pool

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"
)

// AsCompleted returns the futures, with their index, in the order in which they
// resolve. They may belong to several pools.
//
// Leaving the loop cancels the futures that are not resolved and waits for
// them, at most for the grace of their pool; see [OnStragglers]. So the three
// ways to wait are loops:
//
//	for _, f := range pool.AsCompleted(ctx, futures...) {
//		break // the first; the others are cancelled
//	}
//	for _, f := range pool.AsCompleted(ctx, futures...) {
//		if f.State() == pool.Failed {
//			break // the first error
//		}
//	}
//	for range pool.AsCompleted(ctx, futures...) {
//	} // all
//
// When ctx is done, the loop ends as if it was left. What the futures that it
// did not get to have become, they tell themselves.
func AsCompleted[T any](ctx context.Context, futures ...*Future[T]) iter.Seq2[int, *Future[T]] {
	return func(yield func(int, *Future[T]) bool) {
		done := feed{more: make(chan struct{}, 1)}
		nodes := make([]*node, len(futures))
		for i, f := range futures {
			nodes[i] = &f.node
			f.listen(&waiter{feed: &done, index: i})
		}
		defer leave(ctx, nodes)
		rest := newRemainder(nodes)
		for range futures {
			i, ok := done.next(ctx, rest.nodes)
			if !ok {
				return
			}
			rest.remove(i)
			if !yield(i, futures[i]) {
				return
			}
		}
	}
}

// A remainder is those of a loop's nodes that it has not been told of: what it
// waits for, as the search for cycles must know. What it was told of is no way out.
type remainder struct {
	nodes []*node
	index []int // of the nodes
	at    []int // by index, the place in nodes
}

func newRemainder(nodes []*node) *remainder {
	r := &remainder{nodes: slices.Clone(nodes), index: make([]int, len(nodes)), at: make([]int, len(nodes))}
	for i := range nodes {
		r.index[i], r.at[i] = i, i
	}
	return r
}

func (r *remainder) remove(i int) {
	last := len(r.nodes) - 1
	at := r.at[i]
	r.nodes[at], r.index[at] = r.nodes[last], r.index[last]
	r.at[r.index[at]] = at
	r.nodes, r.index = r.nodes[:last], r.index[:last]
}

// A feed tells which of several nodes are resolved.
type feed struct {
	mu    sync.Mutex
	order []int
	more  chan struct{}
}

func (f *feed) push(i int) {
	f.mu.Lock()
	f.order = append(f.order, i)
	f.mu.Unlock()
	select {
	case f.more <- struct{}{}:
	default:
	}
}

func (f *feed) pop() (int, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.order) == 0 {
		return 0, false
	}
	i := f.order[0]
	f.order = f.order[1:]
	return i, true
}

// next waits for one that was not told yet. In a cycle of waits it gives up: the
// loop ends, and the cancel that follows breaks the cycle.
func (f *feed) next(ctx context.Context, nodes []*node) (int, bool) {
	if i, ok := f.pop(); ok {
		return i, true
	}
	if t := taskOf(ctx); t != nil {
		w := &wait{nodes}
		if t.leave(w) != nil {
			return 0, false
		}
		defer t.enter(w)
	}
	for {
		select {
		case <-f.more:
			if i, ok := f.pop(); ok {
				return i, true
			}
		case <-ctx.Done():
			return 0, false
		}
	}
}

// leave cancels what is left of a loop and joins it, before the statement after
// the loop. It waits also when ctx is done: for the grace, not for ever.
func leave(ctx context.Context, nodes []*node) {
	var left []*node
	for _, n := range nodes {
		if !n.resolved() && !n.cancel(ErrLeft) {
			left = append(left, n)
		}
	}
	if len(left) == 0 {
		return
	}
	p := left[0].pool
	timer := time.NewTimer(p.opts.grace)
	defer timer.Stop()
	if t := taskOf(ctx); t != nil {
		defer t.Leave()()
	}
	for _, n := range left {
		select {
		case <-n.ready():
		case <-timer.C:
			report(p, left)
			return
		}
	}
}

var errGrace = errors.New("grace is over")

// report tells who of the nodes has not ended.
func report(p *Pool, left []*node) {
	late := map[*task]bool{}
	pools := map[*Pool]bool{}
	for _, n := range left {
		n.pool.m.mu.Lock()
		if n.task != nil && !n.resolved() {
			late[n.task] = true
			pools[n.pool] = true
		}
		n.pool.m.mu.Unlock()
	}
	err := &StragglersError{Cause: errGrace, Err: p.err()}
	for p := range pools {
		err.Tasks = append(err.Tasks, p.stragglers(func(t *task) bool { return late[t] })...)
	}
	if len(err.Tasks) > 0 {
		p.opts.stragglers(err)
	}
}
