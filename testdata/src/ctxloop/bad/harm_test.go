package bad

import (
	"context"
	"errors"
	"testing"
	"time"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases that end in a wait: a goroutine is blocked for ever
// after the context was cancelled. So a finding here is a fact, not an opinion.
func TestHarm(t *testing.T) {
	fail = errors.New("it went wrong")
	defer func() { fail = nil }()
	for name, f := range map[string]func(context.Context){
		"returnLeavesWorkersWaiting": func(ctx context.Context) { _ = returnLeavesWorkersWaiting(ctx, []int{1}) },
		"startsNamedWorkers":         func(ctx context.Context) { _ = startsNamedWorkers(cancelled(ctx), []int{1, 2}) },
		"nobodyClosesIt":             func(ctx context.Context) { nobodyClosesIt(ctx, []int{1}) },
		"groupOfWorkers":             func(ctx context.Context) { _ = groupOfWorkers(ctx, []int{1}) },
		"rangesOverWhatOnlyStops":    func(ctx context.Context) { rangesOverWhatOnlyStops(ctx, time.Second) },
		"asksErrThenWaits":           asksErrThenWaits,
		"pollsThenWaits":             pollsThenWaits,
	} {
		t.Run(name, func(t *testing.T) {
			if !harm.Leaks(t, f) {
				t.Error("nobody is left behind: this does no harm")
			}
		})
	}
}

func cancelled(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}
