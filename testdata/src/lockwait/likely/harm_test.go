package likely

import (
	"testing"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases until the goroutines of each wait for each other: at
// every line that wants a finding somebody is stuck.
func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	for name, f := range map[string]func(){
		"paysAndAudits":          paysAndAudits,
		"callsTheSinking":        callsTheSinking,
		"movesBothWays":          movesBothWays,
		"readsTwice":             readsTwice,
		"readsUnderTheCondition": readsUnderTheCondition,
		"upgrades":               upgrades,
		"dropsTwice":             dropsTwice,
		"oneDoorForTwo":          oneDoorForTwo,
		"onceInItself":           onceInItself,
	} {
		t.Run(name, func(t *testing.T) {
			for range 1000 { // another schedule may do no harm
				if lines := harm.Locked(f); len(lines) > 0 {
					for _, at := range lines {
						seen[at] = true
					}
					return
				}
			}
			t.Error("nobody is left behind, a thousand times: this does no harm")
		})
	}
	harm.Wants(t, seen)
}
