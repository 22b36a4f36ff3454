package bad

import (
	"testing"

	"cancelcheck.test/harm"
)

var cases = map[string]func(){
	"literalPolls":        literalPolls,
	"starterPolls":        starterPolls,
	"methodPolls":         methodPolls,
	"onlyTheWriterLocks":  onlyTheWriterLocks,
	"packageVariable":     packageVariable,
	"tickerOrdersNothing": tickerOrdersNothing,
	"waitsByPolling":      waitsByPolling,
	"groupPolls":          groupPolls,
	"structIsCopied":      structIsCopied,
}

func TestMain(m *testing.M) { harm.Main(m, cases) }

func TestHarm(t *testing.T) {
	for name, races := range harm.Races(t, cases) {
		if !races {
			t.Errorf("%s: the race detector has nothing to say", name)
		}
	}
}
