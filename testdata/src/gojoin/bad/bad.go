// Package bad holds what gojoin finds; a function is named for its case.
package bad

import (
	"context"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

func work()      {}
func handle(int) {}

// The loop of an object, which has no way to stop it.

type cache struct {
	mu    sync.Mutex
	items map[string]time.Time
}

func newCache() *cache {
	c := &cache{items: map[string]time.Time{}}
	go func() { // want `nothing ends this goroutine: one more stays behind for each cache \(gojoin\)`
		for {
			time.Sleep(time.Minute)
			c.sweep()
		}
	}()
	return c
}

func (c *cache) sweep() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.items)
}

type meter struct{ n int }

// Start has no Stop.
func (m *meter) Start() {
	go m.loop() // want `nothing ends this goroutine: one more stays behind for each call of \(\*meter\).Start \(gojoin\)`
}

func (m *meter) loop() {
	t := time.NewTicker(time.Second)
	defer t.Stop() // does not close t.C
	for range t.C {
		m.n++
	}
}

type queue struct{ in chan int }

func newQueue() *queue {
	q := &queue{in: make(chan int)}
	var wg sync.WaitGroup
	wg.Go(q.drain) // want `nothing ends this goroutine: one more stays behind for each queue \(gojoin\)`
	return q
}

// drain ranges over a channel that nobody closes.
func (q *queue) drain() {
	for n := range q.in {
		handle(n)
	}
}

type listener struct{ ln net.Listener }

func newListener(ln net.Listener) *listener {
	l := &listener{ln}
	go l.serve() // want `nothing ends this goroutine: one more stays behind for each listener \(gojoin\)`
	return l
}

// serve goes on when the listener is closed.
func (l *listener) serve() {
	for {
		c, err := l.ln.Accept()
		if err != nil {
			log.Print(err)
			continue
		}
		c.Close()
	}
}

type gauge struct{ n int }

func newGauge() *gauge {
	g := &gauge{}
	go func() { // want `nothing ends this goroutine: one more stays behind for each gauge \(gojoin\)`
		for range time.Tick(time.Second) {
			g.n++
		}
	}()
	return g
}

// Two functions down.

type hub struct{}

func (h *hub) Open() error {
	go func() { // want `nothing ends this goroutine: one more stays behind for each call of \(\*hub\).Open \(gojoin\)`
		defer work()
		h.run()
	}()
	return nil
}

func (h *hub) run() { h.pump() }

func (h *hub) pump() {
	for {
		work()
	}
}

// A request starts it.

func handler(w http.ResponseWriter, r *http.Request) {
	go func() { // want `nothing ends this goroutine: one more stays behind for each call of handler \(gojoin\)`
		for {
			work()
		}
	}()
}

// The context of the function around it is not looked at.

type agent struct{}

func newAgent(ctx context.Context) *agent {
	_ = ctx.Err()
	go func() { // want `nothing ends this goroutine: one more stays behind for each agent \(gojoin\)`
		select {}
	}()
	return &agent{}
}

// The loop at its end can be left.
type Warden struct{ quit chan struct{} }

func NewWarden() *Warden { return &Warden{make(chan struct{})} }

func (w *Warden) Serve() {
	go w.tidy() // want `nothing ends this goroutine: one more stays behind for each call of .*Serve \(gojoin\)`
	for {
		select {
		case <-w.quit:
			return
		case <-time.After(time.Minute):
			work()
		}
	}
}

func (w *Warden) Close() { close(w.quit) }

func (w *Warden) tidy() {
	for range time.Tick(time.Minute) {
		work()
	}
}
