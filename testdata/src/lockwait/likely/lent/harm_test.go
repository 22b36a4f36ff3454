package lent

import (
	"testing"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases until somebody is stuck.
func TestHarm(t *testing.T) {
	for name, f := range map[string]func(){
		"goesOnWithMany": func() { (&till{coins: map[string]int{"a": 4}}).goesOnWithMany([]string{"a", "a"}) },
		"bank": func() {
			var b bank
			go b.deposits(1)
			b.audits()
		},
		"atlas": func() {
			a := atlas{pages: map[string]int{}}
			go a.adds("a", 1)
			a.span("a", "b")
		},
	} {
		t.Run(name, func(t *testing.T) {
			for range 1000 { // another schedule may do no harm
				if len(harm.Locked(f)) > 0 {
					return
				}
			}
			t.Error("nobody is left behind: this does no harm")
		})
	}
}
