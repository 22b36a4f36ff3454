// Package bad holds what lockwait finds; a function is named for its case. It
// tells at the operation that waits while its goroutine holds a lock. The
// twins in good have the same numbers.
package bad

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// work is what one does meanwhile.
func work() { time.Sleep(time.Millisecond) }

// 1. A send under the lock that the receiver takes before it receives again.
type till struct {
	mu    sync.Mutex
	sums  map[string]int
	sales chan string
}

func (t *till) sell(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sums[name]++
	t.sales <- name // want `\(lockwait\)`
}

func (t *till) book() {
	for range 2 {
		name := <-t.sales
		work()
		t.forget(name)
	}
}

func (t *till) forget(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.sums, name)
}

func sendsUnderLock() {
	t := &till{sums: map[string]int{}, sales: make(chan string)}
	go t.book()
	go t.sell("tea")
	go t.sell("bun")
}

// 2. A receive under the lock that the sender needs.
type lamp struct {
	mu    sync.Mutex
	users int
	wake  chan struct{}
}

func (l *lamp) sleep() {
	l.mu.Lock()
	if l.users == 0 {
		<-l.wake // want `\(lockwait\)`
	}
	l.mu.Unlock()
}

func (l *lamp) use() {
	work()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.users++; l.users == 1 {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

func receivesUnderLock() {
	l := &lamp{wake: make(chan struct{})}
	go l.sleep()
	go l.use()
}

// 3. A join under the lock that the joined one takes for each item.
type mill struct {
	mu    sync.Mutex
	sacks int
	grain chan int
	over  chan struct{}
}

func newMill() *mill {
	m := &mill{grain: make(chan int, 1), over: make(chan struct{})}
	go func() {
		defer close(m.over)
		for n := range m.grain {
			work()
			m.count(n)
		}
	}()
	return m
}

func (m *mill) count(n int) {
	m.mu.Lock()
	m.sacks += n
	m.mu.Unlock()
}

func (m *mill) stop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	close(m.grain)
	<-m.over // want `\(lockwait\)`
}

func joinsUnderLock() {
	m := newMill()
	m.grain <- 1
	go m.stop()
}

// 4. The same with a group and a lock for readers.
type index struct {
	mu    sync.RWMutex
	words map[string]int
	wg    sync.WaitGroup
}

func (x *index) look(word string) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.words[word]
}

func (x *index) rebuild() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.wg.Wait() // want `\(lockwait\)`
	x.words = map[string]int{}
}

func waitsForReadersUnderLock(words []string) {
	x := &index{}
	for _, w := range words {
		x.wg.Add(1)
		go func() {
			defer x.wg.Done()
			work()
			_ = x.look(w)
		}()
	}
	x.rebuild()
}

// 5. The loop's callback takes the lock under which one sends to the loop.
type keeper struct {
	added  chan string
	forget func(string)
	stop   chan struct{}
}

func (k *keeper) run() {
	for {
		select {
		case name := <-k.added:
			work()
			k.forget(name)
		case <-k.stop:
			return
		}
	}
}

type guests struct {
	mu    sync.Mutex
	names map[string]bool
	keep  *keeper
}

func (g *guests) add(name string) {
	g.mu.Lock()
	g.names[name] = true
	g.keep.added <- name // want `\(lockwait\)`
	g.mu.Unlock()
}

func callbackTakesTheLock() {
	g := &guests{names: map[string]bool{}}
	g.keep = &keeper{make(chan string), func(name string) {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.names, name)
	}, make(chan struct{})}
	go g.keep.run()
	for _, name := range []string{"ada", "bob"} {
		g.add(name)
	}
	close(g.keep.stop)
}

// 6. The stop message is sent under the lock that the polling worker takes.
type patient struct {
	mu    sync.Mutex
	pulse int
	stop  chan struct{}
}

func (p *patient) monitor() {
	for {
		select {
		case <-p.stop:
			return
		default:
			p.probe()
		}
	}
}

func (p *patient) probe() {
	work()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pulse++
}

func (p *patient) discharge() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silence()
}

func (p *patient) silence() {
	p.stop <- struct{}{} // want `\(lockwait\)`
}

func stopSentUnderLock() {
	p := &patient{stop: make(chan struct{})}
	go p.monitor()
	work()
	p.discharge()
}

// 7. Sent to all under a lock; one of them, instead of reading, takes the lock
// to be let go.
type bell struct {
	mu      sync.Mutex
	hearers map[int]chan int
}

func (b *bell) ring() {
	for i := range 3 {
		b.mu.Lock()
		for _, c := range b.hearers {
			c <- i // want `\(lockwait\)`
		}
		b.mu.Unlock()
	}
}

func (b *bell) leave(id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.hearers, id)
}

func leavesWhileItRings() {
	b := &bell{hearers: map[int]chan int{1: make(chan int)}}
	first := b.hearers[1]
	go b.ring()
	<-first
	b.leave(1)
}

// 8. The reader has seen the end and takes the lock to say so; the writer sends
// to it under the lock.
type wire struct {
	mu    sync.Mutex
	reset chan bool
	down  chan struct{}
}

func (w *wire) watch() {
	for {
		select {
		case <-w.reset:
		case <-w.down:
			w.mu.Lock()
			w.reset = nil
			w.mu.Unlock()
			return
		}
	}
}

