package bad

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases: each leaves a goroutine that waits for ever, or
// panics. So a finding here is a fact, not an opinion.
func TestHarm(t *testing.T) {
	for name, f := range map[string]func(){
		"errorReturnSkipsDone": errorReturnSkipsDone,
		"deferComesTooLate":    func() { deferComesTooLate(2) },
		"doneOnOneBranchOnly":  doneOnOneBranchOnly,
		"goexitSkipsDone":      goexitSkipsDone,
		"pool": func() {
			p := &pool{jobs: make(chan int, 1)}
			p.start()
			p.jobs <- -1
			p.stop()
		},
		"threeForTwo":          threeForTwo,
		"waitInEachTurn":       func() { waitInEachTurn([]int{1, 2}) },
		"waitsForItself":       waitsForItself,
		"countedAndNotStarted": func() { countedAndNotStarted([]string{""}) },
		"countedAndGivenUp":    func() { _ = countedAndGivenUp() },
		"server": func() {
			s := &server{}
			s.startTask()
			s.drain()
		},
		"office": func() {
			o := &office{jobs: make(chan int, 1)}
			o.open()
			o.jobs <- 1
			o.close()
		},
		"crew": func() {
			c := newCrew()
			c.hire()
			c.wait()
		},
	} {
		t.Run(name, func(t *testing.T) {
			if !harm.Leaks(t, func(context.Context) { f() }) {
				t.Error("nobody is left behind: this does no harm")
			}
		})
	}
}
