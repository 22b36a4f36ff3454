package lent

import (
	"os"
	"testing"
	"time"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases: who comes next is stuck.
func TestHarm(t *testing.T) {
	for name, f := range map[string]func(){
		"returnsLocked": func() {
			var t till
			_ = t.returnsLocked("a")
			_ = t.returnsLocked("b")
		},
		"failsLocked": func() {
			var t till
			_, _ = t.failsLocked("/nowhere")
			_, _ = t.failsLocked("/nowhere")
		},
		"forgetsACase": func() {
			var t till
			t.forgetsACase(1)
			t.forgetsACase(0)
		},
		"looksUp": func() {
			_ = looksUp("a")
			namesMu.Lock()
		},
		"stores": func() {
			var s shelf
			s.stores("a")
			s.stores("b")
		},
		"goesOnLocked":     func() { _ = new(till).goesOnLocked([]string{"a", "b"}) },
		"pass":             func() { (&gate{}).pass() },
		"save":             func() { _ = (&sheet{}).save("/nowhere/at/all") },
		"push":             func() { (&sheet{}).push("a") },
		"fillsInParallel":  func() { (&sheet{}).fillsInParallel([]string{"a"}) },
		"talksToTheClosed": talksToTheClosed,
		"tidiesTwice":      tidiesTwice,
		"rename": func() {
			a := &atlas{}
			a.open().close()
			_ = a.rename("/nowhere/at/all")
			a.open()
		},
		"dial": func() {
			p := &phonebook{}
			_, _ = p.dial("ada", func() (int, error) { return 0, os.ErrNotExist })
			_, _ = p.dial("ada", nil)
		},
		"expiresTheKept": func() { _ = expiresTheKept() },
		"countsInAGoroutine": func() {
			var t till
			t.countsInAGoroutine("a")
			time.Sleep(time.Millisecond)
			t.countsInAGoroutine("b")
		},
		"countsLater":   func() { (&till{}).countsLater(func(count func(string)) { count(""); count("") }) },
		"entersTheShut": func() { _ = entersTheShut() },
		"readsAgain": func() {
			b := newInbox()
			b.put("a")
			b.readsAgain(b.empty)
			b.put("b")
		},
		"countsAgain": func() {
			b := newInbox()
			b.countsAgain(b.empty)
			b.empty()
		},
		"makesOnce": func() {
			b := newInbox()
			b.makesOnce("a", func() string { b.put("a"); return "a" })
			b.put("b")
		},
	} {
		t.Run(name, func(t *testing.T) {
			if len(harm.Locked(f)) == 0 {
				t.Error("nobody is left behind: this does no harm")
			}
		})
	}
}
