package leaktest_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

// A recorder is a test that may fail.
type recorder struct {
	testing.TB
	cleanups []func()
	errors   []string
}

func (r *recorder) Helper()           {}
func (r *recorder) Cleanup(f func())  { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Error(args ...any) { r.errors = append(r.errors, fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, a ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, a...))
}

// check runs f in a test that is checked, and returns its errors.
func check(f func()) []string {
	r := &recorder{}
	leaktest.Check(r)
	f()
	for _, c := range r.cleanups {
		c()
	}
	return r.errors
}

func TestCheckFindsBlocked(t *testing.T) {
	wake := make(chan struct{})
	errors := check(func() { go waitFor(wake) })
	if len(errors) != 1 || !strings.Contains(errors[0], "leaktest_test.waitFor") {
		t.Errorf("%d errors: %q", len(errors), errors)
	}
	close(wake)
}

func waitFor(c chan struct{}) { <-c }

func TestCheckWaitsForTheLast(t *testing.T) {
	if errors := check(func() { go time.Sleep(20 * time.Millisecond) }); len(errors) > 0 {
		t.Errorf("%q", errors)
	}
}

func TestCheckAsksTheProfile(t *testing.T) {
	if pprof.Lookup("goroutineleak") == nil {
		t.Skip("needs GOEXPERIMENT=goroutineleakprofile")
	}
	reachable := make(chan struct{})
	errors := check(func() {
		go waitFor(make(chan struct{}))
		go waitFor(reachable)
	})
	slices.Sort(errors)
	if len(errors) != 3 || !strings.HasPrefix(errors[2], "goroutine leaked:") || !strings.Contains(errors[2], "leaktest_test.waitFor") {
		t.Errorf("%q", errors)
	}
	close(reachable)
}

func TestRunHasVirtualTime(t *testing.T) {
	ran := false
	leaktest.Run(t, func(t *testing.T) {
		done := make(chan struct{})
		time.AfterFunc(1000*time.Hour, func() { close(done) })
		<-done
		ran = true
	})
	if !ran {
		t.Error("did not run")
	}
}

// A leak in a bubble ends the test binary, so here it is another process's.
func TestRunFindsBlocked(t *testing.T) {
	const role = "CANCELCHECK_TEST_ROLE"
	if os.Getenv(role) == "leaks" {
		leaktest.Run(t, func(t *testing.T) { go waitFor(make(chan struct{})) })
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestRunFindsBlocked$")
	cmd.Env = append(os.Environ(), role+"=leaks")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "blocked goroutines remain") || !strings.Contains(string(out), "leaktest_test.waitFor") {
		t.Errorf("%v:\n%s", err, out)
	}
}
