// Package bad holds what ctxloop finds; a function is named for its case.
package bad

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

var fail error // what goes wrong; nothing, unless a test says so

func poll()                            {}
func handle(int)                       {}
func step(context.Context) error       { return fail }
func prepare(context.Context) error    { return fail }
func logf(string, ...any)              {}
func fetch(context.Context, int) error { return nil }

// endless

func workerWithoutEnd(ctx context.Context) {
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		poll()
	}
}

func errorOnlyLogged(ctx context.Context) {
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		if err := step(ctx); err != nil {
			logf("step: %v", err)
		}
	}
}

func selectWithoutExit(ctx context.Context, in <-chan int, other <-chan int) {
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		select {
		case n := <-in:
			handle(n)
		case n := <-other:
			_ = fetch(ctx, n)
		}
	}
}

func breaksOnlyTheSwitch(ctx context.Context, in <-chan int) {
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		switch n := <-in; n {
		case 0:
			break
		default:
			handle(n)
		}
	}
}

func innermostOnly(ctx context.Context) {
	for {
		for true { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
			poll()
		}
	}
}

func continuesToALabelInside(ctx context.Context, in <-chan int) {
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
	inner:
		for n := range 3 {
			if <-in == n {
				continue inner
			}
			handle(n)
		}
	}
}

func handler(w http.ResponseWriter, r *http.Request) {
	for { // want `nothing ends this loop: cancelling r.Context\(\) cannot stop it \(ctxloop\)`
		w.Write([]byte("tick"))
	}
}

func goroutineThatUsesIt(ctx context.Context) {
	go func() {
		for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
			_ = step(ctx)
		}
	}()
}

func exitsOfALiteralAreItsOwn(ctx context.Context) {
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		func() {
			if step(ctx) != nil {
				return
			}
			poll()
		}()
	}
}

type engine[T any] struct{ items []T }

func (e *engine[T]) run(ctx context.Context, use func(T)) {
	for { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		for _, item := range e.items {
			use(item)
		}
	}
}

// calls

type server struct{ ln net.Listener }

func (s *server) acceptForEver() {
	for {
		c, err := s.ln.Accept()
		if err != nil {
			logf("accept: %v", err)
			continue
		}
		go c.Close()
	}
}

func (s *server) loop() { s.acceptForEver() }

func (s *server) Run(ctx context.Context) error {
	if err := prepare(ctx); err != nil {
		return err
	}
	s.loop() // want `loop loops for ever: cancelling ctx cannot stop it \(ctxloop\)`
	return nil
}

// Nothing closes the channel of a ticker, stopped or not.

func rangesOverWhatOnlyStops(ctx context.Context, d time.Duration) {
	for range ticksUntil(ctx, d) { // want `nothing ends this loop: cancelling ctx cannot stop it \(ctxloop\)`
		poll()
	}
}

func ticksUntil(ctx context.Context, d time.Duration) <-chan time.Time {
	t := time.NewTicker(d)
	go func() {
		<-ctx.Done()
		t.Stop()
	}()
	return t.C
}

// clocked

func untilTrueOrMinutes(ctx context.Context, check func() bool) error {
	timeout := time.After(10 * time.Minute)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select { // want `the loop waits for timers only: cancelling ctx cannot end it \(ctxloop\)`
		case <-timeout:
			return errors.New("timeout")
		case <-tick.C:
			if check() {
				return prepare(ctx)
			}
		}
	}
}

// poll

func pollsThenWaits(ctx context.Context) {
	out := make(chan int)
	go func() {
		for n := range 1000 {
			out <- n
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return
		default:
			poll()
			handle(<-out) // want `the loop polls ctx, then waits for out alone: cancelling it cannot end this wait \(ctxloop\)`
		}
	}
}

func asksErrThenWaits(ctx context.Context) {
	wake := make(chan struct{})
	go producer(wake)
	for ctx.Err() == nil {
		<-wake // want `the loop polls ctx, then waits for wake alone: cancelling it cannot end this wait \(ctxloop\)`
		poll()
	}
}

func producer(wake chan<- struct{}) {
	for range 3 {
		wake <- struct{}{}
	}
}

// feed

func returnLeavesWorkersWaiting(ctx context.Context, items []int) error {
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for j := range jobs { // want `a return leaves jobs open: this loop waits for ever, whatever ctx says \(ctxloop\)`
				handle(j)
			}
		})
	}
	if err := prepare(ctx); err != nil {
		return err
	}
	for _, item := range items {
		jobs <- item
	}
	close(jobs)
	wg.Wait()
	return nil
}

func namedWorker(jobs <-chan int) {
	for j := range jobs { // want `a return leaves jobs open: this loop waits for ever, whatever ctx says \(ctxloop\)`
		handle(j)
	}
}

func startsNamedWorkers(ctx context.Context, items []int) error {
	jobs := make(chan int)
	for range 2 {
		go namedWorker(jobs)
	}
	for _, item := range items {
		select {
		case jobs <- item:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	close(jobs)
	return nil
}

func nobodyClosesIt(ctx context.Context, items []int) {
	jobs := make(chan int)
	go func() {
		for j := range jobs { // want `nobody closes jobs: cancelling ctx cannot end this loop \(ctxloop\)`
			_ = fetch(ctx, j)
		}
	}()
	for _, item := range items {
		jobs <- item
	}
}

func groupOfWorkers(ctx context.Context, items []int) error {
	g, ctx := errgroup.WithContext(ctx)
	work := make(chan int)
	g.Go(func() error {
		for w := range work { // want `a return leaves work open: this loop waits for ever, whatever ctx says \(ctxloop\)`
			if err := fetch(ctx, w); err != nil {
				logf("%v", err)
			}
		}
		return nil
	})
	for _, item := range items {
		if err := step(ctx); err != nil {
			return err
		}
		work <- item
	}
	close(work)
	return g.Wait()
}

// spins

func dialUntilItWorks(ctx context.Context, d *net.Dialer) net.Conn {
	for {
		c, err := d.DialContext(ctx, "tcp", "example.com:80") // want `the loop goes on when this call fails: after ctx is cancelled it spins \(ctxloop\)`
		if err != nil {
			logf("dial: %v", err)
			continue
		}
		return c
	}
}
