// Package good holds what gostop leaves alone; a function is named for its case.
package good

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"
)

func work()                      {}
func step(context.Context) error { return nil }

type worker struct {
	in   chan int
	done chan struct{}
}

func newWorker() *worker {
	w := &worker{in: make(chan int), done: make(chan struct{})}
	go w.loop()
	return w
}

func tryWorker() (*worker, error) {
	if step(context.Background()) != nil {
		return nil, errors.New("not today")
	}
	return newWorker(), nil
}

func (w *worker) loop() {
	for {
		select {
		case <-w.in:
			work()
		case <-w.done:
			return
		}
	}
}

func (w *worker) Stop()     { close(w.done) }
func (w *worker) Shutdown() { w.Stop() }
func (w *worker) Add(n int) { w.in <- n }

func stoppedAtTheEnd() {
	w := newWorker()
	w.Add(1)
	w.Stop()
}

func stoppedByDefer() error {
	w := newWorker()
	defer w.Stop()
	return step(context.Background())
}

func stoppedByAnotherName() {
	w := newWorker()
	defer w.Shutdown()
	w.Add(1)
}

func stoppedInALiteral() {
	w := newWorker()
	defer func() {
		w.Add(0)
		w.Stop()
	}()
	w.Add(1)
}

func failedToStart() error {
	w, err := tryWorker()
	if err != nil {
		return err
	}
	defer w.Stop()
	w.Add(1)
	return nil
}

func returned() *worker {
	w := newWorker()
	w.Add(1)
	return w
}

type owner struct{ w *worker }

func stored(o *owner) {
	w := newWorker()
	o.w = w
}

func passedOn(keep func(*worker)) {
	w := newWorker()
	keep(w)
}

func inAStruct() owner {
	w := newWorker()
	return owner{w: w}
}

func inAMap(m map[string]*worker) {
	w := newWorker()
	m["w"] = w
}

func stopFunctionReturned() (stop func()) {
	w := newWorker()
	w.Add(1)
	return w.Stop
}

func stoppedOnCancel(ctx context.Context) {
	w := newWorker()
	context.AfterFunc(ctx, w.Stop)
	w.Add(1)
}

func (o *owner) aField() {
	o.w = newWorker()
	o.w.Add(1)
}

var global = newWorker()

func aGlobal() { global.Add(1) }

// What ends with the caller's context needs no stop.
type poller struct {
	ctx    context.Context
	cancel context.CancelFunc
	quit   chan struct{}
}

func newPoller(ctx context.Context) *poller {
	p := &poller{}
	p.ctx, p.cancel = context.WithCancel(ctx)
	go func() {
		for p.ctx.Err() == nil {
			work()
		}
	}()
	return p
}

func newWatcher(ctx context.Context) *poller {
	p := &poller{quit: make(chan struct{})}
	go p.watch(ctx)
	return p
}

func (p *poller) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.quit:
			return
		}
	}
}

func (p *poller) Ready() bool { return p.ctx.Err() == nil }

func (p *poller) Close() {
	p.cancel()
	close(p.quit)
}

func endsWithTheCallersContext(ctx context.Context) bool {
	p := newPoller(ctx)
	return p.Ready()
}

func endsWithEither(ctx context.Context) bool {
	p := newWatcher(ctx)
	return p.Ready()
}

// Objects whose work ends by itself own nothing.
type once struct{ done chan struct{} }

func newOnce() *once {
	o := &once{done: make(chan struct{})}
	go func() {
		work()
		close(o.done)
	}()
	return o
}

func (o *once) Wait() { <-o.done }

func endsByItself() {
	o := newOnce()
	_ = o.done
}

// Groups.

func waited(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return step(ctx) })
	return g.Wait()
}

func waitedInALiteral(ctx context.Context, errs chan<- error) {
	var g errgroup.Group
	g.Go(func() error { return step(ctx) })
	go func() { errs <- g.Wait() }()
}

func groupReturned(ctx context.Context) *errgroup.Group {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return step(ctx) })
	return g
}

func groupOfTheCaller(ctx context.Context, g *errgroup.Group) {
	g.Go(func() error { return step(ctx) })
}

// The process is its owner.

var start sync.Once

func onceForAll() {
	start.Do(func() {
		w := newWorker()
		w.Add(1)
	})
}

// runs until its end.
type server struct{ done chan struct{} }

func (s *server) Run() {
	go func() {
		for {
			select {
			case <-s.done:
				return
			default:
				work()
			}
		}
	}()
	<-s.done
}

func (s *server) Stop() { close(s.done) }

func runsToTheEnd() {
	s := &server{done: make(chan struct{})}
	s.Run()
}

// A method that makes an object starts that one's work, not its own receiver's.

type recorder struct{ stop chan struct{} }

type Recorder interface{ MustClose() }

func (r *recorder) begin() {
	go func() {
		for {
			select {
			case <-r.stop:
				return
			default:
				println(".")
			}
		}
	}()
}

func (r *recorder) MustClose() { close(r.stop) }

type studio struct{ name string }

func newStudio(name string) (*studio, error) { return &studio{name}, nil }

func (s *studio) NewRecorder() Recorder {
	r := &recorder{make(chan struct{})}
	r.begin()
	return r
}

func records(name string) error {
	s, err := newStudio(name)
	if err != nil {
		return err
	}
	r := s.NewRecorder()
	r.MustClose()
	return nil
}

// What a method makes and keeps is stopped where it is kept.

type station struct{ r *recorder }

func (s *station) recorder() *recorder {
	r := &recorder{make(chan struct{})}
	s.r = r
	return s.r
}

func (s *station) Start() {
	r := s.recorder()
	r.begin()
	println("on air")
}

func (s *station) Stop() {
	if s.r != nil {
		s.r.MustClose()
	}
}

// Who sends itself to others is stopped by them.

type porter struct {
	idle chan *porter
	jobs chan func()
	stop chan struct{}
}

func (p *porter) start() {
	go func() {
		for {
			p.idle <- p
			select {
			case job := <-p.jobs:
				job()
			case <-p.stop:
				p.stop <- struct{}{}
				return
			}
		}
	}()
}

func newPorter(idle chan *porter) *porter {
	return &porter{idle, make(chan func()), make(chan struct{})}
}

type lobby struct{ idle chan *porter }

func (l *lobby) open() {
	for range cap(l.idle) {
		p := newPorter(l.idle)
		p.start()
	}
	println("open")
}

func (l *lobby) shut() {
	for range cap(l.idle) {
		p := <-l.idle
		p.stop <- struct{}{}
		<-p.stop
	}
}
