package analyzer_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

// TestHarm runs the cases that can be run: what a rule calls bad does harm,
// and its good twin does none. That makes "false positive" a claim that one can
// check.
func TestHarm(t *testing.T) {
	cmd := exec.Command("go", "test", "-count=1", "./src/...")
	cmd.Dir = ruletest.Testdata(t)
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
