// Package bad holds what ctxblock finds; a function is named for its case.
package bad

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

var fail error // what goes wrong; nothing, unless a test says so

type event struct{ n int }

func handle(event)                        {}
func step(context.Context) error          { return nil }
func next() event                         { return event{} }
func save(event) error                    { return fail }
func measure() (event, error)             { return event{}, fail }
func load(context.Context) (event, error) { return event{}, nil }

// forever

func waitsForEver(ctx context.Context) {
	go step(ctx)
	select {} // want `select\{\} waits for ever: cancelling ctx cannot end it \(ctxblock\)`
}

// sibling

type bus struct {
	out  chan event
	wake chan event
	done chan struct{}
}

func (b *bus) publish(ctx context.Context, e event) error {
	select {
	case b.out <- e:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *bus) publishAll(ctx context.Context, es []event) error {
	for _, e := range es {
		b.out <- e // want `send to b.out ignores ctx: elsewhere it can be stopped, here it cannot \(ctxblock\)`
	}
	return step(ctx)
}

func (b *bus) await(ctx context.Context) (event, error) {
	select {
	case e := <-b.wake:
		return e, nil
	case <-ctx.Done():
		return event{}, ctx.Err()
	}
}

func (b *bus) awaitTwo(ctx context.Context) (event, error) {
	if _, err := b.await(ctx); err != nil {
		return event{}, err
	}
	return <-b.wake, nil // want `receive from b.wake ignores ctx: elsewhere it can be stopped, here it cannot \(ctxblock\)`
}

func overflow(ctx context.Context, in <-chan event, out chan<- event) {
	for {
		if len(in) == cap(in) {
			out <- event{} // want `send to out ignores ctx: elsewhere it can be stopped, here it cannot \(ctxblock\)`
		}
		select {
		case e := <-in:
			select {
			case out <- e:
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func (b *bus) serve(w http.ResponseWriter, r *http.Request) {
	b.out <- event{} // want `send to b.out ignores r.Context\(\): elsewhere it can be stopped, here it cannot \(ctxblock\)`
}

// gone

func producerOutlivesConsumer(ctx context.Context) error {
	items := make(chan event)
	go func() {
		defer close(items)
		for range 100 {
			items <- next() // want `send to items ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
		}
	}()
	for e := range items {
		if err := save(e); err != nil {
			return err
		}
	}
	return step(ctx)
}

func resultNobodyWaitsFor(ctx context.Context) (event, error) {
	res := make(chan event)
	go func() {
		res <- next() // want `send to res ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
	}()
	select {
	case e := <-res:
		return e, nil
	case <-ctx.Done():
		return event{}, ctx.Err()
	}
}

func timeoutLeavesTheResult(ctx context.Context) (event, error) {
	res := make(chan event)
	go func() {
		e, _ := load(ctx)
		res <- e // want `send to res ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
	}()
	select {
	case e := <-res:
		return e, nil
	case <-time.After(time.Second):
		return event{}, errors.New("timeout")
	}
}

type outcome struct {
	e   event
	err error
}

func firstErrorLeavesTheOthers(ctx context.Context) error {
	results := make(chan outcome)
	for range 8 {
		go func() {
			e, err := measure()
			results <- outcome{e, err} // want `send to results ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
		}()
	}
	for range 8 {
		r := <-results
		if r.err != nil {
			return r.err
		}
		handle(r.e)
	}
	return step(ctx)
}

func (s *source) emit(ctx context.Context, e event) {
	s.events <- e // want `send to s.events ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
}

func emitTo(out chan<- event) {
	for range 3 {
		out <- next() // want `send to out ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
	}
}

// The interface has no name outside, so its implementations are all here.

type listener interface {
	listen(ctx context.Context, conns chan<- *conn)
}

type conn struct{}

type tcp struct{}

func (tcp) listen(ctx context.Context, conns chan<- *conn) {
	for ctx.Err() == nil {
		conns <- &conn{} // want `send to conns ignores ctx: nobody receives any more once the receiver has left \(ctxblock\)`
	}
}

type hub struct {
	conns     chan *conn
	listeners []listener
}

func newHub(ls []listener) *hub { return &hub{conns: make(chan *conn), listeners: ls} }

func (h *hub) start(ctx context.Context) {
	for _, l := range h.listeners {
		go l.listen(ctx, h.conns)
	}
}

func (h *hub) accept(ctx context.Context) {
	for {
		select {
		case <-h.conns:
		case <-ctx.Done():
			return
		}
	}
}

// acquire

type store struct{ slots chan struct{} }

func newStore(n int) *store { return &store{slots: make(chan struct{}, n)} }

func (s *store) get(ctx context.Context) error {
	s.slots <- struct{}{} // want `send to s.slots waits for other calls to end: cancelling ctx cannot end this wait \(ctxblock\)`
	defer func() { <-s.slots }()
	return step(ctx)
}

// limit

func waitsForMinutes(ctx context.Context) error {
	answer := make(chan event, 1)
	go func() { answer <- next() }()
	select { // want `select ignores ctx: cancelling it does not end a wait of up to 5m0s \(ctxblock\)`
	case e := <-answer:
		return save(e)
	case <-time.After(5 * time.Minute):
		return errors.New("no answer")
	}
}

// cond

type queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	items []event
}

func (q *queue) pop(ctx context.Context) event {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait() // want `q.cond.Wait ignores ctx: cancelling it wakes nobody \(ctxblock\)`
	}
	e := q.items[0]
	q.items = q.items[1:]
	return e
}

func (q *queue) popWithRelease(ctx context.Context) (release func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait() // want `q.cond.Wait ignores ctx: cancelling it wakes nobody \(ctxblock\)`
	}
	_ = step(ctx)
	return func() { // wakes others, when this one is done
		q.mu.Lock()
		q.cond.Broadcast()
		q.mu.Unlock()
	}
}
