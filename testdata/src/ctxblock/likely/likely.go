// Package likely holds what ctxblock finds at the level likely.
package likely

import (
	"context"
	"errors"
	"time"
)

type event struct{}

func next() event                { return event{} }
func step(context.Context) error { return nil }

// Watch returns what it sees, until the caller has enough.
func Watch(ctx context.Context) <-chan event {
	ch := make(chan event)
	go func() {
		defer close(ch)
		for step(ctx) == nil {
			ch <- next() // want `send to ch ignores ctx: a caller that has enough cannot stop this goroutine \(ctxblock\)`
		}
	}()
	return ch
}

func waitsForSeconds(ctx context.Context) error {
	answer := make(chan event, 1)
	go func() { answer <- next() }()
	select { // want `select ignores ctx: cancelling it does not end a wait of up to 10s \(ctxblock\)`
	case <-answer:
		return nil
	case <-time.After(10 * time.Second):
		return errors.New("no answer")
	}
}

type loop struct {
	ctx context.Context
	out chan event
}

func (l *loop) guarded(e event) {
	select {
	case l.out <- e:
	case <-l.ctx.Done():
	}
}

func (l *loop) bare(e event) {
	l.out <- e // want `send to l.out ignores l.ctx: elsewhere it can be stopped, here it cannot \(ctxblock\)`
}

// Only between two events does it look at ctx.
func Tail(ctx context.Context, lines <-chan string, out chan<- event) {
	for {
		select {
		case <-ctx.Done():
			return
		case line := <-lines:
			if line == "" {
				continue
			}
			out <- next() // want `send to out ignores ctx: the loop can be stopped elsewhere, here it cannot \(ctxblock\)`
			if line == "twice" {
				out <- next()
			}
		}
	}
}

type mirror struct{ Changed chan event }

func (m *mirror) follow(ctx context.Context, lines <-chan string) {
	for {
		select {
		case <-lines:
		case <-ctx.Done():
			return
		}
		m.Changed <- next() // want `send to m.Changed ignores ctx: the loop can be stopped elsewhere, here it cannot \(ctxblock\)`
	}
}
