// Package good holds what ctxblock leaves alone; a function is named for its case.
package good

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

var fail error // what goes wrong; nothing, unless a test says so

type event struct{ n int }

func handle(event)                        {}
func step(context.Context) error          { return nil }
func next() event                         { return event{} }
func save(event) error                    { return fail }
func load(context.Context) (event, error) { return event{}, nil }

// Waits for workers

func waitsForBoundWorkers(ctx context.Context) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { _ = step(ctx) })
	}
	wg.Wait()
}

func waitsForAGroup(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return step(ctx) })
	return g.Wait()
}

func waitThenClose(ctx context.Context, items []event) error {
	out := make(chan event)
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() {
			select {
			case out <- item:
			case <-ctx.Done():
			}
		})
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	for e := range out {
		handle(e)
	}
	return ctx.Err()
}

// Room

func oneResultOneSlot(ctx context.Context) (event, error) {
	res := make(chan event, 1)
	go func() {
		e, _ := load(ctx)
		res <- e
	}()
	select {
	case e := <-res:
		return e, nil
	case <-ctx.Done():
		return event{}, ctx.Err()
	}
}

func slotPerSender(ctx context.Context, items []event) error {
	errs := make(chan error, len(items))
	for _, item := range items {
		go func() { errs <- save(item) }()
	}
	for range items {
		if err := <-errs; err != nil {
			return err
		}
	}
	return step(ctx)
}

func sumOfCapacities(ctx context.Context, a, b []event) error {
	errs := make(chan error, len(a)+len(b))
	for _, e := range a {
		go func() { errs <- save(e) }()
	}
	for _, e := range b {
		go func() { errs <- save(e) }()
	}
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func firstValueFits(ctx context.Context) {
	ch := make(chan event, 1)
	ch <- next()
	for {
		select {
		case e := <-ch:
			handle(e)
		case <-ctx.Done():
			return
		}
	}
}

// Certainly answered

func receivesInTheCancelBranchToo(ctx context.Context, conn net.Conn, shake func(net.Conn) error) error {
	done := make(chan error)
	go func() { done <- shake(conn) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		conn.Close()
		<-done
		return ctx.Err()
	}
}

func countsTheAnswers(ctx context.Context, items []event) error {
	done := make(chan error)
	for _, item := range items {
		go func() { done <- save(item) }()
	}
	var all error
	for range items {
		all = errors.Join(all, <-done)
	}
	_ = step(ctx)
	return all
}

func countsDownTheWorkers(ctx context.Context, items []event) error {
	done := make(chan error)
	for _, item := range items {
		go func() { done <- save(item) }()
	}
	left := len(items)
	var first error
	for {
		select {
		case err := <-done:
			if first == nil {
				first = err
			}
			if left--; left == 0 {
				return first
			}
		case <-time.After(time.Second):
			_ = step(ctx)
		}
	}
}

func peerAlwaysCloses(ctx context.Context) {
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		_ = step(ctx)
	}()
	<-finished
}

func requestAndReply(ctx context.Context, reqs chan<- chan event) (event, error) {
	reply := make(chan event, 1)
	select {
	case reqs <- reply:
	case <-ctx.Done():
		return event{}, ctx.Err()
	}
	return <-reply, nil
}

// After cancel, close or stop

type svc struct {
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{}
	halt   chan struct{}
	wg     sync.WaitGroup
	out    chan event
	conn   io.Closer
}

func (s *svc) Wait(ctx context.Context) error {
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *svc) Shutdown(ctx context.Context) error {
	s.cancel()
	<-s.done
	return step(ctx)
}

func (s *svc) closesThenJoins(ctx context.Context) error {
	if err := step(ctx); err != nil {
		s.conn.Close()
		<-s.done
		return err
	}
	return nil
}

func (s *svc) joinsWhenItEnds(ctx context.Context) {
	defer func() { <-s.done }()
	_ = step(ctx)
}

func (s *svc) joinsItsOwnEnd() { // its context is what ends the others
	<-s.done
}

func (s *svc) run() {
	defer close(s.done)
	<-s.ctx.Done()
}

func afterDone(ctx context.Context, results chan event) {
	go func() {
		select {
		case results <- next():
		case <-ctx.Done():
		}
	}()
	<-ctx.Done()
	handle(<-results)
}

// Semaphores

func localSemaphore(ctx context.Context, items []event) {
	sem := make(chan struct{}, 4)
	for _, item := range items {
		sem <- struct{}{}
		go func() {
			defer func() { <-sem }()
			_ = save(item)
			_ = step(ctx)
		}()
	}
}

type pool struct{ tokens chan struct{} }

func newPool() *pool { return &pool{tokens: make(chan struct{}, 3)} }

