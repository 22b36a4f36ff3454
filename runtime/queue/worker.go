package queue

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/internal/slot"
)

// ErrWorkerStopped is the cause in the context of a worker that was stopped.
var ErrWorkerStopped = errors.New("worker was stopped")

// A Worker is a function in a goroutine of its own that somebody stops and
// somebody waits for.
type Worker struct {
	cancel context.CancelCauseFunc
	ctx    context.Context
	ended  chan struct{}
	err    error // before ended is closed
}

// Start runs fn until it returns. Its context is done when ctx is, and after
// Stop.
func Start(ctx context.Context, fn func(context.Context) error) *Worker {
	w := &Worker{ended: make(chan struct{})}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	go w.run(fn)
	return w
}

func (w *Worker) run(fn func(context.Context) error) {
	w.err = errors.New("worker called runtime.Goexit")
	defer close(w.ended)
	defer w.cancel(nil)
	defer func() {
		if v := recover(); v != nil {
			w.err = fmt.Errorf("panic: %v\n\n%s", v, debug.Stack())
		}
	}()
	w.err = fn(w.ctx)
}

// Stop asks the worker to end, and does not wait for it.
func (w *Worker) Stop() { w.cancel(ErrWorkerStopped) }

// Stopped reports whether the worker has ended. For a select there is Done.
func (w *Worker) Stopped() bool {
	select {
	case <-w.ended:
		return true
	default:
		return false
	}
}

// Done returns a channel that is closed when the worker has ended.
func (w *Worker) Done() <-chan struct{} { return w.ended }

// Wait waits for the worker and returns its error; that it stopped because it
// was asked to by Stop is none. A panic is an error, with its stack. If ctx is
// done before, Wait returns the cause, and the worker goes on.
func (w *Worker) Wait(ctx context.Context) error {
	if !w.Stopped() {
		defer slot.Leave(ctx)()
		select {
		case <-w.ended:
		case <-ctx.Done():
			if !w.Stopped() { // at the last moment
				return fmt.Errorf("worker has not ended: %w", context.Cause(ctx))
			}
		}
	}
	asked := context.Cause(w.ctx) == ErrWorkerStopped
	if asked && (errors.Is(w.err, ErrWorkerStopped) || errors.Is(w.err, context.Canceled)) {
		return nil
	}
	return w.err
}

// Sleep waits for d, or until ctx is done; then it returns the cause at once.
// Inside a task of a pool it holds no slot.
func Sleep(ctx context.Context, d time.Duration) error { return slot.Sleep(ctx, d) }
