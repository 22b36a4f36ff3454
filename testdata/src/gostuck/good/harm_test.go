package good

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"cancelcheck.test/harm"
)

// TestHarm runs the cases, when all works and when something is broken: nobody
// is left behind. What only fails by ending the process runs when all works.
func TestHarm(t *testing.T) {
	names, numbers := []string{"ada", "bob", ""}, []int{1, 2, 3}
	both := map[string]func(){
		"oneSlotBeforeTheError":     func() { _, _ = oneSlotBeforeTheError("") },
		"slotInEachChannel":         func() { _, _ = slotInEachChannel("") },
		"stopCaseReceives":          func() { stopCaseReceives() },
		"sellsATicket":              func() { _ = sellsATicket("x") },
		"opensFirst":                func() { _ = opensFirst(names, "/nobody/has/this") },
		"closesOnEveryWay":          func() { _ = closesOnEveryWay(names, full{}) },
		"closesInADeferredLiteral":  func() { _ = closesInADeferredLiteral(names, full{}) },
		"closesWhereItFails":        func() { _ = closesWhereItFails(names, full{}) },
		"copiesToABuffer":           func() { _, _ = copiesToABuffer(names) },
		"readsItAll":                func() { _, _ = readsItAll(names) },
		"leavesWhenTheWriterIsDone": func() { _ = leavesWhenTheWriterIsDone(names, full{}) },
		"saysThatItWasAll":          func() { _ = saysThatItWasAll([]string{"x", ""}) },
		"closesWhatTheRequestDoesNot": func() {
			_ = closesWhatTheRequestDoesNot(&http.Client{Transport: full{}}, "http://x", names)
		},
		"givesItToARequest":             func() { _ = givesItToARequest(&http.Client{Transport: full{}}, "http://x", names) },
		"slotForEachSender":             func() { _ = slotForEachSender(names) },
		"countsToTheEnd":                func() { _ = countsToTheEnd(3) },
		"oneSendOnEachWay":              func() { _ = oneSendOnEachWay("") },
		"twoSlotsForTwoLosers":          func() { _ = twoSlotsForTwoLosers("") },
		"questionWithASlot":             func() { _, _ = questionWithASlot() },
		"anErrorOfAStruct":              func() { n := -1; _, _ = anErrorOfAStruct(&almanac{}); _, _ = anErrorOfAStruct(&almanac{&n}) },
		"answersAlways":                 func() { _ = answersAlways(names) },
		"closeIsDeferredBeforeThePanic": func() { _ = closeIsDeferredBeforeThePanic("") },
		"anotherWaitsAndCloses":         func() { _ = anotherWaitsAndCloses(names) },
		"closesWhenAllIsSent":           func() { closesWhenAllIsSent(numbers, 2) },
		"deferredFinish":                func() { _ = deferredFinish(names) },
		"closesOnEachWay":               func() { _ = closesOnEachWay(names) },
		"consumerSaysThatItLeaves":      func() { _ = consumerSaysThatItLeaves(3) },
		"lastStageDrains":               func() { _, _ = lastStageDrains(names) },
		"slotForEachValue":              func() { slotForEachValue() },
		"failedWorkersDrain":            func() { failedWorkersDrain(numbers) },
		"eachSendLooksAtTheStop":        func() { eachSendLooksAtTheStop() },
		"clockIsStopped":                func() { clockIsStopped() },
		"limitAtTheTalk":                func() { _ = limitAtTheTalk(names) },
		"givesItsSlotBack":              func() { givesItsSlotBack(names) },
		"walkerClosesOver":              func() { walkerClosesOver(names) },
		"haltsTheOffice":                func() { haltsTheOffice() },
		"closedUnlessVerbose":           func() { closedUnlessVerbose(false); closedUnlessVerbose(true) },
		"closesBeforeItWaits":           func() { closesBeforeItWaits() },
		"callbackOnlySignals":           func() { callbackOnlySignals() },
		"askingEndsWithTheLoop":         func() { askingEndsWithTheLoop() },
		"closeForTwo":                   func() { closeForTwo() },
		"reportsBeforeItCancels":        func() { reportsBeforeItCancels() },
		"readerOfTheMeterStays":         readerOfTheMeterStays,
		"leavesTheNestHeard":            leavesTheNestHeard,
		"readsUntilTheClose":            func() { _ = readsUntilTheClose() },
		"tellsOfTheBreak":               tellsOfTheBreak,
		"breaksTheDrained":              breaksTheDrained,
		"putsTheAnswerBack":             func() { _ = putsTheAnswerBack() },
		"keepsTheWakeUp":                keepsTheWakeUp,
		"keepsItsOwnLetters":            keepsItsOwnLetters,
		"doesTheInnerJobItself":         doesTheInnerJobItself,
		"defersInTheRightOrder":         func() { defersInTheRightOrder(numbers) },
		"givesItsSlotBackFirst":         func() { givesItsSlotBackFirst(&tree{kids: []*tree{{}, {}}}) },
		"slotForItself":                 func() { _ = slotForItself() },
		"takesAllMarks":                 func() { _ = takesAllMarks(names) },
		"newPulse":                      func() { p := newPulse(1); p.orders <- 1; p.stop() },
		"takesWhatIsThere":              func() { quit := make(chan struct{}); close(quit); _ = takesWhatIsThere(1, quit) },
		"answersThroughAPool":           func() { _ = answersThroughAPool([]lookups{{texts: names}, {}, {}}) },
		"asManyAsBetween":               func() { _ = asManyAsBetween(names, 1, check); _ = asManyAsBetween(names, 5, check) },
		"receivesAsManyAsBetween":       func() { _ = receivesAsManyAsBetween(1, 4, func(int) error { return check("") }) },
		"slotsForPieces":                func() { _ = slotsForPieces(make([]int, 25), func(xs []int) int { return len(xs) }) },
		"dealtInTurn":                   func() { dealtInTurn(make([]int, 100), func(int) {}) },
		"waitUntilOver": func() {
			n := newNotice()
			go n.set(false)
			go n.set(true)
			go func() { time.Sleep(time.Second); n.set(true) }()
			n.waitUntilOver()
		},
		"asksInRandomOrder": func() {
			_ = asksInRandomOrder([]func() string{func() string { return "ada" }, func() string { return "bob" }})
		},
		"panicsForNil":       func() { _ = panicsForNil(func() *order { return &order{names} }) },
		"panicsForNilItself": func() { _ = panicsForNilItself(func() *order { return &order{names} }) },
		"asksOfTheAnswers":   func() { _ = asksOfTheAnswers(names) },
		"handsOnTheAnswers":  func() { _ = handsOnTheAnswers(names) },
		"feedsUntilAllFail": func() {
			_, _ = feedsUntilAllFail(append(names, "", "", ""), func(name string) (int, error) { return len(name), check(name) })
		},
		"asManyAsTheValueHas": func() { _ = asManyAsTheValueHas(names, func(string) {}) },
		"stopsTheOther": func() {
			_ = stopsTheOther(append(names, ""), func(name string) (int, error) { return len(name), check(name) })
		},
		"answersOfACopy": func() { _ = answersOfACopy(names, func(string) error { return nil }) },
		"shifts":         func() { _ = shifts(high, func(gear) error { return nil }) },
		"allCount":       func() { _ = allCount(names) },
		"race": func() {
			run := func(context.Context) error { return nil }
			_, _ = (&race{[]func(context.Context) error{run, run}}).start(context.Background())
		},
		"hearsMomentsAndOneError": func() { hearsMomentsAndOneError(names); hearsMomentsAndOneError(nil) },
		"unpacks":                 func() { _ = unpacks("label") },
		"servesBesideALoop":       func() { _ = servesBesideALoop("nowhere:-1", nil) },
		"tidies":                  func() { (&book{open: map[int]bool{}}).tidies(numbers) },
		"keepsTheLateAddress":     func() { _, _ = keepsTheLateAddress([]string{"listening on x"}) },
		"giverUpCountsDown":       func() { _ = giverUpCountsDown(names) },
		"asksTheSameTwice":        func() { _ = asksTheSameTwice("ada"); _ = asksTheSameTwice("bob") },
		"lends": func() {
			for _, title := range names {
				if l, err := lends(title); err == nil {
					close(l.over)
				}
			}
		},
		"bothReplies":            func() { _, _ = bothReplies() },
		"readsOnAfterTheUnknown": func() { _ = readsOnAfterTheUnknown(names, map[string]int{"ada": 1}) },
		"manySlotsAndAClose":     func() { _ = manySlotsAndAClose(names) },
		"leavesAndSaysSo":        func() { _ = leavesAndSaysSo("a,b,c") },
		"countsWhatIsStarted":    func() { _ = countsWhatIsStarted(names, numbers) },
		"releasesTheLease":       func() { releasesTheLease() },
		"checksOut":              func() { _ = checksOut() },
		"turnsItOn":              func() { turnsItOn() },
		"asksBeforeItWaits":      func() { asksBeforeItWaits() },
		"broadcastForTwo":        func() { broadcastForTwo() },
		"drainsWithDefault":      func() { drainsWithDefault() },
		"desksWithAWayOut":       func() { desksWithAWayOut() },
		"oneTakesFirst":          func() { oneTakesFirst() },
		"endedPumpIsNotTold":     func() { endedPumpIsNotTold() },
		"oneSelectForBoth":       func() { oneSelectForBoth() },

		"svc": func() { s := newSvc(); s.in <- 1; s.Close() },
		"untilParameter": func() {
			stop := make(chan struct{})
			untilParameter(stop)
			close(stop)
		},
		"stopsInADefer":         func() { stopsInADefer(names) },
		"twoSteps":              func() { twoSteps(nil)() },
		"quitMessage":           func() { quitMessage(numbers) },
		"ioEndsIt":              func() { c, _ := net.Pipe(); _ = ioEndsIt(c)() },
		"pipeIsClosed":          func() { _ = pipeIsClosed(names) },
		"capacityIsComputed":    func() { _ = capacityIsComputed(names, names) },
		"semaphore":             func() { semaphore(names) },
		"waitsByTakingAllSlots": func() { waitsByTakingAllSlots(names) },
		"throttled":             func() { _ = throttled(append(names, names...)) },
		"timerDrain":            func() { timerDrain(1); timerDrain(1 << 40) },
		"wakesAndCloses":        func() { wakesAndCloses() },
		"rangesOverAParameter": func() {
			jobs := make(chan int, 1)
			jobs <- 1
			close(jobs)
			_ = rangesOverAParameter(jobs)
		},
		"handedToOthers": func() {
			_ = handedToOthers(func(c chan<- int) { go func() { c <- 1 }() })
		},

		"correlatedBranches": func() {
			_ = correlatedBranches(names, true)
			_ = correlatedBranches(names, false)
		},
		"correlatedLength":     func() { _ = correlatedLength(names) },
		"flagRemembers":        func() { _, _ = flagRemembers("") },
		"nilRemembers":         func() { _ = nilRemembers(""); _ = nilRemembers("ada") },
		"recoverSends":         func() { _ = recoverSends("") },
		"countedByOneLength":   func() { _ = countedByOneLength(names) },
		"countsWhatIsUnderWay": func() { _ = countsWhatIsUnderWay(names) },
		"buffersWithoutLimit":  func() { _ = buffersWithoutLimit(numbers) },
		"mergesItsOwn":         func() { _ = mergesItsOwn(numbers, numbers) },
		"closedOnce":           func() { closedOnce(names) },
		"kettle": func() {
			beats := make(chan int)
			defer close(beats)
			go func() {
				for i := range 2 {
					beats <- i
				}
			}()
			if k, err := newKettle(beats); err == nil {
				<-time.After(time.Second)
				k.Close()
			}
		},
		"closesByReflection":        func() { closesByReflection(false) },
		"scansTheCount":             func() { _ = scansTheCount("3"); _ = scansTheCount("0") },
		"decodesTheBill":            func() { decodesTheBill([]byte(`{"Paid": true}`)) },
		"walksForNothing":           func() { walksForNothing(".") },
		"decodesInABranch":          decodesInABranch,
		"showsTheBill":              showsTheBill,
		"looksAtAll":                looksAtAll,
		"asksTheCaller":             func() { asksTheCaller(func(bool) {}) },
		"paysTheBill":               func() { paysTheBill("gold") },
		"setsTheMark":               func() { setsTheMark("gold") },
		"doubleChecked":             func() { doubleChecked() },
		"boundedBuffer":             func() { _ = boundedBuffer(append(numbers, numbers...)) },
		"lockHandedOver":            func() { lockHandedOver(names) },
		"defersInALoop":             func() { defersInALoop(names) },
		"collectedByIndex":          func() { _ = collectedByIndex(names) },
		"fanIn":                     func() { _ = fanIn([][]int{numbers, nil, numbers}); _ = fanIn(nil) },
		"dynamicCases":              func() { _ = dynamicCases(names) },
		"ticksUntilStopped":         func() { ticksUntilStopped() },
		"latestWins":                func() { latestWins(numbers) },
		"triesUntilTheReaderIsGone": func() { triesUntilTheReaderIsGone(1); triesUntilTheReaderIsGone(9) },
		"endsAreCounted":            func() { _ = endsAreCounted([][]string{names, nil, names}) },
		"tokenGoesRound":            func() { tokenGoesRound(0); tokenGoesRound(3) },
		"askedTwice":                func() { _ = askedTwice() },
		"poolOfChannels":            func() { poolOfChannels(names) },
		"endsWhatItStarted":         func() { endsWhatItStarted(true); endsWhatItStarted(false) },
	}
	for name, f := range objects {
		both[name] = f
	}
	works := map[string]func(){
		"exitsOnError":     func() { _ = exitsOnError("") },
		"exitsInAFunction": func() { _ = exitsInAFunction("") },
		"panicsOnError":    func() { _ = panicsOnError("") },
	}
	withContext := map[string]func(context.Context){
		"bothLeaveWithTheContext": func(ctx context.Context) { _, _ = bothLeaveWithTheContext(ctx, "") },
		"pokesWithDefault": func(context.Context) {
			stop := make(chan struct{})
			defer close(stop)
			pokesWithDefault(stop)
		},
		"landsUnlessNobodyWatches": landsUnlessNobodyWatches,
		"senderClosesWhatItLeaves": senderClosesWhatItLeaves,
		"producerLooksAtTheGroup":  func(ctx context.Context) { _ = producerLooksAtTheGroup(ctx, names) },
		"cancelBranchReceives":     func(ctx context.Context) { c, _ := net.Pipe(); _ = cancelBranchReceives(ctx, c) },
		"watcher":                  func(ctx context.Context) { c, _ := net.Pipe(); watcher(ctx, c) },
		"agent":                    func(ctx context.Context) { newAgent(ctx).Stop() },
		"parentEndsTheChild":       parentEndsTheChild,
		"groupWithLimit":           func(ctx context.Context) { _ = groupWithLimit(ctx, names) },
	}
	harmless := func(name string, f func(context.Context)) {
		t.Run(name, func(t *testing.T) {
			for range 5 { // selects choose
				if lines := harm.Stuck(t, f); len(lines) > 0 {
					t.Fatalf("somebody is left behind: this does harm: %q", lines)
				}
			}
		})
	}
	for name, f := range works {
		harmless(name, func(context.Context) { f() })
	}
	defer func() { broken = false }()
	for _, broken = range []bool{false, true} {
		for name, f := range both {
			harmless(name, func(context.Context) { f() })
		}
		for name, f := range withContext {
			harmless(name, f)
		}
	}
}

