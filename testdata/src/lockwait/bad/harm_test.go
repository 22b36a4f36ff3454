package bad

import (
	"testing"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases until the goroutines of each wait for each other: at
// every line that wants a finding somebody is stuck.
func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	for name, f := range map[string]func(){
		"sendsUnderLock":            sendsUnderLock,
		"locksTwiceInAMethod":       locksTwiceInAMethod,
		"endsTwice":                 endsTwice,
		"receivesUnderLock":         receivesUnderLock,
		"joinsUnderLock":            joinsUnderLock,
		"waitsForReadersUnderLock":  func() { waitsForReadersUnderLock([]string{"a", "b"}) },
		"callbackTakesTheLock":      callbackTakesTheLock,
		"stopSentUnderLock":         stopSentUnderLock,
		"leavesWhileItRings":        leavesWhileItRings,
		"writesToTheClosed":         writesToTheClosed,
		"slotAndLock":               slotAndLock,
		"conditionUnderAnotherLock": conditionUnderAnotherLock,
		"stopAwaitedUnderLock":      stopAwaitedUnderLock,
		"answerUnderReadLock":       answerUnderReadLock,
		"groupUnderLock":            func() { _ = groupUnderLock([]string{"a", "b"}) },
		"cancelNeedsTheLock":        cancelNeedsTheLock,
		"nextRoundUnderLock":        nextRoundUnderLock,
		"callbackComesBack":         callbackComesBack,
		"readsUnderItsWriteLock":    readsUnderItsWriteLock,
		"skipsAnEmptyWord":          skipsAnEmptyWord,
		"hearsAPanic":               hearsAPanic,
		"onceWaitsForTheSecond":     onceWaitsForTheSecond,
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
