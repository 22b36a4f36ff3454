package lifetime

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// A pool that counts.
type counted struct {
	wg  sync.WaitGroup
	sem chan struct{}
}

func (p *counted) Go(f func()) { // want Go:"^spawns\\(0\\) tasks\\(recv\\)$"
	p.sem <- struct{}{}
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		f()
		<-p.sem
	}()
}

func (p *counted) GoTwice(f func()) { // want GoTwice:"^spawns\\(0\\) tasks\\(recv\\)$"
	p.Go(f)
	p.Go(f)
}

func (p *counted) Wait() { p.wg.Wait() } // want Wait:"^joins\\(recv\\) ends"

func (p *counted) Idle() bool { return len(p.sem) == 0 }

func onPool(p *counted, f func()) { p.Go(f) } // want onPool:"^spawns\\(1\\) tasks\\(0\\)$"

func onPoolAndWait(p *counted, f func()) { // want onPoolAndWait:"^spawns\\(1\\) joins\\(0,1\\)$"
	p.Go(f)
	p.Wait()
}

func onPoolAndKeep(p *counted, f func()) { // want onPoolAndKeep:"^spawns\\(1\\)$"
	p.Go(f)
	keepPool = p
}

var keepPool *counted

// A pool around a group.
type grouped struct{ g *errgroup.Group }

func (p grouped) Go(f func() error) { p.g.Go(f) }         // want Go:"^spawns\\(0\\) tasks\\(recv\\)$"
func (p grouped) Wait() error       { return p.g.Wait() } // want Wait:"^joins\\(recv\\) ends"

// A goroutine that somebody's function is, with nobody who waits.
type loose struct{ n int }

func (l *loose) Go(f func()) { // want Go:"^spawns\\(0\\)$"
	l.n++
	go f()
}

// Workers that take functions from a channel.
type crew struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func newCrew(n int) *crew { // want newCrew:"^owner$"
	c := &crew{jobs: make(chan func())}
	for range n {
		c.wg.Add(1)
		go c.work()
	}
	return c
}

func (c *crew) work() {
	defer c.wg.Done()
	for job := range c.jobs {
		job()
	}
}

func (c *crew) Submit(f func()) { c.jobs <- f } // want Submit:"^spawns\\(0\\)$"

func (c *crew) Close() { // want Close:"^stops\\(recv\\) joins\\(recv\\) ends"
	close(c.jobs)
	c.wg.Wait()
}

// A goroutine around a function, and its context.
type runner struct {
	ctx    context.Context
	cancel context.CancelFunc
	ended  chan struct{}
}

