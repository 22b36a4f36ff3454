// Package bad holds what gostuck finds; a function is named for its case. Where
// several goroutines are stuck, the want is at the one whose peer is gone; where
// they wait for each other in a circle, at the first in the source. The twins in
// good have the same numbers.
package bad

import (
	"errors"
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