// objects is the orders of calls that leave somebody stuck in package likely,
// and others.
var objects = map[string]func(){
	"Mailbox": func() { m := NewMailbox(); go m.Send("a"); m.Close() },
	"Spooler": func() {
		s := NewSpooler()
		s.Submit("")
		s.Submit("")
		s.Submit("page")
		_ = s.Close()
	},
	"Recorder":  func() { r := NewRecorder(); r.Close(); r.Close() },
	"Started":   func() { r := NewRecorder(); r.Start(); r.Close() },
	"Metronome": func() { m := NewMetronome(); defer m.Stop(); m.Stop() },
	"Scanner":   func() { s := NewScanner(3); defer s.Close(); _, _ = s.Next(); time.Sleep(time.Second) },
	"Player":    func() { p := NewPlayer(); p.Pause(); p.Close() },
	"Board": func() {
		b := NewBoard()
		defer b.Close()
		r := b.Join()
		go b.Post("note")
		r.Leave()
	},
	"Ledger": func() { l := NewLedger(); go l.Flush(); l.Close() },
	"Latch":  func() { l := NewLatch(); go l.Wait(); l.Open() },
	"Tube":   func() { t := NewTube(); go t.Put(1); _ = t.Take() },
	"Slots":  func() { s := NewSlots(1); go s.Acquire(); s.Acquire(); s.Release() },
	"Feed":   func() { f := NewFeed([]int{1, 2}); <-f.C; f.Stop() },
	"Rendezvous": func() {
		r := NewRendezvous(2)
		go r.Meet()
		r.Meet()
	},
	"Intercom": func() {
		a, b := net.Pipe()
		_ = a.Close()
		_ = b.Close()
		i := NewIntercom(b)
		i.Attend()
		i.Close("")
	},
	"Lease": func() {
		l, _ := NewLandlord(func() error { return errNoRoom }).Let(1)
		time.Sleep(time.Second)
		l.Release()
	},
	"Tap": func() { t := NewTap(0); time.Sleep(time.Second); _ = t.Close() },
	"Clinic": func() {
		if v, err := NewClinic(true).Admit("ada"); err == nil {
			_ = v.Result()
			v.Close()
		}
	},
	"Exported": func() { e := NewExported(); e.In <- 1; close(e.Quit) },
}

// full takes nothing more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("it is full") }

func (full) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Body.Close()
	return nil, errors.New("it is full")
}
