package good

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"
)

// What well-kept code does: it looks as if it could wait for ever.

// Stop channel elsewhere: a field, closed by another method.
type svc struct {
	halt chan struct{}
	in   chan int
	wg   sync.WaitGroup
}

func newSvc() *svc {
	s := &svc{halt: make(chan struct{}), in: make(chan int)}
	s.wg.Go(s.stopChannelInAField)
	return s
}

func (s *svc) stopChannelInAField() {
	for {
		select {
		case n := <-s.in:
			_ = store(n)
		case <-s.halt:
			return
		}
	}
}

// Close may be called by whoever has it.
func (s *svc) Close() {
	close(s.halt)
	s.wg.Wait()
}

// The stop channel is a parameter: the caller's to close.
func untilParameter(stop <-chan struct{}) {
	go func() {
		<-stop
		_ = measure("stopped")
	}()
}

// A deferred close, and the send of a last word before it.
func stopsInADefer(names []string) {
	stop, last := make(chan struct{}), make(chan int)
	defer func() { <-last }()
	defer close(stop)
	go func() {
		<-stop
		last <- 1
	}()
	for _, name := range names {
		if check(name) != nil {
			return
		}
	}
}

// Two steps: the first case disarms itself.
func twoSteps(in <-chan int) (stop func()) {
	halt := make(chan struct{})
	go func() {
		stopped := halt
		for drain := false; !drain; {
			select {
			case <-stopped:
				stopped, drain = nil, true
			case n := <-in:
				_ = store(n)
			}
		}
	}()
	return func() { close(halt) }
}

// The stop is a value on the channel.
func quitMessage(values []int) {
	in, over := make(chan int), make(chan struct{})
	go func() {
		defer close(over)
		for {
			if n := <-in; n < 0 {
				return
			}
		}
	}()
	for _, v := range values {
		in <- max(v, 0)
	}
	in <- -1
	<-over
}

// Closing what it reads ends the loop, and the send has a slot.
func ioEndsIt(c net.Conn) (stop func() error) {
	failed := make(chan error, 1)
	go func() {
		buf := make([]byte, 512)
		for {
			if _, err := c.Read(buf); err != nil {
				failed <- err
				return
			}
		}
	}()
	return func() error {
		_ = c.Close()
		return <-failed
	}
}

// A pipe's writer is closed by a defer, so the copy ends.
func pipeIsClosed(names []string) int {
	r, w := io.Pipe()
	count := make(chan int)
	go func() {
		n := 0
		for s := bufio.NewScanner(r); s.Scan(); {
			n++
		}
		count <- n
	}()
	for _, name := range names {
		_, _ = io.WriteString(w, name+"\n")
	}
	_ = w.Close()
	return <-count
}

