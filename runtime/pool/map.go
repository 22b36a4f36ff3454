package pool

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"
	"time"
)

// Map calls fn for the elements of in, as many at once as the pool's limit, and
// returns the results in the order of in.
//
// The first error ends the loop: it comes, alone, after the results before it.
// It is the loop's error, not the pool's. Leaving the loop, by an error or by
// the body, cancels what is still running and waits for it, at most for the
// pool's grace; see [OnStragglers]. When ctx is done, the loop ends with its
// cause. fn gets a task's context, one for many elements.
//
// Elements are claimed in chunks that grow while they are quick, so that a tiny
// fn costs less than 10ns an element, and a slow one is spread evenly.
func Map[T, R any](ctx context.Context, p *Pool, in []T, fn func(context.Context, T) (R, error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		m := &mapping[T, R]{
			in: in, fn: fn,
			out:   make([]R, len(in)),
			ready: make([]atomic.Int32, len(in)),
			most:  max(1, min(1024, len(in)/(4*p.opts.limit))),
			more:  make(chan struct{}, 1),
		}
		m.want.Store(-1)
		defer m.leave(ctx)
		m.start(ctx, p)
		for i := 0; i < len(in); {
			end, err := m.wait(ctx, i)
			if err != nil {
				var zero R
				yield(zero, err)
				return
			}
			for ; i < end; i++ {
				if !yield(m.out[i], nil) {
					return
				}
			}
		}
	}
}

// A mapping is one loop over Map. Runners, as many as may run, claim chunks.
type mapping[T, R any] struct {
	in  []T
	out []R
	fn  func(context.Context, T) (R, error)

	next  atomic.Int64   // the first element that nobody has claimed
	ready []atomic.Int32 // at the start of a chunk that is done: its end
	most  int            // elements of a chunk
	want  atomic.Int64   // the start of the chunk that the loop sleeps for
	more  chan struct{}
	stop  atomic.Bool
	nodes []*node

	mu  sync.Mutex
	err error
}

type runner[T, R any] struct {
	node
	*mapping[T, R]
}

func (m *mapping[T, R]) start(ctx context.Context, p *Pool) {
	for range min(p.opts.limit, len(m.in)) {
		r := &runner[T, R]{mapping: m}
		r.pool = p
		if err := p.submitInner(ctx, r); err != nil {
			m.fail(err)
			return
		}
		m.nodes = append(m.nodes, &r.node)
	}
}

func (m *mapping[T, R]) leave(ctx context.Context) {
	m.stop.Store(true)
	leave(ctx, m.nodes)
}

// fail keeps the first error and stops the runners.
func (m *mapping[T, R]) fail(err error) {
	m.mu.Lock()
	if m.err == nil {
		m.err = err
	}
	m.mu.Unlock()
	m.stop.Store(true)
	m.signal()
}

func (m *mapping[T, R]) signal() {
	select {
	case m.more <- struct{}{}:
	default:
	}
}

// wait waits for the chunk that starts with element i, and returns its end.
func (m *mapping[T, R]) wait(ctx context.Context, i int) (end int, err error) {
	if end := m.ready[i].Load(); end > 0 && ctx.Err() == nil {
		return int(end), nil
	}
	m.want.Store(int64(i))
	defer m.want.Store(-1)
	w := &wait{m.nodes}
	if t := taskOf(ctx); t != nil {
		if err := t.leave(w); err != nil {
			return 0, err
		}
		defer t.enter(w)
	}
	for {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if end := m.ready[i].Load(); end > 0 {
			return int(end), nil
		}
		m.mu.Lock()
		err := m.err
		m.mu.Unlock()
		if err != nil {
			return 0, err
		}
		select {
		case <-m.more:
		case <-ctx.Done():
		}
	}
}

// quick is how long a chunk takes at most before chunks become smaller.
const quick = 20 * time.Microsecond

func (r *runner[T, R]) run(ctx context.Context) error {
	m := r.mapping
	size := 1
	since := time.Now()
	for {
		from := int(m.next.Add(int64(size))) - size
		if from >= len(m.in) {
			return nil
		}
		end := min(from+size, len(m.in))
		if err := r.chunk(ctx, from, end); err != nil {
			return err
		}
		took := time.Since(since)
		since = since.Add(took)
		switch {
		case took < quick/2:
			size = min(2*size, m.most)
		case took > quick:
			size = max(size/2, 1)
		}
	}
}

func (r *runner[T, R]) chunk(ctx context.Context, from, end int) (err error) {
	m := r.mapping
	for i := from; i < end; i++ {
		if m.stop.Load() {
			return ErrLeft
		}
		if r.pool.halted.Load() {
			return context.Cause(ctx)
		}
		if m.out[i], err = m.fn(ctx, m.in[i]); err != nil {
			return err
		}
	}
	m.ready[from].Store(int32(end))
	if m.want.Load() == int64(from) {
		m.signal()
	}
	return nil
}

func (r *runner[T, R]) name() string { return funcName(r.fn) }

func (r *runner[T, R]) forget() { r.task = nil }

// settle keeps a runner's error, a panic included, for the loop.
func (r *runner[T, R]) settle(s State, err error) bool {
	r.node.settle(s, err)
	if err != nil {
		r.fail(err)
	}
	return false
}

func (r *runner[T, R]) drop() {
	r.node.drop()
	r.fail(r.outcome())
}
