// Package bad sleeps through cancellation.
package bad

import (
	"context"
	"errors"
	"math/rand"
	"net/http"
	"os"
	"os/signal"
	"time"
)

var errBusy = errors.New("busy")

func try(context.Context) error { return errBusy }
func poll() bool                { return false }
func use(any)                   {}

func oneLongPause(ctx context.Context) {
	time.Sleep(2 * time.Second) // want `time.Sleep ignores ctx: cancelling it does not end this pause \(ctxsleep\)`
	use(ctx)
}

func retryPredicate(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	time.Sleep(30 * time.Second) // want `time.Sleep ignores ctx`
	return err != nil
}

// The callee sees the cancellation, but its error only ends the turn.
func retriesWithFixedPause(ctx context.Context) (err error) {
	for range 5 {
		if err = try(ctx); err == nil {
			return nil
		}
		time.Sleep(time.Second) // want `time.Sleep on each turn ignores ctx: cancelling it cannot end this wait`
	}
	return err
}

func growingBackoff(ctx context.Context) error {
	wait := 10 * time.Millisecond
	for {
		if err := try(ctx); err == nil {
			return nil
		}
		time.Sleep(wait) // want `time.Sleep ignores ctx: cancelling it does not end this pause, however long`
		wait *= 2
	}
}

func growingBackoffWithHighCap(ctx context.Context) error {
	const most = time.Minute
	wait := 10 * time.Millisecond
	for {
		if err := try(ctx); err == nil {
			return nil
		}
		time.Sleep(wait) // want `time.Sleep ignores ctx`
		if wait *= 2; wait > most {
			wait = most
		}
	}
}

func growingWithTheAttempt(ctx context.Context) error {
	for attempt := 1; ; attempt++ {
		if err := try(ctx); err == nil {
			return nil
		}
		time.Sleep(time.Duration(attempt) * time.Second) // want `time.Sleep ignores ctx`
	}
}

func serverSaysHowLong(ctx context.Context, answer *http.Response) {
	d, _ := time.ParseDuration(answer.Header.Get("Retry-After"))
	time.Sleep(d) // want `time.Sleep ignores ctx`
	use(ctx)
}

func lengthIsAParameter(ctx context.Context, d time.Duration) {
	use(ctx)
	time.Sleep(d) // want `time.Sleep ignores ctx`
}

func jitterOnTop(ctx context.Context) {
	time.Sleep(5*time.Second + time.Duration(rand.Intn(1000))*time.Millisecond) // want `time.Sleep ignores ctx: cancelling it does not end this pause \(`
	use(ctx)
}

func pollsUntilItIsSo(ctx context.Context) {
	for !poll() {
		time.Sleep(50 * time.Millisecond) // want `time.Sleep on each turn ignores ctx`
	}
	use(ctx)
}

func bareAfter(ctx context.Context) {
	use(ctx)
	<-time.After(10 * time.Second) // want `<-time.After\(10 \* time.Second\) ignores ctx`
}

func bareAfterByName(ctx context.Context) {
	timeout := time.After(10 * time.Second)
	use(ctx)
	<-timeout // want `<-timeout ignores ctx`
}

func bareTimer(ctx context.Context) {
	timer := time.NewTimer(10 * time.Second)
	defer timer.Stop()
	use(ctx)
	<-timer.C // want `<-timer.C ignores ctx`
}

// The Done case is there; the wait behind it is late by a whole interval.
func pollsWithDefaultThenWaits(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		default:
			use(try(ctx))
			<-ticker.C // want `<-ticker.C ignores ctx: cancelling it does not end this pause`
		}
	}
}

func bareTicker(ctx context.Context) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		<-ticker.C // want `<-ticker.C on each turn ignores ctx`
		use(try(ctx))
	}
}

func rangeOverTicker(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for range ticker.C { // want `range ticker.C on each turn ignores ctx`
		use(try(ctx))
	}
}

func selectWithOneCase(ctx context.Context) {
	for {
		select {
		case <-time.After(3 * time.Second): // want `<-time.After\(3 \* time.Second\) ignores ctx`
			use(try(ctx))
		}
	}
}

func handler(w http.ResponseWriter, r *http.Request) {
	time.Sleep(3 * time.Second) // want `time.Sleep ignores r.Context\(\)`
	w.WriteHeader(http.StatusOK)
}

