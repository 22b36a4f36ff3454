package fix

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases: somebody is stuck at every line that wants a finding.
func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	for _, broken = range []bool{true, false} {
		for name, f := range map[string]func(context.Context){
			"oneAnswerTooLate":      func(context.Context) { _, _ = oneAnswerTooLate("ada") },
			"onEachWay":             func(ctx context.Context) { _ = atOnce(ctx, nil) },
			"oneOfTwoAnswersIsRead": func(context.Context) { _ = twoAnswersAndNoneIsRead("ada") },
			"oneSlotForTwoLosers":   func(context.Context) { _ = oneSlotForTwoLosers("ada", "ad", "a") },
			"the other two lose":    func(context.Context) { _ = oneSlotForTwoLosers("a", "ada", "ad") },
			"and the third":         func(context.Context) { _ = oneSlotForTwoLosers("ad", "a", "ada") },
			"answersOfEachTurn":     func(context.Context) { _ = answersOfEachTurn([]string{"ada"}) },
			"closedByWhoWaits":      func(context.Context) { _, _ = closedByWhoWaits("ada") },
			"onEachWay, and it rings": func(ctx context.Context) {
				bell := make(chan int, 1)
				bell <- 1
				_ = atOnce(ctx, bell)
			},
		} {
			t.Run(name, func(t *testing.T) {
				for _, at := range harm.Stuck(t, f) {
					seen[at] = true
				}
			})
		}
	}
	harm.Wants(t, seen)
}

// atOnce calls it under a context that has ended, so that it goes before an
// answer.
func atOnce(ctx context.Context, bell <-chan int) int {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return onEachWay(ctx, "cleo", bell)
}
