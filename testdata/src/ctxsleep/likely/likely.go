// Package likely sleeps in ways that are arguable.
package likely

import (
	"context"
	"time"
)

func use(any)                   {}
func try(context.Context) error { return nil }
func ready() bool               { return false }

func aboutASecond(ctx context.Context) {
	use(ctx)
	time.Sleep(time.Second) // want `time.Sleep ignores ctx`
}

func aboutASecondEachTurn(ctx context.Context) error {
	for ctx.Err() == nil {
		use(try(ctx))
		time.Sleep(time.Second) // want `time.Sleep ignores ctx`
	}
	return ctx.Err()
}

type worker struct {
	ctx  context.Context
	stop context.CancelFunc
}

func newWorker() *worker {
	w := &worker{}
	w.ctx, w.stop = context.WithCancel(context.Background())
	return w
}

func (w *worker) run() {
	for {
		use(w)
		time.Sleep(time.Minute) // want `time.Sleep ignores w.ctx`
	}
}

func contextWithoutName(_ context.Context) {
	time.Sleep(time.Minute) // want `time.Sleep ignores its context`
}

func sometimes() {
	if !ready() {
		time.Sleep(time.Minute)
	}
}

func calleeSleepsOnAPath(ctx context.Context) {
	sometimes() // want `sometimes ignores ctx`
	use(ctx)
}

func (w *worker) close() { w.stop() }

func awaitReady() {
	for {
		if ready() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func calleePolls(ctx context.Context) {
	awaitReady() // want `awaitReady on each turn ignores ctx`
	use(ctx)
}

type command struct{ ctx context.Context }

func (c *command) Context() context.Context { return c.ctx }

func runs(cmd *command) {
	time.Sleep(time.Minute) // want `time.Sleep ignores cmd.Context\(\)`
}

func oncePerHelper(ctx context.Context) {
	sometimes() // reported at its first call
	use(ctx)
}

func aboveAHelper() { sometimes() }

func twoStoreysUp(ctx context.Context) {
	aboveAHelper()
	use(ctx)
}

func pollsUntilTimeIsOver(ctx context.Context, deadline time.Time) {
	for !ready() {
		if time.Now().After(deadline) {
			return
		}
		time.Sleep(5 * time.Millisecond) // want `time.Sleep ignores ctx`
	}
	use(ctx)
}

func pollsUntilATimerFires(ctx context.Context) {
	timeout := time.After(time.Minute)
	for {
		select {
		case <-timeout:
			return
		default:
			use(ready())
			time.Sleep(5 * time.Millisecond) // want `time.Sleep ignores ctx`
		}
	}
}

type queryContext struct {
	context.Context
	query string
}

func embedded(ctx *queryContext, d time.Duration) error {
	time.Sleep(d) // want `time.Sleep ignores ctx`
	return ctx.Err()
}