type throttled struct{ next http.RoundTripper }

func (t throttled) RoundTrip(req *http.Request) (*http.Response, error) {
	for {
		resp, err := t.next.RoundTrip(req)
		if err == nil && resp.StatusCode != http.StatusTooManyRequests {
			return resp, nil
		}
		time.Sleep(time.Second) // want `time.Sleep on each turn ignores req.Context\(\)`
	}
}

func capturedByAWorker(ctx context.Context) {
	go func() {
		for {
			use(try(ctx))
			time.Sleep(time.Minute) // want `time.Sleep ignores ctx`
		}
	}()
}

func capturedByACallback(ctx context.Context, retry func(func() error)) {
	retry(func() error {
		err := try(ctx)
		time.Sleep(10 * time.Second) // want `time.Sleep ignores ctx`
		return err
	})
}

func derivedInsideTheLoop(parent context.Context) {
	for {
		ctx, cancel := context.WithTimeout(parent, time.Second)
		use(try(ctx))
		cancel()
		time.Sleep(time.Minute) // want `time.Sleep ignores parent`
	}
}

func endedByASignal() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for ctx.Err() == nil {
		time.Sleep(time.Minute) // want `time.Sleep ignores ctx`
	}
}

func endedByAnotherGoroutine(quit <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-quit
		cancel()
	}()
	for {
		if err := try(ctx); err == nil {
			return
		}
		time.Sleep(time.Minute) // want `time.Sleep ignores ctx`
	}
}

// nap has no context of its own: whoever has one is told.
func nap() { time.Sleep(5 * time.Second) }

func waitFor(what func() bool) {
	for !what() {
		time.Sleep(10 * time.Millisecond)
	}
}

type backoff struct{ cur time.Duration }

func (b *backoff) sleep() {
	time.Sleep(b.cur)
	b.cur *= 2
}

func pause(n int, d time.Duration) { time.Sleep(d) }

func napBehindTwoCalls() { nap() }

func helpers(ctx context.Context) {
	nap()                 // want `nap ignores ctx: cancelling it does not end this pause`
	napBehindTwoCalls()   // want `napBehindTwoCalls ignores ctx`
	new(backoff).sleep()  // want `sleep ignores ctx: cancelling it does not end this pause, however long`
	pause(1, time.Minute) // want `pause ignores ctx`
	pause(1, time.Millisecond)
	use(ctx)
}

type look interface {
	context.Context
	Trace() string
}

func lookAlike(ctx look) {
	use(ctx)
	time.Sleep(time.Hour) // want `time.Sleep ignores ctx`
}

func generic[T any](ctx context.Context, next func(context.Context) (T, error)) T {
	for {
		if v, err := next(ctx); err == nil {
			return v
		}
		time.Sleep(time.Second) // want `time.Sleep on each turn ignores ctx`
	}
}

type stream interface {
	Context() context.Context
	SendMsg(any) error
	RecvMsg(any) error
}

func streams(s stream) error {
	for {
		if err := s.SendMsg(1); err != nil {
			return err
		}
		time.Sleep(time.Second) // want `time.Sleep on each turn ignores s.Context\(\)`
	}
}

var sleep = time.Sleep // tests set another one

func byAVariable(ctx context.Context) {
	use(ctx)
	sleep(time.Minute) // want `sleep ignores ctx`
}

type slow struct{ least time.Duration }

func newSlow(least time.Duration) *slow { return &slow{least: least} }

func makesSlow(d time.Duration) (*slow, *slow) { return newSlow(time.Millisecond), newSlow(d) }

func (s *slow) run(ctx context.Context) {
	time.Sleep(s.least) // want `time.Sleep ignores ctx: cancelling it does not end this pause, however long`
	use(ctx)
}

func assignedFromEachOther(ctx context.Context, n int) {
	a, b, c, d := time.Second, time.Minute, time.Hour, time.Duration(n)
	for range n {
		a, b = b+c, c+d
		c, d = d+a, a+b
		a, c = c+d, b+a
		b, d = a+c, d+b
		a, d = d+b, c+a
		b, c = a+d, a+b
		use(try(ctx))
		time.Sleep(a + b + c + d) // want `time.Sleep ignores ctx: cancelling it does not end this pause, however long`
	}
}