func (p *pool) use(ctx context.Context) error {
	select {
	case p.tokens <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	err := step(ctx)
	<-p.tokens // the release never waits
	return err
}

type gate struct{ open chan struct{} }

func (g *gate) prepare(ctx context.Context) {
	g.open = make(chan struct{}, 1)
	g.open <- struct{}{}
	_ = step(ctx)
}

func (g *gate) enter() { <-g.open }

// Wake-ups

type notifier struct{ poke chan struct{} }

func (n *notifier) wake(ctx context.Context) {
	select {
	case n.poke <- struct{}{}:
	default:
	}
	_ = step(ctx)
}

func (n *notifier) loop(ctx context.Context) {
	for {
		select {
		case <-n.poke:
			_ = step(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// The context itself

func waitsForTheEnd(ctx context.Context) { <-ctx.Done() }

func waitsForItsAlias(ctx context.Context) {
	done := ctx.Done()
	<-done
}

// Drained

func drainedByRange(ctx context.Context, items []event) {
	ch := make(chan event)
	go func() {
		defer close(ch)
		for _, item := range items {
			ch <- item
		}
	}()
	for e := range ch {
		if err := save(e); err != nil {
			log.Print(err)
		}
	}
	_ = step(ctx)
}

func drainsAfterAnError(ctx context.Context, items []event) error {
	ch := make(chan event)
	go func() {
		defer close(ch)
		for _, item := range items {
			ch <- item
		}
	}()
	for e := range ch {
		if err := save(e); err != nil {
			for range ch {
			}
			return err
		}
	}
	return step(ctx)
}

func theSenderSaysItWasTheLast(ctx context.Context, read func() (event, error)) error {
	type item struct {
		e   event
		err error
	}
	ch := make(chan item)
	go func() {
		for {
			e, err := read()
			ch <- item{e, err}
			if err != nil {
				return
			}
		}
	}()
	for it := range ch {
		if it.err != nil {
			return it.err
		}
		handle(it.e)
	}
	return step(ctx)
}

func stoppedByTheSender(ctx context.Context, items []event) {
	ch := make(chan event)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case e := <-ch:
				handle(e)
			case <-stop:
				return
			}
		}
	})
	for _, item := range items {
		ch <- item
	}
	close(stop)
	wg.Wait()
	_ = step(ctx)
}

func leavesWithTheProcess(ctx context.Context) {
	ch := make(chan event)
	go func() {
		for range 100 {
			ch <- next()
		}
	}()
	for e := range ch {
		if err := save(e); err != nil {
			log.Fatal(err)
		}
	}
	_ = step(ctx)
}

// Channels of others

func sendsToAParameter(ctx context.Context, out chan<- event) {
	out <- next()
	_ = step(ctx)
}

func receivesFromAParameter(ctx context.Context, in <-chan event) {
	handle(<-in)
	_ = step(ctx)
}

func receivedElsewhere(ctx context.Context, start func(<-chan event)) {
	ch := make(chan event)
	start(ch)
	for range 3 {
		ch <- next()
	}
	_ = step(ctx)
}

// Selects

func otherCaseStops(ctx context.Context, s *svc, in <-chan event) {
	select {
	case e := <-in:
		handle(e)
	case <-s.halt:
	}
	_ = step(ctx)
}

func (s *svc) Halt() { close(s.halt) }

func peerAnswersToTheContext(ctx context.Context) error {
	res := make(chan error, 1)
	go func() { res <- step(ctx) }()
	select {
	case err := <-res:
		return err
	case <-time.After(time.Minute):
		return errors.New("timeout")
	}
}

type stream interface {
	Context() context.Context
	SendMsg(any) error
	RecvMsg(any) error
}

func streamAnswersToItsContext(ctx context.Context, s stream) error {
	got := make(chan error, 1)
	go func() { got <- s.RecvMsg(nil) }()
	select {
	case err := <-got:
		return errors.Join(err, step(ctx))
	case <-time.After(time.Minute):
		return errors.New("timeout")
	}
}

func shortLimit(ctx context.Context) error {
	res := make(chan event, 1)
	go func() { res <- next() }()
	select {
	case e := <-res:
		_ = step(ctx)
		return save(e)
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

func selectWithDefault(ctx context.Context, in <-chan event) {
	select {
	case e := <-in:
		handle(e)
	default:
		_ = step(ctx)
	}
}

func ticksAndTimes(ctx context.Context, d time.Duration) error {
	res := make(chan event, 1)
	go func() { res <- next() }()
	select {
	case e := <-res:
		return save(e)
	case <-time.After(d): // how long, the caller says
		return step(ctx)
	}
}

// Condition variables

type queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	items  []event
	closed bool
}

func (q *queue) popWoken(ctx context.Context) (event, error) {
	stop := context.AfterFunc(ctx, q.cond.Broadcast)
	defer stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		if err := ctx.Err(); err != nil {
			return event{}, err
		}
		q.cond.Wait()
	}
	return q.items[0], nil
}

func (q *queue) wake() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.cond.Broadcast()
}

func (q *queue) popWokenByAMethod(ctx context.Context) event {
	defer context.AfterFunc(ctx, q.wake)()
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.cond.Wait()
	}
	return q.items[0]
}

func (q *queue) popWatched(ctx context.Context) event {
	go func() {
		<-ctx.Done()
		q.mu.Lock()
		q.closed = true
		q.mu.Unlock()
		q.cond.Broadcast()
	}()
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.cond.Wait()
	}
	return q.items[0]
}