// Capacity is computed.
func capacityIsComputed(left, right []string) error {
	errs := make(chan error, len(left)+len(right))
	for _, name := range left {
		go func() { errs <- check(name) }()
	}
	for _, name := range right {
		go func() { errs <- check(name) }()
	}
	for range len(left) + len(right) {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// The cancel branch receives, too: the close makes the other end.
func cancelBranchReceives(ctx context.Context, c net.Conn) error {
	done := make(chan error)
	go func() {
		_, err := c.Read(make([]byte, 1))
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		_ = c.Close()
		<-done
		return ctx.Err()
	}
}

// Channel as semaphore, acquired and released in a helper.
type slots chan struct{}

func (s slots) take() { s <- struct{}{} }
func (s slots) give() { <-s }

func semaphore(names []string) {
	s := make(slots, 2)
	var wg sync.WaitGroup
	for _, name := range names {
		s.take()
		wg.Go(func() {
			defer s.give()
			_ = measure(name)
		})
	}
	wg.Wait()
}

// Taking all slots is waiting for all.
func waitsByTakingAllSlots(names []string) {
	s := make(slots, 3)
	for _, name := range names {
		s.take()
		go func() {
			defer s.give()
			_ = measure(name)
		}()
	}
	for range cap(s) {
		s.take()
	}
}

// A throttle object: Do blocks until a slot is free, Finish takes them all.
type throttle struct {
	slots chan struct{}
	errs  chan error
	wg    sync.WaitGroup
	once  sync.Once
	err   error
}

func (t *throttle) start() error {
	for {
		select {
		case t.slots <- struct{}{}:
			t.wg.Add(1)
			return nil
		case err := <-t.errs:
			if err != nil {
				return err
			}
		}
	}
}

func (t *throttle) end(err error) {
	if err != nil {
		select {
		case t.errs <- err:
		default: // two are enough
		}
	}
	<-t.slots
	t.wg.Done()
}

func (t *throttle) finish() error {
	t.once.Do(func() {
		t.wg.Wait()
		close(t.slots)
		close(t.errs)
		for err := range t.errs {
			t.err = err
		}
	})
	return t.err
}

func throttled(names []string) error {
	t := &throttle{slots: make(chan struct{}, 2), errs: make(chan error, 2)}
	for _, name := range names {
		if err := t.start(); err != nil {
			break
		}
		go func() { t.end(check(name)) }()
	}
	return t.finish()
}

// The drain of an old timer: the value is there when Stop says no.
func timerDrain(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-time.After(time.Second):
		t.Stop()
	}
}

// One-slot wake-ups: each way out pokes, and a poke that is there is enough.
type waker struct {
	bell   chan struct{}
	closed atomic.Bool
}

func (w *waker) poke() {
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

func (w *waker) loop() {
	for range w.bell {
		if w.closed.Load() {
			return
		}
	}
}

func wakesAndCloses() {
	w := &waker{bell: make(chan struct{}, 1)}
	over := make(chan struct{})
	go func() {
		w.loop()
		close(over)
	}()
	w.poke()
	w.closed.Store(true)
	w.poke()
	<-over
}

// A context's watcher exists to wait.
func watcher(ctx context.Context, c net.Conn) {
	go func() {
		<-ctx.Done()
		_ = c.Close()
	}()
}

// The context is a field of an object that others cancel.
type agent struct {
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{}
}

func newAgent(ctx context.Context) *agent {
	a := &agent{done: make(chan struct{})}
	a.ctx, a.cancel = context.WithCancel(ctx)
	go a.run()
	return a
}

func (a *agent) run() {
	defer close(a.done)
	<-a.ctx.Done()
}

// Stop cancels and waits.
func (a *agent) Stop() {
	a.cancel()
	<-a.done
}

// As long as the process: a channel of signals is never closed.
func untilInterrupted() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		for range c {
			_ = measure("interrupt")
		}
	}()
}

// The channel is a caller's, who may send, close, or neither.
func rangesOverAParameter(jobs <-chan int) (n int) {
	for j := range jobs {
		n += j
	}
	return n
}

// The channel goes to code that is not in sight.
func handedToOthers(subscribe func(chan<- int)) int {
	answers := make(chan int)
	subscribe(answers)
	return <-answers
}

// The context is there to wait with, and ctxblock says so.
func holdsTheDoor(ctx context.Context) error {
	_ = check("door")
	select {} //cancelcheck:ignore ctxblock the case is gostuck's
}

// A loop goes on as long as something is left, however much that is.
func emptiesWhileOthersWait(load func() []int, use func(int)) {
	var wg sync.WaitGroup
	wg.Go(func() {
		for items := load(); len(items) > 0; {
			use(items[0])
			items = items[1:]
		}
	})
	wg.Wait()
}

// It means to wait for ever: nobody else can have the channel.
func sleepsForGood(work func()) {
	go work()
	<-make(chan struct{})
}

// So does this one, with a name for it.
func servesOrSleeps(serve func() error) error {
	if serve != nil {
		return serve()
	}
	forGood := make(chan struct{})
	<-forGood
	return nil
}

// What cannot fail does not.
type ticket struct {
	Seat int    `json:"seat"`
	Name string `json:"name"`
}

func sellsATicket(name string) error {
	printed := make(chan []byte)
	go func() { printed <- []byte(name) }()
	text, err := encode(ticket{1, name})
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodGet, "http://localhost/seats", nil)
	if err != nil {
		return err
	}
	println(req.Method, len(text), len(<-printed))
	return nil
}

func encode(t ticket) ([]byte, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	return text, nil
}
