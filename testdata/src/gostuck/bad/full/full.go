// Package full asks channels how full they are. A buffer would show, and no fix
// is offered.
package full

import "errors"

var errBroken = errors.New("broken")

// broken is what the tests set to go the way on which something fails.
var broken bool

func check() error {
	if broken {
		return errBroken
	}
	return nil
}

type gauge struct{ readings chan int }

func (g *gauge) waiting() bool { return len(g.readings) > 0 }

func readsNone() (bool, error) {
	g := &gauge{readings: make(chan int)}
	go func() {
		g.readings <- 1 // want `nobody is left to receive from g.readings`
	}()
	if err := check(); err != nil {
		return false, err
	}
	<-g.readings
	return g.waiting(), nil
}
