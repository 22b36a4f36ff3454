// Package likely holds what gostop finds at the level likely.
package likely

import (
	"context"
	"errors"
	"io"
)

type worker struct{ done chan struct{} }

func newWorker() *worker {
	w := &worker{done: make(chan struct{})}
	go func() {
		for {
			select {
			case <-w.done:
				return
			default:
			}
		}
	}()
	return w
}

func (w *worker) Stop() { close(w.done) }

func (w *worker) Ready() bool { return true }

func skippedByAReturn(n int) error {
	w := newWorker() // want `w owns running work that a return leaves running \(gostop\)`
	if n < 0 {
		return errors.New("negative")
	}
	w.Stop()
	return nil
}

// A goroutine that runs somebody's function until it is stopped.
type runner struct {
	ctx    context.Context
	cancel context.CancelFunc
	ended  chan struct{}
}

func startRunner(ctx context.Context, f func(context.Context) error) *runner {
	r := &runner{ended: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(ctx)
	go func() {
		defer close(r.ended)
		if f(r.ctx) != nil {
			r.cancel()
		}
	}()
	return r
}

func (r *runner) Stop() { r.cancel() }
func (r *runner) Wait() { <-r.ended }

type source interface {
	io.Closer
	Each(ctx context.Context, f func(int) error) error
}

func consumerThatMayEnd(s source) bool {
	r := startRunner(context.Background(), func(ctx context.Context) error { // want `r owns running work, and nothing here stops it: it stays behind \(gostop\)`
		return s.Each(ctx, func(int) error { return nil })
	})
	return r.ctx.Err() == nil
}
