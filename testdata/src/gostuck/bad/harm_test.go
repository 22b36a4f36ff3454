package bad

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"testing"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases: each leaves a goroutine that waits for ever. So a
// finding here is a fact, not an opinion.
//
// What is more, at every line that wants a finding somebody is stuck.
func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	harms := func(t *testing.T, f func(context.Context)) bool {
		lines := harm.Stuck(t, f)
		for _, at := range lines {
			seen[at] = true
		}
		return len(lines) > 0
	}
	names := []string{"ada", "bob", "cleo"}
	fails := map[string]func(){ // when something is broken
		"serverEndsAfterTheError":   func() { _ = serverEndsAfterTheError(":-1") },
		"moreLinesThanSlots":        func() { _ = moreLinesThanSlots(0) },
		"manySlotsAndNoClose":       func() { _ = manySlotsAndNoClose(names) },
		"errorBeforeReceive":        func() { _, _ = errorBeforeReceive("") },
		"givesUpAfterASecond":       func() { _, _ = givesUpAfterASecond("") },
		"firstErrorEndsTheCount":    func() { _ = firstErrorEndsTheCount(3) },
		"asksOnce":                  func() { _ = asksOnce("") },
		"recoversAndSaysNothing":    func() { _ = recoversAndSaysNothing("") },
		"errorSkipsClose":           func() { _ = errorSkipsClose(names, 2) },
		"closesOnlyWhenAllWentWell": func() { _ = closesOnlyWhenAllWentWell(names) },
		"consumerLeaves":            func() { _ = consumerLeaves(3) },
		"lastStageLeaves":           func() { _, _ = lastStageLeaves(names) },
		"workersLeave":              func() { workersLeave([]int{1, 2, 3}, 2) },
		"groupOfTwo":                func() { _ = groupOfTwo(names) },
		"sellsAnything":             func() { _ = sellsAnything(make(chan int)) },
		"opensTooLate":              func() { _ = opensTooLate(names, "/nobody/has/this") },
		"copyFails":                 func() { _ = copyFails(names, full{}) },
		"copyMayFail":               func() { _, _ = copyMayFail(names, full{}) },
		"progressWithoutEnd":        func() { _ = progressWithoutEnd(&http.Client{Transport: full{}}, "http://x", func(string) {}) },
		"neverSaysThatItWasAll":     func() { neverSaysThatItWasAll(names) },
		"fillsThroughAFunction":     func() { _ = fillsThroughAFunction([]string{""}, true) },
		"waitsForTheReader":         func() { waitsForTheReader(names) },
		"othersGetItTooLate":        func() { _ = othersGetItTooLate(nil, func(string) {}) },
		"uploadsWithoutAClose":      func() { _ = uploadsWithoutAClose(&http.Client{Transport: full{}}, "http://x", names) },
		"takesTheCensus":            func() { _ = takesTheCensus(strconv.Atoi, names) },
		"slotsRunOut":               func() { slotsRunOut(names) },
		"haltsTheBrokenPump":        func() { haltsTheBrokenPump() },
		"neverChecksOut":            func() { _ = neverChecksOut() },
		"writesToItself":            writesToItself,
		"oneDoesNotCount":           func() { _ = oneDoesNotCount(names) },
	}
	works := map[string]func(){ // when nothing is
		"oneAnswerTooMany":          func() { _ = oneAnswerTooMany(1, 3) },
		"platesForNil":              func() { _ = platesForNil(func() *order { return nil }) },
		"nobodyTells":               func() { nobodyTells([]string{"ada"}) },
		"scansTheCount":             func() { _ = scansTheCount("3") },
		"decodesTheBill":            func() { decodesTheBill([]byte(`{"Paid": true}`)) },
		"walksForNothing":           func() { walksForNothing(".") },
		"asksTheCaller":             func() { asksTheCaller(names, func(b *bool) { *b = true }) },
		"marksThePaid":              func() { marksThePaid(&bill{Price: 1}) },
		"paysTheBill":               func() { paysTheBill("gold") },
		"setsTheMark":               func() { setsTheMark("gold") },
		"voidsTheFirst":             func() { voidsTheFirst(false) },
		"skipsOneAnswer":            func() { _ = skipsOneAnswer([]string{"ada", ""}) },
		"nilUnlessVerbose":          func() { nilUnlessVerbose(false) },
		"breaksTheIteration":        breaksTheIteration,
		"waitsASecondForTheAddress": func() { _, _ = waitsASecondForTheAddress([]string{"listening on x"}) },
		"leavesAtTheUnknown":        func() { _ = leavesAtTheUnknown(names, nil) },
		"givesUpAfterASecond":       func() { _, _ = givesUpAfterASecond("") },
		"stopsTheBeacon":            func() { stopsTheBeacon() },
		"nearest":                   func() { _ = nearest(names) },
		"hedgedThreeTimes":          func() { _ = hedgedThreeTimes("") },
		"asksTheGauge":              func() { _, _ = asksTheGauge() },
		"waitsBeforeItReads":        func() { _ = waitsBeforeItReads(names) },
		"neverCloses":               func() { neverCloses([]int{1, 2}, 2) },
		"pokesTwiceThenStarts":      func() { pokesTwiceThenStarts(make(chan struct{})) },
		"fillsTheTray":              func() { fillsTheTray() },
		"stopsTheWatchUnread":       func() { stopsTheWatchUnread() },
		"hearsThree":                func() { hearsThree() },
		"limitBelowTheTalk":         func() { _ = limitBelowTheTalk(names) },
		"nobodyClosesOver":          func() { nobodyClosesOver(names) },
		"nobodyHaltsTheOffice":      func() { nobodyHaltsTheOffice() },
		"waitsForItsOwnDefer":       func() { waitsForItsOwnDefer() },
		"hangsUpFromTheCallback":    func() { hangsUpFromTheCallback() },
		"asksTheDismissed":          func() { asksTheDismissed() },
		"oneQuitForTwo":             func() { oneQuitForTwo() },
		"readerOfTheMeterLeaves":    readerOfTheMeterLeaves,
		"leavesTheNestUnheard":      leavesTheNestUnheard,
		"readsTheClosed":            func() { _ = readsTheClosed() },
		"asksThePromiseTwice":       func() { _ = asksThePromiseTwice() },
		"losesTheWakeUp":            losesTheWakeUp,
		"jobInAJob":                 jobInAJob,
		"defersInTheWrongOrder":     func() { defersInTheWrongOrder([]int{1, 2}) },
		"keepsItsSlot":              func() { keepsItsSlot(&tree{kids: []*tree{{}}}) },
		"talksToItself":             func() { _ = talksToItself() },
		"firstTwoMarks":             func() { _ = firstTwoMarks(names) },
		"holdsForEver":              func() { holdsForEver() },
		"nobodyTurnsItOn":           func() { nobodyTurnsItOn() },
		"signalBeforeTheWait":       func() { signalBeforeTheWait() },
		"signalForTwo":              func() { signalForTwo() },
		"resetsTheFired":            func() { resetsTheFired() },
		"bothGiveFirst":             func() { bothGiveFirst() },
	}
	withContext := map[string]func(context.Context){
		"leavesWithItsContext":   func(ctx context.Context) { _, _ = leavesWithItsContext(ctx, "") },
		"landsWhenNobodyWatches": landsWhenNobodyWatches,
	}
	// These do harm on some runs only, and run until they do.
	sometimes := map[string]func(context.Context){
		"closesTheOtherServer": func(context.Context) { // the other is the first
			_ = closesTheOtherServer(&http.Server{Addr: "127.0.0.1:0"}, &http.Server{Addr: ":-1"})
		},
		"drainsWhatNobodySends":  drainsWhatNobodySends,                              // a select with two ready cases leaves
		"closesTheLodge":         func(context.Context) { closesTheLodge() },         // so does one here
		"cancelsBeforeItReports": func(context.Context) { cancelsBeforeItReports() }, // and here
		"twoDesks":               func(context.Context) { twoDesks() },               // each has its word before the other sends
	}
	for _, broken = range []bool{true, false} {
		cases := works
		if broken {
			cases = fails
		}
		for name, f := range cases {
			t.Run(name, func(t *testing.T) {
				if !harms(t, func(context.Context) { f() }) {
					t.Error("nobody is left behind: this does no harm")
				}
			})
		}
	}
	for name, f := range withContext {
		t.Run(name, func(t *testing.T) {
			if !harms(t, f) {
				t.Error("nobody is left behind: this does no harm")
			}
		})
	}
	for name, f := range sometimes {
		t.Run(name, func(t *testing.T) {
			for range 1000 {
				if harms(t, f) {
					return
				}
			}
			t.Error("nobody is left behind, a thousand times: this does no harm")
		})
	}
	harm.Wants(t, seen)
}

// full takes nothing more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("it is full") }

func (full) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("it is full") }
