// Package harm tells whether a case does harm when it is run. What a rule calls
// bad must, its good twin must not: so a finding is a fact, not an opinion.
package harm

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Leaks reports whether a goroutine is left blocked, f's own or another, when f
// has run under a context that was cancelled once all were waiting, and an hour
// has passed, in which timers fire.
func Leaks(t *testing.T, f func(context.Context)) (leaked bool) {
	defer func() {
		if r := recover(); r != nil {
			leaked = strings.Contains(fmt.Sprint(r), "blocked goroutines remain")
			if !leaked {
				panic(r)
			}
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		go f(ctx)
		synctest.Wait()
		cancel()
		time.Sleep(time.Hour)
	})
	return false
}
