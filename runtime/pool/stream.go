package pool

import (
	"context"
	"iter"
)

// MapSeq is [Map] for a sequence, which may be endless: it reads the next item
// only when there is room in the [Window]. The sequence runs in the goroutine
// of the loop: results wait while it waits. An item costs about 150ns and one
// allocation.
//
//cancelcheck:assume spawns
//cancelcheck:assume joins
func MapSeq[T, R any](ctx context.Context, p *Pool, in iter.Seq[T], fn func(context.Context, T) (R, error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		s := &stream[T, R]{pool: p, fn: fn, cells: make([]*cell[T, R], p.window())}
		defer s.leave(ctx)
		for item := range in {
			for s.full() || s.head() {
				if !s.give(ctx, yield) {
					return
				}
			}
			if !s.take(ctx, item) {
				break
			}
		}
		for s.n > 0 {
			if !s.give(ctx, yield) {
				return
			}
		}
	}
}

func (p *Pool) window() int {
	if p.opts.window > 0 {
		return p.opts.window
	}
	return 16 * p.opts.limit
}

// A stream is one loop over MapSeq. Its cells are a ring of what was taken from
// the input and not yet given to the loop.
type stream[T, R any] struct {
	pool     *Pool
	fn       func(context.Context, T) (R, error)
	cells    []*cell[T, R]
	first, n int
}

type cell[T, R any] struct {
	node
	stream *stream[T, R]
	in     T
	out    R
}

func (s *stream[T, R]) full() bool { return s.n == len(s.cells) }

// head reports whether the first result is there.
func (s *stream[T, R]) head() bool { return s.n > 0 && s.cells[s.first].resolved() }

// take queues an item. It returns false if the pool takes no more; then the last
// cell tells why.
func (s *stream[T, R]) take(ctx context.Context, item T) bool {
	c := &cell[T, R]{stream: s, in: item}
	c.pool = s.pool
	s.cells[(s.first+s.n)%len(s.cells)] = c
	s.n++
	if err := s.pool.submitInner(ctx, c); err != nil {
		c.err = err
		c.node.drop()
		return false
	}
	return true
}

// give yields the first result, when it is there.
func (s *stream[T, R]) give(ctx context.Context, yield func(R, error) bool) bool {
	c := s.cells[s.first]
	err := c.wait(ctx)
	if err == nil {
		err = c.outcome()
		s.cells[s.first] = nil
		s.first = (s.first + 1) % len(s.cells)
		s.n--
	}
	if err != nil {
		var zero R
		yield(zero, err)
		return false
	}
	return yield(c.out, nil)
}

func (s *stream[T, R]) leave(ctx context.Context) {
	var nodes []*node
	for ; s.n > 0; s.n-- {
		nodes = append(nodes, &s.cells[s.first].node)
		s.first = (s.first + 1) % len(s.cells)
	}
	leave(ctx, nodes)
}

func (c *cell[T, R]) run(ctx context.Context) (err error) {
	c.out, err = c.stream.fn(ctx, c.in)
	return err
}

func (c *cell[T, R]) name() string { return funcName(c.stream.fn) }

func (c *cell[T, R]) forget() { c.task = nil }

// settle keeps the error for the loop.
func (c *cell[T, R]) settle(s State, err error) bool {
	c.node.settle(s, err)
	return false
}
