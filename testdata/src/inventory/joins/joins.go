// Package joins starts goroutines; who waits for each stands behind it.
package joins

import (
	"bytes"
	"io"
	"sync"

	"cancelcheck.test/src/inventory/lib"
)

// Guard counts for others.
type Guard struct{ wg sync.WaitGroup }

func (g *Guard) WgAdd()  { g.wg.Add(1) }
func (g *Guard) WgDone() { g.wg.Done() }
func (g *Guard) WgWait() { g.wg.Wait() }

type peer struct {
	guard *Guard
	halt  chan struct{}
	over  chan struct{}
	fired *lib.Event
	once  sync.Once
}

func (p *peer) start() {
	p.guard.WgAdd()
	go func() { //= waitgroup
		defer p.guard.WgDone()
		work()
	}()
	go p.run()   //= channel
	go p.watch() //= none
	go func() {  //= channel
		defer p.fired.Fire()
		work()
	}()
}

func (p *peer) run() {
	work()
	close(p.over)
}

// watch closes what others close, too: that is the sign to stop.
func (p *peer) watch() {
	defer p.Close()
	work()
}

func (p *peer) Close() { p.once.Do(func() { close(p.halt) }) }

func (p *peer) Stop() {
	p.guard.WgWait()
	<-p.Over()
	<-p.fired.Done()
	<-p.halt
}

func (p *peer) Over() <-chan struct{} { return p.over }

func work() {}

type item struct{ done chan struct{} }

func itemsOfALoop(items chan item, halt chan struct{}) {
	it := item{done: make(chan struct{})}
	go func() { //= none
		for {
			select {
			case it := <-items:
				close(it.done)
			case <-halt:
				return
			}
		}
	}()
	items <- it
	<-it.done
}

func groupOfItems(jobs chan int, wg *sync.WaitGroup) {
	go func() { //= none
		for range jobs {
			wg.Done()
		}
	}()
	wg.Wait()
}

func resultUnlessNobodyListens(halt chan struct{}) int {
	out := make(chan int)
	go func() { //= channel
		select {
		case out <- 1:
		case <-halt:
		}
	}()
	return <-out
}

type hub struct{ news chan int }

func (h *hub) publish(halt chan struct{}) {
	go func() { //= none
		select {
		case h.news <- 1:
		case <-halt:
		}
	}()
	<-h.news
}

func resultInALoop(read func() (int, error)) int {
	out := make(chan int, 1)
	go func() { //= channel
		for {
			n, err := read()
			if err != nil {
				continue
			}
			out <- n
			return
		}
	}()
	return <-out
}

func messageOfACallee(halt chan struct{}) {
	news := make(chan int, 1)
	say := func() { news <- 1 }
	go func() { //= none
		say()
		<-halt
	}()
	<-news
}

func pipes(fill func(io.Writer) error) io.Reader {
	r, w := io.Pipe()
	go func() { //= other
		defer w.Close()
		fill(w)
	}()
	q, v := io.Pipe()
	go func() { v.CloseWithError(fill(v)) }() //= other
	go func() {                               //= none
		io.Copy(new(bytes.Buffer), q)
		q.Close()
	}()
	return r
}

type server struct {
	mu    sync.Mutex
	cond  *sync.Cond
	conns map[int]bool
	ready bool
}

func (s *server) serve(id int) {
	go func() { //= other
		work()
		s.remove(id)
	}()
	go func() { //= none
		work()
		s.mu.Lock()
		s.ready = true
		s.cond.Broadcast()
		s.mu.Unlock()
	}()
}

func (s *server) remove(id int) {
	s.mu.Lock()
	delete(s.conns, id)
	s.cond.Broadcast()
	s.mu.Unlock()
}

func (s *server) Close() {
	s.mu.Lock()
	for len(s.conns) > 0 {
		s.cond.Wait()
	}
	for !s.ready {
		s.cond.Wait()
	}
	s.mu.Unlock()
}

type tracked struct{ wg sync.WaitGroup }

func (t *tracked) spawn(f func()) {
	t.wg.Add(1)
	go func() { //= waitgroup
		defer t.wg.Done()
		f()
	}()
}

func (t *tracked) Close() {
	t.wg.Wait()
}

type update struct{ text chan string }

func (u *update) fetch() {
	go func() { //= none
		work()
		u.text <- "new"
	}()
}

func (u *update) looked() string {
	select {
	case s := <-u.text:
		return s
	default:
		return ""
	}
}

type polled struct{ over chan struct{} }

func (p *polled) start() {
	go func() { //= channel
		defer close(p.over)
		work()
	}()
}

func (p *polled) Wait() {
	for {
		select {
		case <-p.over:
			return
		default:
			work()
		}
	}
}
