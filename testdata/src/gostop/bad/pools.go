package bad

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// A pool that counts its tasks.
type pool struct {
	wg  sync.WaitGroup
	sem chan struct{}
}

func newPool(n int) *pool { return &pool{sem: make(chan struct{}, n)} }

func (p *pool) Go(task func()) {
	p.wg.Add(1)
	p.sem <- struct{}{}
	go func() {
		defer p.wg.Done()
		task()
		<-p.sem
	}()
}

func (p *pool) Wait() { p.wg.Wait() }

func poolNeverWaited(tasks []func()) {
	p := newPool(4)
	for _, task := range tasks {
		p.Go(task) // want `nobody waits for p: its goroutines outlive poolNeverWaited \(gostop\)`
	}
}

// A function gives the pool its tasks, and returns what comes of them.
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

func answerDropped(question func() int) {
	p := newPool(1)
	ask(p, question) // want `nobody waits for p: its goroutines outlive answerDropped \(gostop\)`
}

// A pool around a group.
type tasks struct{ group errgroup.Group }

func (t *tasks) Add(task func() error) { t.group.Go(task) }
func (t *tasks) Close() error          { return t.group.Wait() }

func aroundAGroup(task func() error) {
	var t tasks
	t.Add(task) // want `nobody waits for t: its errors are lost, and its goroutines outlive aroundAGroup \(gostop\)`
}

// Workers that wait for functions.
type crew struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func newCrew(n int) *crew {
	c := &crew{jobs: make(chan func())}
	for range n {
		c.wg.Go(func() {
			for job := range c.jobs {
				job()
			}
		})
	}
	return c
}

func (c *crew) Do(job func()) { c.jobs <- job }

func (c *crew) Close() {
	close(c.jobs)
	c.wg.Wait()
}

func crewNeverClosed(job func()) {
	c := newCrew(2) // want `c owns running work, and nothing here stops it: it stays behind \(gostop\)`
	c.Do(job)
}

// A goroutine that runs somebody's function until it is stopped.
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

func (r *runner) Stop()      { r.cancel() }
func (r *runner) Wait()      { <-r.ended }
func (r *runner) Turns() int { return r.turns }

func runnerNeverStopped() int {
	r := startRunner(context.Background(), func(ctx context.Context) { // want `r owns running work, and nothing here stops it: it stays behind \(gostop\)`
		for ctx.Err() == nil {
			work()
		}
	})
	return r.Turns()
}

// The context of its loop is nobody's field.
type ticking struct {
	stop context.CancelFunc
	n    int
}

func newTicking(ctx context.Context) *ticking {
	ctx, cancel := context.WithCancel(ctx)
	t := &ticking{stop: cancel}
	go t.loop(ctx)
	return t
}

func (t *ticking) loop(ctx context.Context) {
	for {
		select {
		case <-time.After(time.Second):
			t.n++
		case <-ctx.Done():
			return
		}
	}
}

func (t *ticking) Stop()  { t.stop() }
func (t *ticking) N() int { return t.n }

func underARoot() int {
	t := newTicking(context.Background()) // want `t owns running work, and nothing here stops it: it stays behind \(gostop\)`
	return t.N()
}

// What its field owns, it owns.
type service struct{ inner *ticking }

func newService() *service { return &service{inner: newTicking(context.TODO())} }

func (s *service) Close() { s.inner.Stop() }
func (s *service) N() int { return s.inner.N() }

func stopsWithItsField() int {
	s := newService() // want `s owns running work, and nothing here stops it: it stays behind \(gostop\)`
	return s.N()
}

// A process, until it ends or is killed.
type child struct {
	cmd  *exec.Cmd
	quit chan struct{}
	over chan struct{}
}

func startChild(cmd *exec.Cmd) (*child, error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd, make(chan struct{}), make(chan struct{})}
	go c.supervise()
	return c, nil
}

func (c *child) supervise() {
	defer close(c.over)
	dead := make(chan error, 1)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		dead <- c.cmd.Wait()
	}()
	select {
	case <-gone:
	case <-c.quit:
		if c.cmd.Process.Kill() == nil {
			<-dead
		}
	}
}

func (c *child) Stop()    { close(c.quit) }
func (c *child) Wait()    { <-c.over }
func (c *child) Pid() int { return c.cmd.Process.Pid }

func childNeverWaitedFor() int {
	c, err := startChild(exec.Command("tail", "-f", "log")) // want `c owns running work, and nothing here stops it: it stays behind \(gostop\)`
	if err != nil {
		return 0
	}
	return c.Pid()
}

// A listener to signals.
type listener struct {
	signals chan os.Signal
	quit    chan struct{}
	soft    bool
}

func listen() *listener {
	l := &listener{signals: make(chan os.Signal, 1), quit: make(chan struct{})}
	signal.Notify(l.signals, os.Interrupt)
	go func() {
		select {
		case <-l.signals:
			l.soft = true
		case <-l.quit:
			return
		}
	}()
	return l
}

func (l *listener) Stop() {
	signal.Stop(l.signals)
	close(l.quit)
}

func (l *listener) Soft() bool { return l.soft }

func listensForEver() bool {
	l := listen() // want `l owns running work, and nothing here stops it: it stays behind \(gostop\)`
	work()
	return l.Soft()
}
