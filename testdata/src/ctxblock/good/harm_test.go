package good

import (
	"context"
	"errors"
	"sync"
	"testing"

	"cancelcheck.test/harm"
)

// TestNoHarm runs the twins of what is bad: nobody is blocked after the context
// was cancelled.
func TestNoHarm(t *testing.T) {
	fail = errors.New("it went wrong")
	defer func() { fail = nil }()
	for name, f := range map[string]func(context.Context){
		"oneResultOneSlot":     func(ctx context.Context) { _, _ = oneResultOneSlot(ctx) },
		"slotPerSender":        func(ctx context.Context) { _ = slotPerSender(ctx, make([]event, 5)) },
		"sumOfCapacities":      func(ctx context.Context) { _ = sumOfCapacities(ctx, make([]event, 2), make([]event, 3)) },
		"countsTheAnswers":     func(ctx context.Context) { _ = countsTheAnswers(ctx, make([]event, 5)) },
		"countsDownTheWorkers": func(ctx context.Context) { _ = countsDownTheWorkers(ctx, make([]event, 5)) },
		"waitThenClose":        func(ctx context.Context) { _ = waitThenClose(ctx, make([]event, 5)) },
		"drainedByRange":       func(ctx context.Context) { drainedByRange(ctx, make([]event, 5)) },
		"drainsAfterAnError":   func(ctx context.Context) { _ = drainsAfterAnError(ctx, make([]event, 5)) },
		"theSenderSaysItWasTheLast": func(ctx context.Context) {
			_ = theSenderSaysItWasTheLast(ctx, func() (event, error) { return event{}, fail })
		},
		"stoppedByTheSender": func(ctx context.Context) { stoppedByTheSender(ctx, make([]event, 5)) },
		"localSemaphore":     func(ctx context.Context) { localSemaphore(ctx, make([]event, 9)) },
		"popWoken":           func(ctx context.Context) { q := &queue{}; q.cond = sync.NewCond(&q.mu); _, _ = q.popWoken(ctx) },
		"firstValueFits":     firstValueFits,
	} {
		t.Run(name, func(t *testing.T) {
			if harm.Leaks(t, f) {
				t.Error("somebody is left behind: this does harm")
			}
		})
	}
}
