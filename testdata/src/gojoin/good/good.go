// Package good holds what gojoin leaves alone; a function is named for its case.
package good

import (
	"context"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

func work()                      {}
func handle(int)                 {}
func step(context.Context) error { return nil }

// Stop channel elsewhere

type svc struct {
	halt    chan struct{}
	done    chan struct{}
	in      chan int
	quit    chan bool
	closed  atomic.Bool
	ctx     context.Context
	cancel  context.CancelFunc
	wg      sync.WaitGroup
	conn    net.Conn
	ln      net.Listener
	errs    chan error
	closing chan chan error
}

func newSvc() *svc {
	s := &svc{halt: make(chan struct{}), in: make(chan int)}
	go s.stopChannelInAField()
	return s
}

func (s *svc) stopChannelInAField() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			work()
		case <-s.halt:
			return
		}
	}
}

func (s *svc) Close() error {
	close(s.halt)
	close(s.in)
	s.cancel()
	s.wg.Wait()
	return s.conn.Close()
}

func (s *svc) startsWithAParameter(stop <-chan struct{}) { go s.untilParameter(stop) }

func (s *svc) untilParameter(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case n := <-s.in:
			handle(n)
		}
	}
}

func (s *svc) twoSteps() {
	go func() {
		halt := s.halt
		drain := false
		for !drain || len(s.in) > 0 {
			select {
			case <-halt:
				halt, drain = nil, true
			case n := <-s.in:
				handle(n)
			}
		}
	}()
}

func (s *svc) quitMessage() {
	go func() {
		for {
			if <-s.quit {
				return
			}
			work()
		}
	}()
}

func (s *svc) answersItsCloser() {
	go func() {
		for {
			select {
			case reply := <-s.closing:
				reply <- nil
				return
			case n := <-s.in:
				handle(n)
			}
		}
	}()
}

func capturedStopFunction() (stop func()) {
	halt := make(chan struct{})
	go func() {
		for {
			select {
			case <-halt:
				return
			default:
				work()
			}
		}
	}()
	return func() { close(halt) }
}

// Context

func (s *svc) contextInAField() {
	go func() {
		for s.ctx.Err() == nil {
			work()
		}
	}()
}

func (s *svc) contextAsArgument(ctx context.Context) { go s.runWith(ctx) }

func (s *svc) runWith(ctx context.Context) {
	for {
		if step(ctx) != nil {
			return
		}
	}
}

func (s *svc) doneAsArgument(ctx context.Context) { go s.untilParameter(ctx.Done()) }

func (s *svc) watcher(ctx context.Context) {
	go func() {
		<-ctx.Done()
		s.conn.Close()
	}()
}

func (s *svc) ignoresItsContext(ctx context.Context) {
	go func() {
		for { //cancelcheck:ignore ctxloop the context is ctxloop's
			_ = step(ctx)
		}
	}()
}

// Closing something ends it

func (s *svc) accepts() {
	go func() {
		for {
			c, err := s.ln.Accept()
			if err != nil {
				return
			}
			go io.Copy(io.Discard, c)
		}
	}()
}

func (s *svc) reads() {
	go func() {
		buf := make([]byte, 512)
		for {
			if _, err := s.conn.Read(buf); err != nil {
				return
			}
		}
	}()
}

func (s *svc) serves(srv *http.Server) {
	go func() { s.errs <- srv.Serve(s.ln) }()
}

func (s *svc) rangesOverAClosedField() {
	go func() {
		for n := range s.in {
			handle(n)
		}
	}()
}

// Finite

func (s *svc) oneShot() { go work() }

func (s *svc) notifies(subscribers []func()) {
	for _, f := range subscribers {
		go f()
	}
}

func (s *svc) waitsThenCloses() {
	go func() {
		s.wg.Wait()
		close(s.done)
	}()
}

func (s *svc) laterOnce() { time.AfterFunc(time.Minute, work) }

func fansOut(items []int) {
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			handle(item)
		}()
	}
	wg.Wait()
}

func inAGroup(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return step(ctx) })
	return g.Wait()
}

func (s *svc) spawn(f func()) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		f()
	}()
}

func (s *svc) tracked() { s.spawn(s.stopChannelInAField) }

func (s *svc) throttled(sem chan struct{}) {
	sem <- struct{}{}
	go func() {
		defer func() { <-sem }()
		work()
	}()
}

func pipeline(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range in {
			out <- n
		}
	}()
	return out
}

// Flag

func (s *svc) atomicFlag() {
	go func() {
		for !s.closed.Load() {
			work()
		}
	}()
}

// Process lifetime

func init() {
	go func() {
		for {
			work()
		}
	}()
}

var started sync.Once

func (s *svc) onceForAll() {
	started.Do(func() {
		go func() {
			for {
				work()
			}
		}()
	})
}

func (s *svc) signals() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		<-c
		s.cancel()
	}()
}

type registry struct{ m map[string]int }

var theRegistry = &registry{m: map[string]int{}}

func (r *registry) start() { r.startOnce() }

var once sync.Once

func (r *registry) startOnce() {
	once.Do(func() { go r.sweep() })
}

func (r *registry) sweep() {
	for {
		time.Sleep(time.Minute)
		clear(r.m)
	}
}

// The process ends with it

func (s *svc) crashes() {
	go func() {
		for {
			if s.closed.Load() {
				panic("closed")
			}
			work()
		}
	}()
}

// waitsToBeKilled where it is told that the process ends.
func (s *svc) waitsToBeKilled() {
	go func() {
		if s.closed.Load() {
			select {}
		}
		work()
	}()
}

// Somebody else's body

func (s *svc) unknownBody(f func()) { go f() }

// The source says so

// interrupted returns when the device unwinds its stack.
//
//cancelcheck:assume finite
func interrupted() {
	for {
		work()
	}
}

func (s *svc) assumed() { go interrupted() }

// A command may run as long as its goroutines.

func Main() {
	go func() {
		for {
			work()
		}
	}()
	work()
}

// So may one that has a type of its own.
type serveCommand struct{ n int }

func (s *serveCommand) run(flags *flag.FlagSet) error {
	go func() {
		for range time.Tick(time.Second) {
			s.n++
		}
	}()
	return flags.Parse(nil)
}

// Who starts it never returns either.

type Keeper struct {
	addrs []string
	jobs  chan string
}

func NewKeeper(addrs []string) *Keeper { return &Keeper{addrs, make(chan string)} }

func (k *Keeper) Serve() {
	go k.tidy()
	for _, a := range k.addrs {
		if a == "" {
			continue
		}
		go k.tidy()
	}
	for {
		time.Sleep(24 * time.Hour)
	}
}

func (k *Keeper) Run() {
	go k.tidy()
	for j := range k.jobs {
		println(j)
	}
}

func (k *Keeper) Do(job string) { k.jobs <- job }

func (k *Keeper) tidy() {
	for range time.Tick(time.Minute) {
		work()
	}
}
