// Package lib has objects that own running work.
package lib

import (
	"context"
	"sync"
)

// A Feed runs until it is closed.
type Feed struct {
	stop chan struct{}
	C    chan int
}

// NewFeed starts it.
func NewFeed() *Feed {
	f := &Feed{stop: make(chan struct{}), C: make(chan int, 1)}
	go f.run()
	return f
}

func (f *Feed) run() {
	for n := 0; ; n++ {
		select {
		case f.C <- n:
		case <-f.stop:
			return
		}
	}
}

// Close stops it.
func (f *Feed) Close() { close(f.stop) }

// A Pool runs tasks.
type Pool struct{ wg sync.WaitGroup }

// Go runs one.
func (p *Pool) Go(task func() error) {
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		if task() != nil {
			return
		}
	}()
}

// Wait waits for all.
func (p *Pool) Wait() { p.wg.Wait() }

// Both runs two.
func Both(p *Pool, a, b func() error) {
	p.Go(a)
	p.Go(b)
}

// A Worker runs until it is stopped, or its context is done.
type Worker struct {
	cancel context.CancelFunc
	ended  chan struct{}
}

// Start starts it.
func Start(ctx context.Context, f func(context.Context)) *Worker {
	ctx, cancel := context.WithCancel(ctx)
	w := &Worker{cancel, make(chan struct{})}
	go func() {
		defer close(w.ended)
		f(ctx)
	}()
	return w
}

// Stop stops it.
func (w *Worker) Stop() { w.cancel() }

// Wait waits for it.
func (w *Worker) Wait() { <-w.ended }

// Ended reports whether it has ended.
func (w *Worker) Ended() bool {
	select {
	case <-w.ended:
		return true
	default:
		return false
	}
}