func startRunner(ctx context.Context, f func(context.Context)) *runner { // want startRunner:"^keeps\\(0\\) spawns\\(1\\) until\\(0\\) owner$"
	r := &runner{ended: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(ctx)
	go r.run(f)
	return r
}

func (r *runner) run(f func(context.Context)) { // want run:"^calls\\(0\\)$"
	defer close(r.ended)
	f(r.ctx)
}

func (r *runner) Stop() { r.cancel() } // want Stop:"^stops\\(recv\\)$"

func (r *runner) Wait(ctx context.Context) error { // want Wait:"^joins\\(recv\\) ends"
	select {
	case <-r.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *runner) Ended() bool { // want Ended:"ends"
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// A loop whose context is nobody's field.
type ticking struct{ stop context.CancelFunc }

func newTicking(ctx context.Context) *ticking { // want newTicking:"^keeps\\(0\\) until\\(0\\) owner$"
	ctx, cancel := context.WithCancel(ctx)
	t := &ticking{stop: cancel}
	go t.loop(ctx)
	return t
}

func newRootTicking() *ticking { return newTicking(context.Background()) }

func (t *ticking) loop(ctx context.Context) {
	for {
		select {
		case <-time.After(time.Second):
			use(t)
		case <-ctx.Done():
			return
		}
	}
}

func (t *ticking) Stop() { t.stop() } // want Stop:"^stops\\(recv\\)$"

// Something that waits for the world outside.
type child struct {
	cmd  *exec.Cmd
	quit chan struct{}
	over chan struct{}
}

func startChild(cmd *exec.Cmd) (*child, error) { // want startChild:"^owner$"
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd, make(chan struct{}), make(chan struct{})}
	go c.supervise()
	return c, nil
}

func (c *child) supervise() { // want supervise:"^settles$"
	defer close(c.over)
	dead := make(chan struct{})
	go func() {
		defer close(dead)
		use(c.cmd.Wait())
	}()
	select {
	case <-dead:
	case <-c.quit:
		use(c.cmd.Process.Kill())
	}
}

func (c *child) Stop() { close(c.quit) } // want Stop:"^stops\\(recv\\)$"
func (c *child) Wait() { <-c.over }      // want Wait:"^joins\\(recv\\) ends"

type listener struct {
	signals chan os.Signal
	quit    chan struct{}
}

func listenToSignals() *listener { // want listenToSignals:"^owner$"
	l := &listener{make(chan os.Signal, 1), make(chan struct{})}
	signal.Notify(l.signals)
	go l.listen()
	return l
}

func (l *listener) listen() {
	select {
	case s := <-l.signals:
		use(s)
	case <-l.quit:
	}
}

func (l *listener) Stop() { close(l.quit) } // want Stop:"^stops\\(recv\\)$"

// A call that is under way ends by itself.
type pending struct {
	quit   chan struct{}
	result chan int
}

func ask() *pending {
	p := &pending{make(chan struct{}), make(chan int, 1)}
	answer := make(chan int, 1)
	go func() { answer <- 1 }()
	go func() {
		select {
		case n := <-answer:
			p.result <- n
		case <-p.quit:
		}
	}()
	return p
}

func (p *pending) Cancel() { close(p.quit) } // want Cancel:"^stops\\(recv\\)$"

// A queue whose waiters look again when something has changed.
type waking struct {
	mu      sync.Mutex
	items   []int
	changed chan struct{}
}

func (w *waking) wake() {
	close(w.changed)
	w.changed = make(chan struct{})
}

func (w *waking) Put(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.items = append(w.items, n)
	w.wake()
}

func (w *waking) Take(ctx context.Context) (int, error) { // want Take:"ends"
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.items) == 0 {
		changed := w.changed
		w.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		w.mu.Lock()
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
	n := w.items[0]
	w.items = w.items[1:]
	return n, nil
}

// A loop that can be started again.
type restarted struct{ quit chan struct{} }

func (r *restarted) Start() { // want Start:"^starts\\(recv\\)$"
	go func() {
		for {
			select {
			case <-r.quit:
				return
			case <-time.After(time.Second):
				use(r)
			}
		}
	}()
}

func (r *restarted) Stop() { // want Stop:"^stops\\(recv\\)$"
	close(r.quit)
	r.quit = make(chan struct{})
}

// What a field owns, the struct owns.
type service struct{ inner *ticking }

func newService(ctx context.Context) *service { // want newService:"^keeps\\(0\\) until\\(0\\) owner$"
	return &service{inner: newTicking(ctx)}
}

func (s *service) Close() { s.inner.Stop() } // want Close:"^stops\\(recv\\)$"

type lazyService struct{ inner *ticking }

func (s *lazyService) Start() { s.inner = newTicking(context.Background()) } // want Start:"^starts\\(recv\\)$"
func (s *lazyService) Close() { s.inner.Stop() }                             // want Close:"^stops\\(recv\\)$"

type borrower struct{ inner *ticking }

func newBorrower(ctx context.Context, t *ticking) *borrower { return &borrower{inner: t} }

func (b *borrower) Close() { b.inner.Stop() } // want Close:"^stops\\(recv\\)$"

// A context that outlives the call, and some that do not.
func waitsForRunner(ctx context.Context) { // want waitsForRunner:"^$"
	r := startRunner(ctx, func(ctx context.Context) { <-ctx.Done() })
	defer func() { use(r) }()
	use(r.Wait(ctx))
}

type question struct{ done bool }

func asksOnly(ctx context.Context) {
	q := &question{done: ctx.Err() != nil}
	keepQuestion = q
}

var keepQuestion *question

// allOf waits before it returns, which only its author knows.
//
//cancelcheck:assume joins
func allOf(f func()) { // want allOf:"^spawns\\(0\\) joins\\(0\\)$"
	spawn(f)
}
