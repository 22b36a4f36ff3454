// Package bad holds what gostop finds; a function is named for its case.
package bad

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

func work()                      {}
func step(context.Context) error { return nil }

// A worker that Start starts and Stop stops.
type worker struct {
	in   chan int
	done chan struct{}
}

func (w worker) Start() {
	go func() {
		for {
			select {
			case <-w.in:
				work()
			case <-w.done:
				return
			}
		}
	}()
}

func (w worker) Stop() { close(w.done) }

func (w worker) Add(n int) { w.in <- n }

func startedNeverStopped(ns []int) {
	w := worker{in: make(chan int), done: make(chan struct{})}
	w.Start() // want `w owns running work, and nothing here stops it: it stays behind \(gostop\)`
	for _, n := range ns {
		w.Add(n)
	}
}

// A poller that its constructor starts, and a context in a field stops.
type poller struct {
	ctx    context.Context
	cancel context.CancelFunc
	n      int
}

func newPoller(every time.Duration) *poller {
	p := &poller{}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	go p.loop(every)
	return p
}

func (p *poller) loop(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			p.n++
		case <-p.ctx.Done():
			return
		}
	}
}

func (p *poller) Close() { p.cancel() }

func (p *poller) Count() int { return p.n }

func constructedNeverClosed() int {
	p := newPoller(time.Second) // want `p owns running work, and nothing here stops it: it stays behind \(gostop\)`
	time.Sleep(time.Minute)
	return p.Count()
}

// The constructor hands on what another one started.
type gauge struct{ inner *poller }

func (g *gauge) run() { go g.inner.loop(time.Second) }

func (g *gauge) start() { g.run() }

func (g *gauge) Close() { g.inner.Close() }

func newWorker() *worker {
	w := &worker{in: make(chan int), done: make(chan struct{})}
	w.Start()
	return w
}

func startedByItsConstructor() {
	w := newWorker() // want `w owns running work, and nothing here stops it: it stays behind \(gostop\)`
	w.Add(1)
}

// A group that nobody waits for.

func neverWaited(ctx context.Context, n int) {
	g, ctx := errgroup.WithContext(ctx)
	for range n {
		g.Go(func() error { return step(ctx) }) // want `nobody waits for g: its errors are lost, and its goroutines outlive neverWaited \(gostop\)`
	}
}
