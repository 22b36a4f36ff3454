package bad

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestHarm runs the cases that end in a wait: a goroutine is blocked for ever
// after the context was cancelled. So a finding here is a fact, not an opinion.
func TestHarm(t *testing.T) {
	for name, f := range map[string]func(context.Context){
		"returnLeavesWorkersWaiting": func(ctx context.Context) { _ = returnLeavesWorkersWaiting(ctx, []int{1}) },
		"startsNamedWorkers":         func(ctx context.Context) { _ = startsNamedWorkers(cancelled(ctx), []int{1, 2}) },
		"nobodyClosesIt":             func(ctx context.Context) { nobodyClosesIt(ctx, []int{1}) },
		"groupOfWorkers":             func(ctx context.Context) { _ = groupOfWorkers(ctx, []int{1}) },
		"asksErrThenWaits":           asksErrThenWaits,
		"pollsThenWaits":             pollsThenWaits,
	} {
		t.Run(name, func(t *testing.T) {
			if !leaks(t, f) {
				t.Error("nobody is left behind: this does no harm")
			}
		})
	}
}

// leaks reports whether a goroutine is left blocked when f has returned and its
// context is cancelled, or f itself is.
func leaks(t *testing.T, f func(context.Context)) (leaked bool) {
	defer func() {
		if r := recover(); r != nil {
			leaked = strings.Contains(fmt.Sprint(r), "blocked goroutines remain")
			if !leaked {
				panic(r)
			}
		}
	}()
	fail = errors.New("it went wrong")
	defer func() { fail = nil }()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		go f(ctx)
		synctest.Wait()
		cancel()
		time.Sleep(time.Hour) // timers fire
	})
	return false
}

func cancelled(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}
