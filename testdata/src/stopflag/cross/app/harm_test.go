package app

import (
	"testing"

	"cancelcheck.test/harm"
)

// cases says which ones race.
var cases = map[string]func(){
	"startsAndStops":   startsAndStops,
	"startsInALiteral": startsInALiteral,
	"inOrder":          inOrder,
	"oneGoroutine":     oneGoroutine,
	"stoppedBefore":    stoppedBefore,
}

func TestMain(m *testing.M) { harm.Main(m, cases) }

func TestHarm(t *testing.T) {
	for name, races := range harm.Races(t, cases) {
		if want := name == "startsAndStops" || name == "startsInALiteral"; races != want {
			t.Errorf("%s: the race detector reports it: %v", name, races)
		}
	}
}
