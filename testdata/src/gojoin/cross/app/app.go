// Package app starts it, once per object.
package app

import "cancelcheck.test/src/gojoin/cross/lib"

type tank struct{ in chan int }

func newTank() *tank {
	t := &tank{make(chan int)}
	go func() { // want `nothing ends this goroutine: one more stays behind for each tank \(gojoin\)`
		lib.Pump(t.in)
	}()
	return t
}
