package good

import (
	"context"
	"errors"
	"testing"

	"cancelcheck.test/harm"
)

// TestNoHarm runs the twins of what is bad: nobody is blocked after the context
// was cancelled.
func TestNoHarm(t *testing.T) {
	fail = errors.New("it went wrong")
	defer func() { fail = nil }()
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
			if harm.Leaks(t, f) {
				t.Error("somebody is left behind: this does harm")
			}
		})
	}
}
