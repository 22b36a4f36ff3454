package bad

import (
	"context"
	"os"
	"os/signal"
	"sync"
)

// What breaks a point of the cancellation contract (package runtime).

type task func(context.Context)

type backlog struct {
	mu    sync.Mutex
	tasks []task
}

func (b *backlog) next() task {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tasks[0]
	b.tasks = b.tasks[1:]
	return t
}

// Contract 1: what is queued starts, also after the cancel.
func startsAfterTheCancel(ctx context.Context, b *backlog) {
	var running sync.WaitGroup
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		t := b.next()
		running.Go(func() { t(ctx) })
	}
}

// Contract 2: a future that nobody resolves if its task fails.
func futuresLeftUnresolved(ctx context.Context, ids []int) error {
	futures := make(chan int)
	go func() {
		for n := range futures { // want `a return leaves futures open: this loop waits for ever, whatever ctx says \(ctxloop\)`
			handle(n)
		}
	}()
	for _, id := range ids {
		if err := fetch(ctx, id); err != nil {
			return err
		}
		futures <- id
	}
	close(futures)
	return nil
}

// Contract 13: a worker that hears of its stop only when there is an item.
func stopsWithTheNextItem(ctx context.Context) {
	items := make(chan int)
	go func() {
		for n := range 10 {
			items <- n
		}
	}()
	for ctx.Err() == nil {
		handle(<-items) // want `the loop polls ctx, then waits for items alone: cancelling it cannot end this wait \(ctxloop\)`
	}
}

// Contract 14: the first interrupt cancels a context that nobody looks at.
func interruptUnheard() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		if err := step(ctx); err != nil {
			logf("step: %v", err)
		}
	}
}
