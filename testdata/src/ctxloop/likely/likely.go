// Package likely holds what ctxloop finds at the level likely.
package likely

import (
	"context"
	"sync"
)

func work()                      {}
func step(context.Context) error { return nil }
func logf(string, ...any)        {}

type agent struct {
	ctx context.Context
	mu  sync.Mutex
}

func (a *agent) loop() {
	for { // want `nothing ends this loop: cancelling a.ctx cannot stop it \(ctxloop\)`
		a.mu.Lock()
		work()
		a.mu.Unlock()
	}
}

func unnamedContext(context.Context) {
	for { // want `nothing ends this loop: cancelling its context cannot stop it \(ctxloop\)`
		work()
	}
}

func untilItWorks(ctx context.Context) {
	for {
		err := step(ctx) // want `the loop goes on when this call fails: after ctx is cancelled it spins \(ctxloop\)`
		if err == nil {
			return
		}
		logf("step: %v", err)
	}
}
