package good

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestHarm runs the good twins: nobody is left behind.
func TestHarm(t *testing.T) {
	for name, f := range map[string]func(){
		"deferredDone":                 func() { deferredDone(2) },
		"doneAtTheEndWithoutReturns":   doneAtTheEndWithoutReturns,
		"doneBeforeEachReturn":         doneBeforeEachReturn,
		"doneInADeferredLiteral":       func() { doneInADeferredLiteral(make(chan error, 1)) },
		"itemsAreCounted":              func() { itemsAreCounted([]int{1, 2, 3}, 2) },
		"workerCountsItsChildren":      func() { workerCountsItsChildren(2) },
		"namedWorkerCountsItsChildren": namedWorkerCountsItsChildren,
		"givenBack":                    func() { givenBack([]int{-1, 1}) },
		"nobodyWaitsAfterTheReturn":    func() { _ = nobodyWaitsAfterTheReturn() },
		"countedOnlyIfWanted":          func() { countedOnlyIfWanted(false) },
		"usesOptionalGroup":            usesOptionalGroup,
		"lastOneCallsDone":             func() { lastOneCallsDone(3) },
		"handsOn":                      handsOn,
		"batches":                      func() { batches([][]int{{1, 2}, {3}}) },
		"batchOfOnes":                  func() { batchOfOnes(make([]int, 20)) },
		"waitsForTheFeederFirst":       func() { waitsForTheFeederFirst([]int{1, 2}) },
		"theGroupCountsItself":         func() { theGroupCountsItself(2) },
		"someNotStarted":               func() { someNotStarted([]string{"b"}) },
		"oneAndTheCaller":              oneAndTheCaller,
		"oneForEachOfSix":              oneForEachOfSix,
		"newSession":                   func() { _, _ = newSession() },
		"waitsForItsChildren":          waitsForItsChildren,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				go f()
				synctest.Wait()
				time.Sleep(time.Hour)
			})
		})
	}
}
