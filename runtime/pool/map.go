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
// The first error ends the loop: it comes, alone, after those results before it
// that are there. It is the loop's error, not the pool's. Leaving the loop, by an error or by
// the body, cancels what is still running and waits for it, at most for the
// pool's grace; see [OnStragglers]. When ctx is done, the loop ends with its
// cause. fn gets a task's context, one for many elements.
//
// Elements are claimed in chunks that grow while they are quick, so that a tiny
// fn costs less than 10ns an element, and a slow one is spread evenly.
//
//cancelcheck:assume spawns
//cancelcheck:assume joins
func Map[T, R any](ctx context.Context, p *Pool, in []T, fn func(context.Context, T) (R, error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		m := &mapping[T, R]{
			pool: p, in: in, fn: fn,
			out:   make([]R, len(in)),
			ready: map[int]int{},
			more:  make(chan struct{}, 1),
		}
		defer m.leave(ctx)
		m.start(ctx)
		for i := 0; i < len(in); {
			end, err := m.wait(ctx, i)
			if err != nil {
				var zero R
				yield(zero, err)
				return
			}
			for _, v := range m.out[i:end] {
				if !yield(v, nil) {
					return
				}
			}
			i = end
		}
	}
}

// A mapping is one loop over Map. Runners, at most as many as may run, claim
// chunks. Each starts the next before it works: if the work blocks, all are there
// at once, and if it is tiny, most are never needed.
type mapping[T, R any] struct {
	pool *Pool
	in   []T
	out  []R
	fn   func(context.Context, T) (R, error)
	next atomic.Int64 // the first element that nobody has claimed
	stop atomic.Bool
	more chan struct{}

	mu    sync.Mutex
	ready map[int]int // chunks that are done: from and end
	want  int         // the start of the chunk that the loop sleeps for
	nodes []*node     // of the runners
	err   error
}

type runner[T, R any] struct {
	node
	*mapping[T, R]
}

// start starts a runner, if there is work for it.
func (m *mapping[T, R]) start(ctx context.Context) {
	if m.next.Load() >= int64(len(m.in)) {
		return
	}
	r := &runner[T, R]{mapping: m}
	r.node.pool = m.pool
	var err error
	m.mu.Lock()
	if !m.stop.Load() && len(m.nodes) < m.pool.opts.limit {
		// Under the lock: nobody may cancel a runner that is not queued.
		if err = m.pool.submitInner(ctx, r); err == nil {
			m.nodes = append(m.nodes, &r.node)
		}
	}
	m.mu.Unlock()
	if err != nil {
		m.fail(err)
	}
}

func (m *mapping[T, R]) leave(ctx context.Context) {
	m.mu.Lock()
	m.stop.Store(true)
	nodes := m.nodes
	m.mu.Unlock()
	leave(ctx, nodes)
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
	end, err = m.look(ctx, i)
	if end > 0 || err != nil {
		return end, err
	}
	t := taskOf(ctx)
	var w *wait
	if t != nil {
		w = &wait{m.runners()}
		if err := t.leave(w); err != nil {
			return 0, err
		}
		defer t.enter(w)
	}
	for end == 0 && err == nil {
		select {
		case <-m.more:
		case <-ctx.Done():
		}
		end, err = m.look(ctx, i)
		if t != nil && end == 0 && err == nil {
			err = t.stays(w, m.runners())
		}
	}
	return end, err
}

// look returns the end of the chunk that starts with i, or an error, or asks to
// be told of either.
func (m *mapping[T, R]) look(ctx context.Context, i int) (end int, err error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if end := m.ready[i]; end > 0 {
		delete(m.ready, i)
		return end, nil
	}
	m.want = i
	return 0, m.err
}

// runners returns the runners that have not ended.
func (m *mapping[T, R]) runners() (nodes []*node) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range m.nodes {
		if !n.resolved() {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

const (
	quick  = 20 * time.Microsecond // how long a chunk is to take
	growth = 16                    // at most, from one chunk to the next
)

func (r *runner[T, R]) run(ctx context.Context) error {
	m := r.mapping
	m.start(ctx)
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
		size = max(1, int(min(quick*time.Duration(size)/max(took, 1), time.Duration(growth*size))))
	}
}

func (r *runner[T, R]) chunk(ctx context.Context, from, end int) (err error) {
	m := r.mapping
	stop, halted, fn, out := &m.stop, &m.pool.halted, m.fn, m.out[from:end]
	for i, v := range m.in[from:end] {
		if stop.Load() {
			return ErrLeft
		}
		if halted.Load() {
			<-m.pool.ctx.Done() // a moment later there is a cause
			return context.Cause(ctx)
		}
		if out[i], err = fn(ctx, v); err != nil {
			m.deliver(from, from+i)
			return err
		}
	}
	m.deliver(from, end)
	return nil
}

// deliver lets the loop have the results of a chunk, or of what there is of it.
func (m *mapping[T, R]) deliver(from, end int) {
	if from == end {
		return
	}
	m.mu.Lock()
	m.ready[from] = end
	wanted := m.want == from
	m.mu.Unlock()
	if wanted {
		m.signal()
	}
}

func (r *runner[T, R]) name() string { return funcName(r.fn) }

func (r *runner[T, R]) forget() { r.task = nil }

// settle keeps a runner's error, a panic included, for the loop, which has one
// runner less to wait for.
func (r *runner[T, R]) settle(s State, err error) bool {
	r.node.settle(s, err)
	if err != nil {
		r.fail(err)
	}
	r.signal()
	return false
}

func (r *runner[T, R]) drop() {
	r.node.drop()
	r.fail(r.outcome())
}
