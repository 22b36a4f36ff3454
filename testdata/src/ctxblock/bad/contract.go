package bad

import (
	"context"
	"sync"
)

// What breaks a point of the cancellation contract (package runtime).

type job func(context.Context) error

// Contract 6: a nested task waits for a slot that its parent holds.
type nesting struct{ slots chan struct{} }

func newNesting() *nesting { return &nesting{slots: make(chan struct{}, 4)} }

func (p *nesting) nestedRun(ctx context.Context, parent job, children ...job) error {
	p.slots <- struct{}{} // want `send to p.slots waits for other calls to end: cancelling ctx cannot end this wait \(ctxblock\)`
	defer func() { <-p.slots }()
	for _, child := range children {
		if err := p.nestedRun(ctx, child); err != nil {
			return err
		}
	}
	return parent(ctx)
}

// Contract 8: a submit to a full queue that no cancel wakes.
type bounded struct{ queue chan job }

func newBounded() *bounded { return &bounded{queue: make(chan job)} }

func (b *bounded) work(ctx context.Context) {
	for {
		select {
		case j := <-b.queue:
			_ = j(ctx)
		case <-ctx.Done():
			return
		}
	}
}

func (b *bounded) submitToAFullQueue(ctx context.Context, j job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.queue <- j // want `send to b.queue ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
	return nil
}

// Contract 9: who leaves the loop over results leaves their sender behind.
func breaksOutOfResults(ctx context.Context, jobs []job) error {
	results := make(chan error)
	var running sync.WaitGroup
	for _, j := range jobs {
		running.Go(func() { results <- j(ctx) }) // want `send to results ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
	}
	for range jobs {
		if err := <-results; err != nil {
			return err
		}
	}
	return nil
}
