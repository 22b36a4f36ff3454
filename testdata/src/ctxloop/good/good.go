// Package good holds what ctxloop leaves alone; a function is named for its case.
package good

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"io"
	"iter"
	"log"
	"net"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

var fail error // what goes wrong; nothing, unless a test says so

func poll()                             {}
func handle(int)                        {}
func step(context.Context) error        { return fail }
func next(context.Context) (int, error) { return 0, nil }
func ready() bool                       { return false }
func logf(string, ...any)               {}
func flush(context.Context)             {}

// Done cases, hard forms

func doneCase(ctx context.Context, in <-chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-in:
			handle(n)
		}
	}
}

func aliasedDone(ctx context.Context, in <-chan int) {
	done := ctx.Done()
	for {
		select {
		case <-done:
			return
		case n := <-in:
			handle(n)
		}
	}
}

func twoStages(ctx context.Context, in <-chan int, out chan<- int) {
	for {
		var n int
		select {
		case n = <-in:
		case <-ctx.Done():
			return
		}
		select {
		case out <- n:
		case <-ctx.Done():
			return
		}
	}
}

func nestedSelect(ctx context.Context, urgent, normal <-chan int) {
	for {
		select {
		case n := <-urgent:
			handle(n)
		default:
			select {
			case n := <-urgent:
				handle(n)
			case n := <-normal:
				handle(n)
			case <-ctx.Done():
				return
			}
		}
	}
}

