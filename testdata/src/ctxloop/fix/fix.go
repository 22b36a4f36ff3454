// Package fix holds what ctxloop can repair.
package fix

import (
	"context"
	"errors"
	"time"
)

func work()       {}
func ready() bool { return false }

func void(ctx context.Context) {
	for { // want `nothing ends this loop`
		work()
	}
}

func withError(ctx context.Context) (int, error) {
	for { // want `nothing ends this loop`
		work() // each turn
	}
}

func nested(ctx context.Context) (m map[string]int, err error) {
	if ready() {
		for { // want `nothing ends this loop`
			work()
		}
	}
	return nil, nil
}

func timers(ctx context.Context) error {
	timeout := time.After(time.Hour)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select { // want `the loop waits for timers only`
		case <-timeout:
			return errors.New("timeout")
		case <-tick.C:
			if ready() {
				return nil
			}
		}
	}
}
