// Package lib has a loop and what ends it, and starts neither.
package lib

import (
	"sync"
	"time"
)

// A Poller runs until it is stopped.
type Poller struct{ stopped bool }

// Run runs until Stop is called.
func (p *Poller) Run() { p.loop() }

func (p *Poller) loop() {
	for !p.stopped {
		time.Sleep(time.Millisecond)
	}
}

// Stop ends Run.
func (p *Poller) Stop() { p.stopped = true }

// A Locked one does the same, in order.
type Locked struct {
	mu      sync.Mutex
	stopped bool
}

// Run runs until Stop is called.
func (l *Locked) Run() {
	for {
		l.mu.Lock()
		if l.stopped {
			l.mu.Unlock()
			return
		}
		l.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
}

// Stop ends Run.
func (l *Locked) Stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = true
}

// A Scanner is for one goroutine.
type Scanner struct{ done bool }

// All reads all.
func (s *Scanner) All() {
	for !s.done {
		s.Step()
	}
}

// Step reads a little.
func (s *Scanner) Step() { s.done = true }