func waitAtTheTail(ctx context.Context, t *time.Ticker) {
	for {
		poll()
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

func flushBeforeReturn(ctx context.Context, in <-chan int) {
	for {
		select {
		case <-ctx.Done():
			flush(context.WithoutCancel(ctx))
			return
		case n := <-in:
			handle(n)
		}
	}
}

func labelledBreak(ctx context.Context, in <-chan int) {
loop:
	for {
		select {
		case <-ctx.Done():
			break loop
		case n := <-in:
			handle(n)
		}
	}
	poll()
}

func gotoOut(ctx context.Context, in <-chan int) {
	for {
		select {
		case <-ctx.Done():
			goto out
		case n := <-in:
			handle(n)
		}
	}
out:
	poll()
}

func closedThenWaitsForTheEnd(ctx context.Context, in <-chan int) {
	for {
		select {
		case n, ok := <-in:
			if !ok {
				<-ctx.Done()
				return
			}
			handle(n)
		case <-ctx.Done():
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func selectInAHelper(ctx context.Context) {
	for {
		poll()
		if !pause(ctx, time.Minute) {
			return
		}
	}
}

// Err and Cause

func errInTheBody(ctx context.Context) {
	for {
		if ctx.Err() != nil {
			return
		}
		poll()
	}
}

func errInTheCondition(ctx context.Context) {
	for ctx.Err() == nil {
		poll()
	}
}

func causeInASwitch(ctx context.Context) error {
	for {
		switch err := context.Cause(ctx); {
		case err != nil:
			return err
		}
		poll()
	}
}

// A callee gets the context, and its error leaves

func errorLeaves(ctx context.Context) error {
	for {
		n, err := next(ctx)
		if err != nil {
			return err
		}
		handle(n)
	}
}

func errorComparedWithIs(ctx context.Context) {
	for {
		if err := step(ctx); errors.Is(err, context.Canceled) {
			break
		} else if err != nil {
			logf("%v", err)
		}
	}
}

func errorGoesToAHelper(ctx context.Context) {
	for {
		err := step(ctx)
		if giveUp(err) {
			return
		}
	}
}

func giveUp(err error) bool { return err != nil }

func retry(ctx context.Context, f func(context.Context) (done bool, err error)) error {
	for {
		done, err := f(ctx)
		if done || ctx.Err() != nil {
			return err
		}
	}
}

func closureOfARetryHelper(ctx context.Context) error {
	return retry(ctx, func(ctx context.Context) (bool, error) {
		err := step(ctx)
		return err == nil, err
	})
}

func failsAFewTimes(ctx context.Context, d *net.Dialer) (net.Conn, error) {
	for try := 0; ; try++ {
		c, err := d.DialContext(ctx, "tcp", "example.com:80")
		if err == nil {
			return c, nil
		}
		if try == 5 {
			return nil, err
		}
	}
}

func pausesBetweenFailures(ctx context.Context, d *net.Dialer) (net.Conn, error) {
	for {
		c, err := d.DialContext(ctx, "tcp", "example.com:80")
		if err == nil {
			return c, nil
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func resolvesEach(ctx context.Context, hosts []string) {
	for _, host := range hosts {
		if _, err := net.DefaultResolver.LookupHost(ctx, host); err != nil {
			continue
		}
		poll()
	}
}

// Bound iterators and streams

func rows(ctx context.Context, db *sql.DB) error {
	rs, err := db.QueryContext(ctx, "select 1")
	if err != nil {
		return err
	}
	defer rs.Close()
	for rs.Next() {
		poll()
	}
	return rs.Err()
}

type stream interface{ Recv() (int, error) }

func receives(ctx context.Context, open func(context.Context) stream) {
	s := open(ctx)
	for {
		n, err := s.Recv()
		if err == io.EOF {
			return
		}
		if err != nil {
			logf("%v", err)
			return
		}
		handle(n)
	}
}

func overAFunction(ctx context.Context, seq iter.Seq[int]) {
	for n := range seq {
		handle(n)
	}
	_ = step(ctx)
}

func iterates(ctx context.Context) iter.Seq[int] {
	return func(yield func(int) bool) {
		for {
			n, _ := next(ctx)
			if !yield(n) {
				return
			}
		}
	}
}

// The connection, the listener, the reader is closed by somebody else

func accepts(ctx context.Context, ln net.Listener) {
	context.AfterFunc(ctx, func() { ln.Close() })
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go c.Close()
	}
}

func scans(ctx context.Context, r io.Reader) {
	s := bufio.NewScanner(r)
	for s.Scan() {
		logf(s.Text())
	}
	_ = step(ctx)
}

// Other stop signals

type svc struct {
	halt    chan struct{}
	closed  atomic.Bool
	running bool
	mu      sync.Mutex
	in      chan int
}

func (s *svc) stopChannel(ctx context.Context) {
	for {
		select {
		case n := <-s.in:
			handle(n)
			_ = step(ctx)
		case <-s.halt:
			return
		}
	}
}

func (s *svc) Close() { close(s.halt); close(s.in) }

func (s *svc) atomicFlag(ctx context.Context) {
	for !s.closed.Load() {
		_ = step(ctx)
	}
}

func (s *svc) flagUnderALock(ctx context.Context) {
	for {
		s.mu.Lock()
		if !s.running {
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		_ = step(ctx)
	}
}

func quitMessage(ctx context.Context, in <-chan int) {
	for {
		n := <-in
		if n < 0 {
			return
		}
		handle(n)
		_ = step(ctx)
	}
}

func (s *svc) rangeOverClosedElsewhere(ctx context.Context) {
	for n := range s.in {
		handle(n)
		_ = step(ctx)
	}
}

// Ranges over channels

func rangeOverAParameter(ctx context.Context, in <-chan int) {
	for n := range in {
		handle(n)
		_ = step(ctx)
	}
}

func producerClosesAndHonours(ctx context.Context) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for n := 0; ; n++ {
			select {
			case ch <- n:
			case <-ctx.Done():
				return
			}
		}
	}()
	for n := range ch {
		handle(n)
	}
}

func closeDeferredBeforeTheWorkers(ctx context.Context, items []int) error {
	jobs := make(chan int)
	defer close(jobs)
	for range 3 {
		go func() {
			for j := range jobs {
				handle(j)
			}
		}()
	}
	if err := step(ctx); err != nil {
		return err
	}
	for _, item := range items {
		jobs <- item
	}
	return nil
}

func closeInADeferredLiteral(ctx context.Context, items []int) error {
	jobs := make(chan int)
	var wg sync.WaitGroup
	defer func() {
		close(jobs)
		wg.Wait()
	}()
	wg.Go(func() {
		for j := range jobs {
			handle(j)
		}
	})
	for _, item := range items {
		if err := step(ctx); err != nil {
			return err
		}
		jobs <- item
	}
	return nil
}

func closedOnEachReturn(ctx context.Context, items []int) error {
	jobs := make(chan int)
	go func() {
		for j := range jobs {
			handle(j)
		}
	}()
	for _, item := range items {
		if err := step(ctx); err != nil {
			close(jobs)
			return err
		}
		jobs <- item
	}
	close(jobs)
	return nil
}

func closedByAHelper(ctx context.Context, items []int) error {
	jobs := make(chan int)
	go func() {
		for j := range jobs {
			handle(j)
		}
	}()
	go feed(jobs, items)
	return step(ctx)
}

func feed(jobs chan<- int, items []int) {
	defer close(jobs)
	for _, item := range items {
		jobs <- item
	}
}

func closedByAStopFunction(ctx context.Context) (stop func()) {
	jobs := make(chan int)
	go func() {
		for j := range jobs {
			handle(j)
			_ = step(ctx)
		}
	}()
	return func() { close(jobs) }
}

func closerStartedBefore(ctx context.Context, items []int) (int, error) {
	results := make(chan int, len(items))
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() { results <- item })
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	if first, ok := <-results; ok {
		go func() {
			for n := range results {
				handle(n)
			}
		}()
		return first, step(ctx)
	}
	return 0, nil
}

func sentAndClosedByOthers(ctx context.Context, open func(chan int)) {
	ch := make(chan int)
	open(ch)
	for n := range ch {
		handle(n)
		_ = step(ctx)
	}
}

func signals(ctx context.Context) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		for s := range c {
			logf("%v", s)
			_ = step(ctx)
		}
	}()
}

// Bounded, or no wait

func drains(ctx context.Context, in <-chan int) {
	for {
		select {
		case n := <-in:
			handle(n)
		default:
			_ = step(ctx)
			return
		}
	}
}

func countsDown(ctx context.Context, n int) {
	for n > 0 {
		n--
		_ = step(ctx)
	}
}

func untilReady(ctx context.Context) {
	for !ready() {
		_ = step(ctx)
	}
}

func walksAList(ctx context.Context, q []int) {
	for len(q) > 0 {
		handle(q[0])
		q = q[1:]
		_ = step(ctx)
	}
}

// Polls that are answered

func asksBeforeItWaits(ctx context.Context, reqs chan<- int) {
	answers := make(chan int)
	go answer(answers)
	for ctx.Err() == nil {
		reqs <- 1
		handle(<-answers)
	}
}

func answer(answers chan<- int) {
	for n := range 3 {
		answers <- n
	}
}

func pollsAClosedChannel(ctx context.Context) {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range 9 {
			out <- n
		}
	}()
	for ctx.Err() == nil {
		n, ok := <-out
		if !ok {
			return
		}
		handle(n)
	}
}

func shortTimeout(ctx context.Context) error {
	timeout := time.After(time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-timeout:
			return errors.New("timeout")
		case <-tick.C:
			if ready() {
				return step(ctx)
			}
		}
	}
}

func ticksAndAsks(ctx context.Context, d time.Duration) error {
	timeout := time.After(d)
	tick := time.NewTicker(d / 10)
	defer tick.Stop()
	for {
		select {
		case <-timeout:
			return errors.New("timeout")
		case <-tick.C:
			if err := step(ctx); err != nil {
				return err
			}
		}
	}
}

// Nobody's context

func localRoot() {
	ctx := context.Background()
	for {
		_ = step(ctx)
	}
}

func main() {
	for {
		poll()
	}
}

func startsAndForgets(ctx context.Context) {
	_ = step(ctx)
	go func() { // whether it has to stop is another rule's question
		for {
			poll()
		}
	}()
}

// The process, or the goroutine, ends

func fatal(ctx context.Context) {
	for {
		if err := step(ctx); err != nil {
			log.Fatal(err)
		}
	}
}

func goexit(ctx context.Context) {
	for {
		if step(ctx) != nil {
			runtime.Goexit()
		}
	}
}

func panics(ctx context.Context) {
	for {
		if step(ctx) != nil {
			panic("lost")
		}
	}
}

// The source says so

// itsAuthorKnows that the device's interrupt unwinds the stack.
//
//cancelcheck:assume finite
func itsAuthorKnows(ctx context.Context) {
	for {
		_ = step(ctx)
	}
}

// Somebody else's rule

func sleeps(ctx context.Context) {
	for {
		poll()
		time.Sleep(time.Second) //cancelcheck:ignore ctxsleep the pause is what is wrong here
	}
}

func afterTheEnd(ctx context.Context, in <-chan int) {
	<-ctx.Done()
	for {
		handle(<-in)
	}
}

// The helper closes what it gives out.
func rangesUntilTheEnd(ctx context.Context, d time.Duration) {
	for range ticksUntil(ctx, d) {
		poll()
	}
}

func ticksUntil(ctx context.Context, d time.Duration) <-chan time.Time {
	ticks := make(chan time.Time)
	go func() {
		defer close(ticks)
		t := time.NewTicker(d)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-t.C:
				select {
				case ticks <- now:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return ticks
}

// An error leaves the loop by a panic, which the function recovers from.
func servesUntilItPanics(ctx context.Context, conn net.Conn, handle func(context.Context, string)) {
	defer func() {
		if x := recover(); x != nil {
			log.Print(x)
		}
	}()
	r := bufio.NewReader(conn)
	for {
		handle(ctx, mustRead(r))
	}
}

func mustRead(r *bufio.Reader) string {
	line, err := r.ReadString('\n')
	if err != nil {
		panic(err)
	}
	return line
}
