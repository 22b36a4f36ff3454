// Package good holds what stopflag leaves alone; a function is named for its case.
package good

import (
	"sync"
	"sync/atomic"
	"time"
)

func work() { time.Sleep(time.Millisecond) }

func settle() { time.Sleep(20 * time.Millisecond) }

func atomicFlag() {
	var stop atomic.Bool
	var wg sync.WaitGroup
	wg.Go(func() {
		for !stop.Load() {
			work()
		}
	})
	settle()
	stop.Store(true)
	wg.Wait()
}

func oldAtomicFlag() {
	var stop int32
	var wg sync.WaitGroup
	wg.Go(func() {
		for atomic.LoadInt32(&stop) == 0 {
			work()
		}
	})
	settle()
	atomic.StoreInt32(&stop, 1)
	wg.Wait()
}

type locked struct {
	mu      sync.RWMutex
	stopped bool
}

func (l *locked) loop() {
	for {
		l.mu.RLock()
		if l.stopped {
			l.mu.RUnlock()
			return
		}
		l.mu.RUnlock()
		work()
	}
}

func (l *locked) Stop() {
	l.mu.Lock()
	l.stopped = true
	l.mu.Unlock()
}

func bothLocked() {
	l := &locked{}
	go l.loop()
	settle()
	l.Stop()
}

type held struct {
	mu      sync.Mutex
	cond    *sync.Cond
	stopped bool
}

// Its callers hold the lock.
func (h *held) wait() {
	for !h.stopped {
		h.cond.Wait()
	}
}

func (h *held) loop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wait()
}

func (h *held) stopLocked() { h.stopped = true }

func (h *held) Stop() {
	h.mu.Lock()
	h.stopLocked()
	h.mu.Unlock()
	h.cond.Broadcast()
}

func lockedByTheCaller() {
	h := &held{}
	h.cond = sync.NewCond(&h.mu)
	go h.loop()
	settle()
	h.Stop()
}

func writtenBeforeTheStart() {
	stop := false
	work()
	stop = true
	var wg sync.WaitGroup
	wg.Go(func() {
		for !stop {
			work()
		}
	})
	wg.Wait()
}

func readAfterTheJoin() {
	found := false
	var wg sync.WaitGroup
	wg.Go(func() {
		work()
		found = true
	})
	wg.Wait()
	for !found {
		work()
	}
}

func readAfterTheAnswer() {
	stop := false
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
		stop = true
	}()
	<-done
	for !stop {
		work()
	}
}

func writtenAfterTheJoin() {
	stop := false
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; !stop && i < 3; i++ {
			work()
		}
	}()
	<-done
	stop = true
}

// Every turn is an answer to a message that the writer sends after the write.
func askedByMessage() {
	stop := false
	turns, done := make(chan int), make(chan int)
	go func() {
		for {
			<-turns
			if stop {
				close(done)
				return
			}
			done <- 1
		}
	}()
	turns <- 1
	<-done
	stop = true
	turns <- 1
	<-done
}

type parser struct{ done bool }

func (p *parser) step() { p.done = true }

func (p *parser) run() {
	for !p.done {
		p.step()
	}
}

// Each goroutine has its own.
func oneEach() {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			p := &parser{}
			p.run()
		})
	}
	wg.Wait()
}

// The loop sets it itself.
func ownFlag() {
	var wg sync.WaitGroup
	wg.Go(func() {
		done := false
		for !done {
			work()
			done = true
		}
	})
	wg.Wait()
}

type service struct{ stopped bool }

// The flag is reset before the goroutine starts, and ends no loop then.
func (s *service) start() {
	s.stopped = false
	go s.loop()
}

func (s *service) loop() {
	for i := 0; i < 3 && !s.stopped; i++ {
		work()
	}
}

func resetBeforeTheStart() {
	s := &service{}
	s.start()
	settle()
}

// It comes back when f has.
func elsewhere(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

func waitedForByTheStarter() {
	found := false
	for i := 0; !found; i++ {
		elsewhere(func() {
			if i > 2 {
				found = true
			}
		})
	}
}

func waitedForInEveryTurn() {
	var wg sync.WaitGroup
	found := false
	for i := 0; !found; i++ {
		wg.Go(func() {
			if i > 2 {
				found = true
			}
		})
		wg.Wait()
	}
}

type cleaner struct{ done bool }

func (c *cleaner) step() { c.done = true }

func setInTheSameGoroutine() {
	var wg sync.WaitGroup
	c := &cleaner{}
	wg.Go(func() {
		for !c.done {
			c.step()
		}
	})
	wg.Wait()
}

type gate struct{ open bool }

func (g *gate) set() { g.open = true }

func (g *gate) poll() {
	for i := 0; !g.open && i < 3; i++ {
		work()
	}
}

// One is over when the other begins.
func oneAfterTheOther() {
	var wg sync.WaitGroup
	g := &gate{}
	wg.Go(func() { g.open = true })
	wg.Wait()
	wg.Go(g.poll)
	wg.Wait()
	h := &gate{}
	wg.Go(h.set)
	wg.Wait()
	wg.Go(func() { h.poll() })
	wg.Wait()
}

type actor struct {
	tasks   chan func()
	stopped bool
}

func (a *actor) run() {
	for !a.stopped {
		f := <-a.tasks
		f()
	}
}

func (a *actor) halt() { a.stopped = true }

// The loop's own goroutine does what it is sent.
func setByWhatItIsSent() {
	a := &actor{tasks: make(chan func())}
	var wg sync.WaitGroup
	wg.Go(a.run)
	a.tasks <- a.halt
	wg.Wait()
}

// One looks through what the goroutines have left, when they are done.
type piece struct{ state int }

func sendsAgain(pieces []*piece, send func(*piece) int, renew func() error) error {
	for len(pieces) > 0 {
		var wg sync.WaitGroup
		for _, p := range pieces {
			wg.Go(func() { p.run(send) })
		}
		wg.Wait()
		for _, p := range pieces {
			if p.state == 2 {
				if err := renew(); err != nil {
					return err
				}
				break
			}
		}
		pieces = pieces[1:]
	}
	return nil
}

func (p *piece) run(send func(*piece) int) {
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			p.part(send)
		}()
	}
	wg.Wait()
}

func (p *piece) part(send func(*piece) int) {
	_ = send(p)
	p.state = 2
}
