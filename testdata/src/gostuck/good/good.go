// Package good holds what gostuck leaves alone; a function is named for its
// case. The numbered ones are the twins of those in bad.
package good

import (
	"errors"
	"sync"
	"time"
)

var errBroken = errors.New("broken")

// broken is what the tests set to go the way on which something fails.
var broken bool

func check(string) error {
	if broken {
		return errBroken
	}
	return nil
}

func measure(name string) int { return len(name) }

// survey takes long.
func survey(name string) int {
	time.Sleep(time.Minute)
	return len(name)
}

func pause() { time.Sleep(time.Millisecond) }

func store(int) error { return check("") }

// group spawns and counts.
type group struct{ wg sync.WaitGroup }

func (g *group) spawn(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

func (g *group) wait() { g.wg.Wait() }
