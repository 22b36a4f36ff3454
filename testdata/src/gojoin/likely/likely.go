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

// There is one, and the package keeps it.

var (
	dial  *Dial
	alarm *Alarm
)

type Dial struct{ n atomic.Int64 }

func newDial() *Dial {
	d := &Dial{}
	go d.turn() // want `nothing ends this goroutine: one more stays behind for each Dial \(gojoin\)`
	return d
}

func TheDial() *Dial {
	if dial == nil {
		dial = newDial()
	}
	return dial
}

func (d *Dial) turn() {
	for range time.Tick(time.Minute) {
		d.n.Add(1)
	}
}

type Alarm struct{ n atomic.Int64 }

func TheAlarm() *Alarm {
	if alarm == nil {
		alarm = &Alarm{}
		go alarm.ring() // want `nothing ends this goroutine: one more stays behind for each Alarm \(gojoin\)`
	}
	return alarm
}

func (a *Alarm) ring() {
	for range time.Tick(time.Minute) {
		a.n.Add(1)
	}
}
