// Package likely holds what gojoin finds at the level likely.
package likely

import (
	"sync"
	"sync/atomic"
	"time"
)

func work() {}

// StartReporter may be meant for main, once.
func StartReporter() {
	go func() { // want `nothing ends this goroutine: one more stays behind for each call of StartReporter \(gojoin\)`
		for {
			work()
		}
	}()
}

// One for each name, which the package keeps for good.

var counters sync.Map

type counter struct{ n atomic.Int64 }

func CounterOf(name string) *counter {
	if v, ok := counters.Load(name); ok {
		return v.(*counter)
	}
	c := &counter{}
	go c.tell(name) // want `nothing ends this goroutine: one more stays behind for each counter \(gojoin\)`
	counters.Store(name, c)
	return c
}

func (c *counter) tell(name string) {
	for range time.Tick(time.Minute) {
		println(name, c.n.Load())
	}
}
