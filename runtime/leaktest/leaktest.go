// Package leaktest fails tests that leave goroutines behind. It is what the
// tests of the contract rest on, and is for the tests of anybody.
//
//	func TestServer(t *testing.T) {
//		leaktest.Run(t, func(t *testing.T) {
//			s := Start(t.Context())
//			s.Stop()
//		})
//	}
//
// # What to use when
//
// [Run] for code whose goroutines wait for each other and for time: it runs in a
// bubble of [testing/synctest], where time is virtual, and every goroutine must
// have ended when the function has. Use the *testing.T that the function gets:
// the outer one's context belongs to the world outside.
//
// [Check] for code that needs real time, the network, files or processes: in a
// bubble a goroutine that waits for these, or for a mutex, is not taken for
// blocked, and virtual time stands still. Check compares the goroutines at the
// end of the test with those at its start, and gives stragglers a second to end:
// a goroutine ends shortly after it has said so. It cannot tell the goroutines of
// parallel tests apart.
//
// Under GOEXPERIMENT=goroutineleakprofile both also ask the runtime, which knows
// goroutines that wait for something that nobody can reach any longer. What is
// reachable, by a global variable for instance, it does not take for leaked.
//
// # Prices
//
// Run costs some 50µs. Check reads all stacks twice; the leak profile is a
// garbage collection.
package leaktest

import (
	"bytes"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Run runs f in a bubble. If f leaves goroutines that nothing can wake, the test
// binary ends with their stacks: a bubble cannot go on without them.
func Run(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	var before map[string]string
	if pprof.Lookup("goroutineleak") != nil {
		before = goroutines()
	}
	synctest.Test(t, func(t *testing.T) {
		f(t)
		synctest.Wait()
		profile(t, before)
	})
}

// patience is how long Check waits for goroutines that are about to end.
const patience = time.Second

// Check has the test fail if at its end there are goroutines that were not there
// when Check was called. Call it first, so that it looks after all cleanups.
func Check(t testing.TB) {
	t.Helper()
	before := goroutines()
	t.Cleanup(func() {
		t.Helper()
		left := leaked(before)
		for pause := time.Millisecond; len(left) > 0 && pause < patience; pause *= 2 {
			time.Sleep(pause)
			left = leaked(before)
		}
		for _, stack := range left {
			t.Errorf("goroutine has not ended:\n%s", stack)
		}
		profile(t, before)
	})
}

// goroutines returns all stacks by the goroutine's number.
func goroutines() map[string]string {
	buf := make([]byte, 1<<16)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	all := map[string]string{}
	for stack := range strings.SplitSeq(string(buf), "\n\n") {
		head, _, _ := strings.Cut(stack, "\n")
		number, _, _ := strings.Cut(strings.TrimPrefix(head, "goroutine "), " ")
		all[number] = strings.TrimSpace(stack)
	}
	return all
}

// leaked returns the stacks of goroutines that are new, and not the runtime's or
// those of package testing: other tests, timeouts, signals.
func leaked(before map[string]string) []string {
	var left []string
	for number, stack := range goroutines() {
		if _, old := before[number]; !old && !foreign(stack) {
			left = append(left, stack)
		}
	}
	return left
}

func foreign(stack string) bool {
	for _, frame := range []string{
		"\ncreated by testing.", "\ntesting.runTests", "\nos/signal.signal_recv", "\nos/signal.loop",
		"\nruntime.ensureSigM", "\nruntime/trace.Start",
	} {
		if strings.Contains(stack, frame) {
			return true
		}
	}
	return false
}

// profile asks the runtime for new goroutines that nobody can wake any longer.
func profile(t testing.TB, before map[string]string) {
	t.Helper()
	p := pprof.Lookup("goroutineleak")
	if p == nil {
		return // not built with the experiment
	}
	var b bytes.Buffer
	if err := p.WriteTo(&b, 2); err != nil {
		t.Error(err)
		return
	}
	for stack := range strings.SplitSeq(b.String(), "\n\n") {
		head, _, _ := strings.Cut(stack, "\n")
		number, state, _ := strings.Cut(strings.TrimPrefix(head, "goroutine "), " ")
		if _, old := before[number]; !old && strings.Contains(state, "(leaked") {
			t.Errorf("goroutine leaked:\n%s", strings.TrimSpace(stack))
		}
	}
}