func (w *wire) write() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.reset == nil {
		return
	}
	w.reset <- true // want `\(lockwait\)`
}

func writesToTheClosed() {
	w := &wire{reset: make(chan bool), down: make(chan struct{})}
	go w.watch()
	close(w.down)
	w.write()
}

// 9. A slot and then the lock; the lock and then a slot.
type dock struct {
	berth chan struct{}
	mu    sync.Mutex
	ships int
}

func (d *dock) unload() {
	d.berth <- struct{}{}
	work()
	d.mu.Lock()
	d.ships++
	d.mu.Unlock()
	<-d.berth
}

func (d *dock) inspect() {
	d.mu.Lock()
	defer d.mu.Unlock()
	work()
	d.berth <- struct{}{} // want `\(lockwait\)`
	d.ships = 0
	<-d.berth
}

func slotAndLock() {
	d := &dock{berth: make(chan struct{}, 1)}
	go d.unload()
	go d.inspect()
}

// 10. A condition gives its own lock back while it waits, and not the other.
type shop struct {
	open  sync.RWMutex
	queue *sync.Cond
	n     int
}

func (s *shop) serve() {
	s.open.RLock()
	defer s.open.RUnlock()
	s.queue.L.Lock()
	defer s.queue.L.Unlock()
	for s.n == 0 {
		s.queue.Wait() // want `\(lockwait\)`
	}
	s.n--
}

func (s *shop) enter() {
	work()
	s.open.Lock()
	defer s.open.Unlock()
	s.queue.L.Lock()
	s.n++
	s.queue.L.Unlock()
	s.queue.Signal()
}

func conditionUnderAnotherLock() {
	s := &shop{queue: sync.NewCond(&sync.Mutex{})}
	go s.serve()
	s.enter()
}

// 11. The wait for the stop is under the lock that comes before the stop.
type guard struct {
	mu   sync.Mutex
	stop chan struct{}
}

func (g *guard) watch() {
	g.mu.Lock()
	defer g.mu.Unlock()
	<-g.stop // want `\(lockwait\)`
}

func (g *guard) end() {
	work()
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.stop)
}

func stopAwaitedUnderLock() {
	g := &guard{stop: make(chan struct{})}
	go g.watch()
	g.end()
}

// 12. Under a read lock one waits for a loop that writes before it answers.
type atlas struct {
	mu    sync.RWMutex
	pages map[int]string
	loads chan chan bool
}

func (a *atlas) loop() {
	for reply := range a.loads {
		a.mu.Lock()
		a.pages[1] = "sea"
		a.mu.Unlock()
		reply <- true
	}
}

func (a *atlas) page(n int) string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if _, ok := a.pages[n]; !ok {
		reply := make(chan bool)
		a.loads <- reply
		<-reply // want `\(lockwait\)`
	}
	return a.pages[n]
}

func answerUnderReadLock() {
	a := &atlas{pages: map[int]string{}, loads: make(chan chan bool)}
	go a.loop()
	defer close(a.loads)
	_ = a.page(1)
}

// 13. A group is waited for under the lock of its members.
func groupUnderLock(names []string) error {
	var mu sync.Mutex
	var g errgroup.Group
	seen := map[string]bool{}
	mu.Lock()
	defer mu.Unlock()
	for _, name := range names {
		g.Go(func() error {
			mu.Lock()
			defer mu.Unlock()
			seen[name] = true
			return nil
		})
	}
	return g.Wait() // want `\(lockwait\)`
}

// 14. The cancel is called under the lock that the wait for it holds.
type task struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func (t *task) wait() {
	t.mu.Lock()
	defer t.mu.Unlock()
	<-t.ctx.Done() // want `\(lockwait\)`
}

func (t *task) end() {
	work()
	t.mu.Lock()
	t.cancel()
	t.mu.Unlock()
}

func cancelNeedsTheLock() {
	ctx, cancel := context.WithCancel(context.Background())
	t := &task{ctx: ctx, cancel: cancel}
	go t.wait()
	t.end()
}

// 15. The rounds of a game: who waits for the next one holds the leader's lock.
type game struct {
	mu   sync.Mutex
	next chan bool
}

func (g *game) follow() {
	g.mu.Lock()
	<-g.next // not found yet
	g.mu.Unlock()
}

func (g *game) lead() {
	work()
	g.mu.Lock()
	close(g.next)
	g.next = make(chan bool)
	g.mu.Unlock()
}

func nextRoundUnderLock() {
	g := &game{next: make(chan bool)}
	var wg sync.WaitGroup
	wg.Go(g.follow)
	wg.Go(g.lead)
	wg.Wait()
}

// 16. A sync.Once is a lock, too: its function waits for who comes to it first.
type stove struct {
	once sync.Once
	fuel chan struct{}
}

func (s *stove) light() { s.once.Do(s.heat) }

func (s *stove) heat() {
	<-s.fuel // not found yet
}

func (s *stove) refuel() {
	work()
	s.light()
	close(s.fuel)
}

func onceWaitsForTheSecond() {
	s := &stove{fuel: make(chan struct{})}
	go s.light()
	s.refuel()
}
