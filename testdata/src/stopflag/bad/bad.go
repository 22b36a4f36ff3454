// Package bad holds what stopflag finds; a function is named for its case.
package bad

import (
	"context"
	"sync"
	"time"
)

func work() { time.Sleep(time.Millisecond) }

// settle gives the goroutines time; no memory model knows of it.
func settle() { time.Sleep(20 * time.Millisecond) }

func literalPolls() {
	stop := false
	go func() {
		for !stop { // want `^another goroutine writes stop, with nothing in between: this loop may never see it \(stopflag\)$`
			work()
		}
	}()
	settle()
	stop = true
	settle()
}

func starterPolls() {
	var done bool
	go func() {
		settle()
		done = true
	}()
	for {
		if done { // want `another goroutine writes done, with nothing in between`
			return
		}
		work()
	}
}

type worker struct {
	stopped bool
	mu      sync.Mutex
	count   int
}

func (w *worker) loop() {
	for !w.stopped { // want `another goroutine writes w.stopped, with nothing in between`
		work()
	}
}

// Start starts the worker.
func (w *worker) Start() { go w.loop() }

// Stop stops it, it says.
func (w *worker) Stop() { w.stopped = true }

func methodPolls() {
	var w worker
	w.Start()
	settle()
	w.Stop()
	settle()
}

// A Server has a flag of which only one side is locked: that orders nothing.
type Server struct {
	mu     sync.Mutex
	closed bool
}

func (s *Server) accept() {
	for i := 0; ; i++ {
		if s.closed || i > 1000 { // want `another goroutine writes s.closed, with nothing in between`
			break
		}
		work()
	}
}

// Run starts the server.
func (s *Server) Run() {
	go func() {
		s.accept()
	}()
}

// Close ends it.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
}

func onlyTheWriterLocks() {
	s := &Server{}
	s.Run()
	settle()
	s.Close()
	settle()
}

const (
	running = iota
	draining
	closed
)

var state = running

func packageVariable() {
	state = running
	go func() {
		for state != closed { // want `another goroutine writes state, with nothing in between`
			work()
		}
	}()
	settle()
	setClosed()
	settle()
}

func setClosed() { state = closed }

func tickerOrdersNothing() {
	quit := false
	go func() {
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for range 1000 {
			<-t.C
			if quit { // want `another goroutine writes quit, with nothing in between`
				return
			}
		}
	}()
	settle()
	quit = true
	settle()
}

type upload struct {
	done bool
	err  error
}

func (u *upload) run() {
	settle()
	u.done = true
}

func (u *upload) wait(ctx context.Context) error {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if u.done || u.err != nil { // want `another goroutine writes u.done, with nothing in between`
			return u.err
		}
	}
}

func waitsByPolling() {
	u := &upload{}
	go u.run()
	u.wait(context.Background())
}

func groupPolls() {
	var wg sync.WaitGroup
	stop := false
	for range 2 {
		wg.Go(func() {
			for !stop { // want `another goroutine writes stop, with nothing in between`
				work()
			}
		})
	}
	settle()
	stop = true
	wg.Wait()
}

// A struct that is copied cannot hold an atomic: no fix.
type copied struct{ stopped bool }

func (c copied) String() string { return "" }

func (c *copied) loop() {
	for !c.stopped { // want `another goroutine writes c.stopped`
		work()
	}
}

func structIsCopied() {
	c := &copied{}
	go c.loop()
	settle()
	c.stopped = true
	settle()
}
