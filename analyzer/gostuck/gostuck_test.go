package gostuck_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/gostuck"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, gostuck.Analyzer) }

// TestNoFix checks that no buffer is offered where it would change more than
// that a goroutine is stuck.
func TestNoFix(t *testing.T) {
	found := 0
	for _, folder := range []string{"relies", "full"} {
		for _, f := range ruletest.In(t, ruletest.Testdata(t), "./src/gostuck/bad/"+folder, gostuck.Analyzer) {
			found++
			if f.Fix != nil {
				t.Errorf("%v: %s", f.Pos, f.Fix.Message)
			}
		}
	}
	if found < 10 {
		t.Errorf("%d findings only", found)
	}
}
