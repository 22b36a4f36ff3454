package good

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

type pool struct {
	wg   sync.WaitGroup
	sem  chan struct{}
	over chan struct{}
}

func newPool(n int) *pool { return &pool{sem: make(chan struct{}, n), over: make(chan struct{})} }

func (p *pool) Go(task func()) {
	p.wg.Add(1)
	p.sem <- struct{}{}
	go func() {
		defer p.wg.Done()
		task()
		<-p.sem
	}()
}

func (p *pool) Wait()           { p.wg.Wait() }
func (p *pool) Shutdown() error { p.Wait(); return nil }

func (p *pool) Over() <-chan struct{} {
	go func() {
		p.wg.Wait()
		close(p.over)
	}()
	return p.over
}

func poolWaited(tasks []func()) {
	p := newPool(4)
	for _, task := range tasks {
		p.Go(task)
	}
	p.Wait()
}

func poolWaitedByDefer(task func()) {
	p := newPool(4)
	defer p.Wait()
	p.Go(task)
}

func poolShutDown(task func()) error {
	p := newPool(4)
	p.Go(task)
	return p.Shutdown()
}

func poolWaitedByItsChannel(ctx context.Context, task func()) {
	p := newPool(4)
	p.Go(task)
	select {
	case <-p.Over():
	case <-ctx.Done():
	}
}

func poolOfTheCaller(p *pool, task func()) { p.Go(task) }

func poolReturned(task func()) *pool {
	p := newPool(1)
	p.Go(task)
	return p
}

func poolOfAMethod(o *holder, task func()) {
	p := o.pool
	p.Go(task)
}

type holder struct{ pool *pool }

func poolPassedOn(task func(), keep func(*pool)) {
	p := newPool(1)
	p.Go(task)
	keep(p)
}

func poolGivenToAHelperThatWaits(task func()) {
	p := newPool(1)
	runAndWait(p, task)
}

func runAndWait(p *pool, task func()) {
	p.Go(task)
	p.Wait()
}

func poolGivenToAHelperThatKeepsIt(task func()) {
	p := newPool(1)
	runAndKeep(p, task)
}

func runAndKeep(p *pool, task func()) {
	p.Go(task)
	kept = append(kept, p)
}

var kept []*pool

// Somebody else has it, too.
type manager struct{ pools []*pool }

func (m *manager) newPool() *pool {
	p := newPool(1)
	m.pools = append(m.pools, p)
	return p
}

func poolOfAManager(m *manager, task func()) {
	p := m.newPool()
	p.Go(task)
}

func common() *pool { return kept[0] }

func poolOfAll(task func()) {
	p := common()
	p.Go(task)
}

// Its tasks have somebody of their own to wait for them.
type answer struct {
	ready chan struct{}
	n     int
}

func ask(p *pool, question func() int) *answer {
	a := &answer{ready: make(chan struct{})}
	p.Go(func() {
		a.n = question()
		close(a.ready)
	})
	return a
}

func (a *answer) Get() int {
	<-a.ready
	return a.n
}

func answered(question func() int) int {
	p := newPool(1)
	return ask(p, question).Get()
}

func answers(questions []func() int) (sum int) {
	p := newPool(1)
	var all []*answer
	for _, q := range questions {
		all = append(all, ask(p, q))
	}
	for _, a := range all {
		sum += a.Get()
	}
	return sum
}

// Nobody could wait: there is nothing to wait with.
type loose struct{ n int }

func (l *loose) Go(f func()) {
	l.n++
	go f()
}

func nothingToWaitWith(f func()) {
	var l loose
	l.Go(f)
}

type tasks struct{ group errgroup.Group }

func (t *tasks) Add(task func() error) { t.group.Go(task) }
func (t *tasks) Close() error          { return t.group.Wait() }

func aroundAGroup(task func() error) error {
	var t tasks
	t.Add(task)
	return t.Close()
}

// A goroutine that runs somebody's function.
type runner struct {
	ctx    context.Context
	cancel context.CancelFunc
	ended  chan struct{}
	turns  int
}

func startRunner(ctx context.Context, f func(context.Context)) *runner {
	r := &runner{ended: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(ctx)
	go r.run(f)
	return r
}

func (r *runner) run(f func(context.Context)) {
	defer close(r.ended)
	f(r.ctx)
}

func (r *runner) Stop()                 { r.cancel() }
func (r *runner) Wait()                 { <-r.ended }
func (r *runner) Done() <-chan struct{} { return r.ended }
func (r *runner) Turns() int            { return r.turns }

func poll(ctx context.Context) {
	for ctx.Err() == nil {
		work()
	}
}

func runnerStopped() int {
	r := startRunner(context.Background(), poll)
	defer r.Stop()
	return r.Turns()
}

func runnerUnderTheCallersContext(ctx context.Context) int {
	r := startRunner(ctx, poll)
	return r.Turns()
}

func runnerUnderItsOwnContext() int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r := startRunner(ctx, poll)
	return r.Turns()
}

func runnerOfOneStep() int {
	r := startRunner(context.Background(), func(context.Context) { work() })
	return r.Turns()
}

func runnerOfAnUnknown(f func(context.Context)) int {
	r := startRunner(context.Background(), f)
	return r.Turns()
}

func runnerWaitedByItsChannel(stop chan struct{}) {
	r := startRunner(context.Background(), poll)
	<-r.Done()
}

// What it takes from can be closed.
type stream struct{ items chan int }

func (s *stream) Each(ctx context.Context, f func(int)) {
	for {
		select {
		case n, ok := <-s.items:
			if !ok {
				return
			}
			f(n)
		case <-ctx.Done():
			return
		}
	}
}

func (s *stream) Close() { close(s.items) }

func runnerOfAStream() int {
	s := &stream{items: make(chan int)}
	r := startRunner(context.Background(), func(ctx context.Context) { s.Each(ctx, func(int) {}) })
	s.Close()
	return r.Turns()
}

// What is under way ends by itself, if nobody stops it before.
type request struct {
	quit   chan struct{}
	result chan int
}

func send() *request {
	r := &request{make(chan struct{}), make(chan int, 1)}
	reply := make(chan int, 1)
	go func() { reply <- 1 }()
	go func() {
		select {
		case n := <-reply:
			r.result <- n
		case <-r.quit:
		case <-time.After(time.Second):
		}
	}()
	return r
}

func (r *request) Cancel()     { close(r.quit) }
func (r *request) Ready() bool { return len(r.result) > 0 }

func requestUnderWay() bool {
	r := send()
	return r.Ready()
}

// What a constructor is given belongs to somebody else.
type borrower struct{ inner *runner }

func newBorrower(r *runner) *borrower { return &borrower{inner: r} }

func (b *borrower) Close()     { b.inner.Stop() }
func (b *borrower) Turns() int { return b.inner.Turns() }

func borrows(r *runner) int {
	b := newBorrower(r)
	return b.Turns()
}
