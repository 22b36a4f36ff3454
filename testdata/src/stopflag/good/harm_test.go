package good

import (
	"testing"

	"cancelcheck.test/harm"
)

var cases = map[string]func(){
	"atomicFlag":            atomicFlag,
	"oldAtomicFlag":         oldAtomicFlag,
	"bothLocked":            bothLocked,
	"lockedByTheCaller":     lockedByTheCaller,
	"writtenBeforeTheStart": writtenBeforeTheStart,
	"readAfterTheJoin":      readAfterTheJoin,
	"readAfterTheAnswer":    readAfterTheAnswer,
	"writtenAfterTheJoin":   writtenAfterTheJoin,
	"askedByMessage":        askedByMessage,
	"oneEach":               oneEach,
	"ownFlag":               ownFlag,
	"waitedForByTheStarter": waitedForByTheStarter,
	"waitedForInEveryTurn":  waitedForInEveryTurn,
	"setInTheSameGoroutine": setInTheSameGoroutine,
	"resetBeforeTheStart":   resetBeforeTheStart,
	"oneAfterTheOther":      oneAfterTheOther,
	"setByWhatItIsSent":     setByWhatItIsSent,
}

func TestMain(m *testing.M) { harm.Main(m, cases) }

func TestHarm(t *testing.T) {
	for name, races := range harm.Races(t, cases) {
		if races {
			t.Errorf("%s: the race detector reports it", name)
		}
	}
}
