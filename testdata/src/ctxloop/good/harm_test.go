package good

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestNoHarm runs the twins of what is bad: nobody is blocked after the context
// was cancelled.
func TestNoHarm(t *testing.T) {
	for name, f := range map[string]func(context.Context){
		"closeDeferredBeforeTheWorkers": func(ctx context.Context) { _ = closeDeferredBeforeTheWorkers(ctx, []int{1}) },
		"closeInADeferredLiteral":       func(ctx context.Context) { _ = closeInADeferredLiteral(ctx, []int{1}) },
		"closedOnEachReturn":            func(ctx context.Context) { _ = closedOnEachReturn(ctx, []int{1}) },
		"closedByAHelper":               func(ctx context.Context) { _ = closedByAHelper(ctx, []int{1}) },
		"closerStartedBefore":           func(ctx context.Context) { _, _ = closerStartedBefore(ctx, []int{1, 2, 3}) },
		"doneCase":                      func(ctx context.Context) { doneCase(ctx, nil) },
		"aliasedDone":                   func(ctx context.Context) { aliasedDone(ctx, nil) },
		"nestedSelect":                  func(ctx context.Context) { nestedSelect(ctx, nil, nil) },
		"labelledBreak":                 func(ctx context.Context) { labelledBreak(ctx, nil) },
		"pollsAClosedChannel":           pollsAClosedChannel,
	} {
		t.Run(name, func(t *testing.T) {
			if leaks(t, f) {
				t.Error("somebody is left behind: this does harm")
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
