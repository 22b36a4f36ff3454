package good

import (
	"testing"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases, some schedules of each: nobody is left behind.
func TestHarm(t *testing.T) {
	for name, f := range map[string]func(){
		"sendsAfterUnlock":          sendsAfterUnlock,
		"receivesAfterUnlock":       receivesAfterUnlock,
		"joinsAfterUnlock":          joinsAfterUnlock,
		"waitsForReadersBeforeLock": func() { waitsForReadersBeforeLock([]string{"a", "b"}) },
		"callbackTakesAnotherLock":  callbackTakesAnotherLock,
		"stopIsAClose":              stopIsAClose,
		"copiesBeforeItRings":       copiesBeforeItRings,
		"writesUntilTheEnd":         writesUntilTheEnd,
		"slotBeforeLock":            slotBeforeLock,
		"conditionGivesItsLockBack": conditionGivesItsLockBack,
		"stopNeedsNoLock":           stopNeedsNoLock,
		"asksWithoutReadLock":       asksWithoutReadLock,
		"groupAfterUnlock":          func() { _ = groupAfterUnlock([]string{"a", "b"}) },
		"cancelNeedsNoLock":         cancelNeedsNoLock,
		"nextRoundAfterUnlock":      nextRoundAfterUnlock,
		"onceWaitsForAnother":       onceWaitsForAnother,
		"locksOnce":                 locksOnce,
		"callbackAfterUnlock":       callbackAfterUnlock,
		"readsAnother":              readsAnother,
		"unlocksBeforeTheReturn":    unlocksBeforeTheReturn,
		"unlocksOnEachWay":          unlocksOnEachWay,
		"readerDefersUnlock":        func() { _ = readerDefersUnlock() },
		"timerDefersUnlock":         func() { _ = timerDefersUnlock() },
		"oneOrder":                  oneOrder,
		"locksOneAfterTheOther":     locksOneAfterTheOther,
		"movesInOrder":              movesInOrder,
		"readsOneAfterTheOther":     readsOneAfterTheOther,
		"conditionOfAReader":        conditionOfAReader,
		"upgradesAfterUnlock":       upgradesAfterUnlock,
		"retakesBeforeTheInner":     retakesBeforeTheInner,
		"mapLockIsBackFirst":        mapLockIsBackFirst,
		"onceInAnother":             onceInAnother,
		"unlockIsDeferred":          unlockIsDeferred,
		"sendsIntoSlots":            sendsIntoSlots,
		"offers":                    offers,
		"printsInOrder":             printsInOrder,
		"channelAsInnerLock":        channelAsInnerLock,
		"oneSweepAtATime":           oneSweepAtATime,
		"lockHandedOver":            lockHandedOver,
		"lockAsASignal":             lockAsASignal,
		"deferredUnlockFunction":    deferredUnlockFunction,
		"locksWhenShared":           locksWhenShared,
		"lockedByTheCaller":         lockedByTheCaller,
		"triesBothWays":             triesBothWays,
		"locksSorted":               locksSorted,
		"locksDownTheTree":          locksDownTheTree,
		"oneShardAtATime":           oneShardAtATime,
		"handOverHand":              handOverHand,
		"unlocksAroundTheSend":      unlocksAroundTheSend,
		"fatalWithoutUnlock":        fatalWithoutUnlock,
		"doubleChecked":             doubleChecked,
		"ordersOneAfterTheOther":    ordersOneAfterTheOther,
		"ordersUnderAGate":          ordersUnderAGate,
		"defersInALiteral":          func() { defersInALiteral([]string{"a", "b"}) },
		"readerWaitsForAReader":     readerWaitsForAReader,
		"restsUnderLock":            restsUnderLock,
		"signalsUnderLock":          signalsUnderLock,
		"tornUnderLock":             func() { tornUnderLock(1) },
	} {
		t.Run(name, func(t *testing.T) {
			for range 5 {
				if lines := harm.Locked(f); len(lines) > 0 {
					t.Fatalf("somebody is left behind: this does harm: %q", lines)
				}
			}
		})
	}
}
