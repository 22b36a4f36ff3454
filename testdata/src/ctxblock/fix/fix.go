// Package fix holds what ctxblock can repair.
package fix

import (
	"context"
	"errors"
	"time"
)

type event struct{}

func save(event) error           { return nil }
func step(context.Context) error { return nil }

type bus struct {
	out   chan event
	ready chan event
	slots chan struct{}
}

func newBus(n int) *bus { return &bus{slots: make(chan struct{}, n)} }

func (b *bus) guarded(ctx context.Context) error {
	select {
	case b.out <- event{}:
	case <-b.ready:
	case <-ctx.Done():
	}
	return step(ctx)
}

func (b *bus) sends(ctx context.Context) (int, error) {
	if err := step(ctx); err != nil {
		b.out <- event{} // want `send to b.out ignores ctx`
	}
	b.out <- event{} // want `send to b.out ignores ctx`
	return 1, nil
}

func (b *bus) receives(ctx context.Context) error {
	<-b.ready // want `receive from b.ready ignores ctx`
	return nil
}

func (b *bus) acquires(ctx context.Context) error {
	b.slots <- struct{}{} // want `send to b.slots waits for other calls to end`
	defer func() { <-b.slots }()
	return step(ctx)
}

func minutes(ctx context.Context) (e event, err error) {
	answer := make(chan event, 1)
	go func() { answer <- event{} }()
	select { // want `select ignores ctx`
	case e = <-answer:
		return e, save(e)
	case <-time.After(5 * time.Minute):
		return e, errors.New("no answer")
	}
}