type relay struct {
	cond   *sync.Cond
	paused bool
	cancel context.CancelFunc
}

func (r *relay) forward(ctx context.Context) {
	for ctx.Err() == nil {
		r.cond.L.Lock()
		for r.paused {
			r.cond.Wait()
		}
		r.cond.L.Unlock()
	}
}

func (r *relay) Close() {
	r.cancel()
	r.cond.L.Lock()
	r.paused = false
	r.cond.Signal()
	r.cond.L.Unlock()
}

func (q *queue) popWithoutContext() event {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait()
	}
	return q.items[0]
}

// Nobody's context, or no time

func localRoot() {
	ctx := context.Background()
	ch := make(chan event)
	go func() {
		for range 3 {
			ch <- next()
		}
	}()
	for range 3 {
		if err := save(<-ch); err != nil {
			_ = step(ctx)
		}
	}
}

type session interface{ Context() context.Context }

func periodOfGrace(s session) {
	ctx := s.Context()
	res := make(chan event, 1)
	go func() { res <- next() }()
	select {
	case e := <-res:
		handle(e)
	case <-ctx.Done():
		select {
		case e := <-res:
			handle(e)
		case <-time.After(10 * time.Second):
		}
	}
}

func drainsATimer(ctx context.Context, t *time.Timer) {
	if !t.Stop() {
		<-t.C
	}
	_ = step(ctx)
}

// links knows how many there are, and hands them out one by one.
type links struct{ all []event }

func (l *links) count() int64 { return int64(len(l.all)) }

func asManySlotsAsLinks(ctx context.Context, l *links, slowly bool) <-chan event {
	if slowly {
		out := make(chan event)
		go func() {
			defer close(out)
			for _, e := range l.all {
				select {
				case out <- e:
				case <-ctx.Done():
					return
				}
			}
		}()
		return out
	}
	out := make(chan event, l.count())
	defer close(out)
	for _, e := range l.all {
		out <- e
	}
	return out
}

// turnstile has room for the first one who comes.
type turnstile struct {
	ctx  context.Context
	next chan event
}

func newTurnstile(ctx context.Context, first event) *turnstile {
	g := &turnstile{ctx: ctx, next: make(chan event, 1)}
	g.next <- first
	go g.opens()
	return g
}

func (g *turnstile) opens() {
	for {
		e := next()
		select {
		case g.next <- e:
		case <-g.ctx.Done():
			return
		}
	}
}

type question struct{ answer chan event }

// Who asks waits for the answer.
func answersWhoAsks(ctx context.Context, questions <-chan question, others <-chan chan event) {
	for {
		select {
		case q := <-questions:
			q.answer <- event{}
		case ch := <-others:
			ch <- event{}
		case <-ctx.Done():
			return
		}
	}
}

// The receiver goes on until the channel is closed.
func isDrainedUntilTheEnd(ctx context.Context, lines <-chan string) (all []event) {
	events := make(chan event)
	go func() {
		defer close(events)
		for {
			select {
			case <-ctx.Done():
				return
			case <-lines:
				events <- event{}
			}
		}
	}()
	for e := range events {
		all = append(all, e)
	}
	return all
}

type watched struct{ seen chan event }

// Only a test gives it a channel.
func (w *watched) polls(ctx context.Context, lines <-chan string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-lines:
			if w.seen != nil {
				w.seen <- event{}
			}
		}
	}
}

// It is the last one.
func sendsAndLeaves(ctx context.Context, lines <-chan string, failed chan<- error) {
	for {
		select {
		case <-ctx.Done():
			return
		case line := <-lines:
			if line == "" {
				failed <- errors.New("empty")
				return
			}
		}
	}
}

// Nobody can cancel a context that has no Done channel.
func waitsPlainlyForTheUncancellable(ctx context.Context, e *entry) error {
	if done := ctx.Done(); done == nil {
		<-e.ready
	} else {
		select {
		case <-done:
			return ctx.Err()
		case <-e.ready:
		}
	}
	return nil
}

func handsOverPlainlyToo(ctx context.Context, e *entry) error {
	if ctx.Done() != nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e.ready <- struct{}{}:
		}
		return nil
	}
	e.ready <- struct{}{}
	return nil
}

type entry struct{ ready chan struct{} }

type letters struct {
	in   chan event
	quit chan struct{}
}

func newLetters() *letters { return &letters{make(chan event, 9), make(chan struct{})} }

func (l *letters) Close() { close(l.quit) }

func (l *letters) put(e event) {
	select {
	case l.in <- e:
	default:
	}
}

// The only receiver takes what is there, and does not wait.
func (l *letters) deliver(ctx context.Context, to func(context.Context, event)) {
	for {
		select {
		case e := <-l.in:
			to(ctx, e)
		case <-l.quit:
			l.last(ctx, to)
			return
		}
	}
}

func (l *letters) last(ctx context.Context, to func(context.Context, event)) {
	n := len(l.in)
	for i := 0; i < n; i++ {
		to(ctx, <-l.in)
	}
	for len(l.in) > 0 {
		to(ctx, <-l.in)
	}
}
