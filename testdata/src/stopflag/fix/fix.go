// Package fix holds what stopflag can mend.
package fix

import (
	"fmt"
	"time"
)

func work() { time.Sleep(time.Millisecond) }

func literalPolls() {
	stop := false
	go func() {
		for !stop { // want `another goroutine writes stop`
			work()
		}
	}()
	work()
	stop = true
}

func starterPolls() bool {
	var done bool
	go func() {
		work()
		done = true
	}()
	for {
		if done { // want `another goroutine writes done`
			break
		}
		work()
	}
	return done
}

type worker struct {
	name    string
	stopped bool
}

func newWorker(name string) *worker {
	w := &worker{name: name}
	go w.loop()
	return w
}

func (w *worker) loop() {
	for i := 0; i < 1000 && !w.stopped; i++ { // want `another goroutine writes w.stopped`
		work()
	}
	fmt.Println(w.name, w.stopped)
}

// Stop stops the worker.
func (w *worker) Stop() { w.stopped = true }

func (w *worker) start() {
	w.stopped = w.name == ""
	go w.loop()
}

var halt bool

func packageVariable() {
	go func() {
		for !halt { // want `another goroutine writes halt`
			work()
		}
	}()
	work()
	halt = true
}
