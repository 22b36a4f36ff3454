package relies

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases: somebody is stuck at every line that wants a finding.
func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	names := []string{"ada", "bob", "cleo"}
	for _, broken = range []bool{true, false} {
		for name, f := range map[string]func(){
			"countsWhatWasTaken": func() { _ = countsWhatWasTaken() },
			"tellsTheEndAfterIt": func() { _, _ = tellsTheEndAfterIt("ada") },
			"countsDownAfterIt":  func() { _, _ = countsDownAfterIt("ada") },
			"oneOfMany":          func() { _ = oneOfMany(names) },
			"oneForAllTurns":     func() { _ = oneForAllTurns(names) },
			"weighsOnDemand":     func() { _ = weighsOnDemand(names) },
			"slotIsLost":         func() { slotIsLost(names) },
			"nobodyAnswers":      func() { _ = nobodyAnswers("ada") },
			"givesUpTheOther":    func() { _ = givesUpTheOther("ada") },
		} {
			t.Run(name, func(t *testing.T) {
				for _, at := range harm.Stuck(t, func(context.Context) { f() }) {
					seen[at] = true
				}
			})
		}
	}
	harm.Wants(t, seen)
}
