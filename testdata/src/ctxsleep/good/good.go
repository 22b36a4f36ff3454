// Package good pauses so that a cancellation is seen, or so briefly that
// nobody minds.
package good

import (
	"context"
	"log"
	"math/rand"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func use(any)                   {}
func try(context.Context) error { return nil }
func ready() bool               { return false }

func timerAndDone(ctx context.Context) error {
	select {
	case <-time.After(time.Minute):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func timerAndDoneByName(ctx context.Context) error {
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	done := ctx.Done()
	select {
	case <-timer.C:
	case <-done:
		return ctx.Err()
	}
	return nil
}

func briefOnce(ctx context.Context) {
	use(ctx)
	time.Sleep(100 * time.Millisecond)
}

func briefWithCheckEachTurn(ctx context.Context) {
	for ctx.Err() == nil {
		use(try(ctx))
		time.Sleep(10 * time.Millisecond)
	}
}

func briefAndTheCalleesErrorLeaves(ctx context.Context) error {
	for !ready() {
		if err := try(ctx); err != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil
}

func briefAndTheErrorBreaksToALabel(ctx context.Context) {
poll:
	for {
		switch {
		case ready():
			err := try(ctx)
			if err != nil {
				break poll
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func briefAndCounted(ctx context.Context) {
	for i := 0; i < 10; i++ {
		use(try(ctx))
		time.Sleep(20 * time.Millisecond)
	}
}

func briefAndCountedInTheBody(ctx context.Context) {
	attempts := 0
	for {
		if try(ctx) == nil {
			return
		}
		if attempts++; attempts > 3 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func briefUpToALimit(ctx context.Context, most time.Duration) {
	step := 50 * time.Millisecond
	i := 0
	for {
		if try(ctx) == nil {
			return
		}
		i++
		if time.Duration(i)*step > most {
			return
		}
		time.Sleep(step)
	}
}

func briefJitter(ctx context.Context) {
	use(ctx)
	time.Sleep(time.Duration(rand.Intn(100)) * time.Millisecond)
}

func backoffWithLowCap(ctx context.Context) {
	wait := time.Millisecond
	for ctx.Err() == nil {
		use(try(ctx))
		time.Sleep(wait)
		wait *= 2
		if wait > 100*time.Millisecond {
			wait = 100 * time.Millisecond
		}
	}
}

func backoffByMin(ctx context.Context) {
	wait := time.Millisecond
	for ctx.Err() == nil {
		time.Sleep(wait)
		wait = min(wait*2, 200*time.Millisecond)
	}
}

var settle = 20 * time.Millisecond

func packageVariable(ctx context.Context) {
	use(ctx)
	time.Sleep(settle)
}

func afterItIsDone(ctx context.Context) {
	<-ctx.Done()
	time.Sleep(5 * time.Second) // let the load balancer notice
}

func graceInTheDoneCase(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			time.Sleep(5 * time.Second)
			return
		case j := <-jobs:
			use(j)
		}
	}
}

func graceAfterErr(ctx context.Context) {
	if ctx.Err() != nil {
		time.Sleep(5 * time.Second)
	}
}

func noContextAtAll() { time.Sleep(time.Hour) }

func onlyARoot() {
	ctx := context.Background()
	use(try(ctx))
	time.Sleep(time.Minute)
}

func rootWithADeadline() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	use(try(ctx))
	time.Sleep(3 * time.Second)
}

func detached(parent context.Context) {
	go func() {
		time.Sleep(time.Minute) // meant to outlive the request
		log.Print("a minute later")
	}()
	use(parent)
}

func cleanUp(ctx context.Context) {
	defer func() {
		time.Sleep(3 * time.Second)
		use(ctx)
	}()
	use(try(ctx))
}

func drainsAStoppedTimer(ctx context.Context) {
	timer := time.NewTimer(time.Minute)
	if !timer.Stop() {
		<-timer.C
	}
	use(ctx)
}

func firesAtOnce(ctx context.Context, wake chan int) {
	timer := time.NewTimer(0)
	<-timer.C // now it is empty, and can be reset
	for {
		select {
		case <-wake:
			timer.Reset(time.Minute)
		case <-timer.C:
			use(timer)
		case <-ctx.Done():
			return
		}
	}
}

func pollsTheTimer(ctx context.Context) {
	timer := time.NewTimer(time.Minute)
	for ctx.Err() == nil {
		select {
		case <-timer.C:
			return
		default:
			use(try(ctx))
		}
	}
}

func otherCaseInTheSelect(ctx context.Context, results chan int) {
	select {
	case r := <-results:
		use(r)
	case <-time.After(time.Minute): // a select without Done is another rule's
	}
	use(ctx)
}

func notATimersChannel(ctx context.Context, s struct{ C chan time.Time }) {
	use(ctx)
	<-s.C
}

func tickerWithDone(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			use(try(ctx))
		case <-ctx.Done():
			return
		}
	}
}

func handlerWithShortPause(w http.ResponseWriter, r *http.Request) {
	time.Sleep(50 * time.Millisecond)
	w.WriteHeader(http.StatusOK)
}

func calleeHasTheContext(ctx context.Context) { _ = timerAndDone(ctx) }

func runsApart(ctx context.Context) {
	go noContextAtAll()
	use(ctx)
}

func virtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		go func() { cancel() }()
		time.Sleep(time.Hour)
		use(ctx)
	})
}

func helperOfTests(t testing.TB) {
	t.Helper()
	time.Sleep(time.Minute)
}

type session interface {
	context.Context
	Cancelled() bool
}

func asksByItsOwnMethod(ctx session) {
	for !ready() {
		time.Sleep(10 * time.Millisecond)
		if ctx.Cancelled() {
			return
		}
	}
}

type limiter struct{ least time.Duration }

func newLimiter(least time.Duration) *limiter { return &limiter{least: least} }

var fewErrors = newLimiter(time.Millisecond)

func (l *limiter) wait(since time.Duration) { time.Sleep(l.least - since) }

func helperWithABoundedField(ctx context.Context, since time.Duration) {
	fewErrors.wait(since)
	use(ctx)
}

func mayPause(first bool) {
	if first {
		time.Sleep(time.Minute)
	}
}

type command struct{ ctx context.Context }

func (c *command) Context() context.Context { return c.ctx }

func runOfACommand(cmd *command) { mayPause(cmd == nil) }

func nextID() int {
	for {
		if ready() {
			return 1
		}
		time.Sleep(time.Millisecond)
	}
}

func calleeSpinsForAMoment(ctx context.Context) {
	use(nextID())
	use(ctx)
}

//cancelcheck:ignore ctxsleep the hardware needs it
func silenced(ctx context.Context) { time.Sleep(time.Minute) }

// Nobody can cancel a context that has no Done channel.
func pausesForTheUncancellable(ctx context.Context, tries int) {
	for range tries {
		if done := ctx.Done(); done != nil {
			select {
			case <-done:
				return
			case <-time.After(time.Minute):
			}
		} else {
			time.Sleep(time.Minute)
		}
	}
}

// ShortDelay is a variable for tests; it is a quarter of a second.
var ShortDelay = 250 * time.Millisecond

func slowsDownWhoGuesses(ctx context.Context, ok func(context.Context) bool) {
	if !ok(ctx) {
		time.Sleep(ShortDelay)
	}
}

func asksNowAndThen(ctx context.Context, ask func(context.Context) error) error {
	return asks(ctx, ask, 100*time.Millisecond)
}

// It takes two values, both short, and each turn looks at ctx.
func asks(ctx context.Context, ask func(context.Context) error, pause time.Duration) error {
	for i := range 100 {
		if err := ask(ctx); err != nil {
			return err
		}
		if i > 2 {
			pause = 300 * time.Millisecond
		}
		time.Sleep(pause)
	}
	return nil
}
