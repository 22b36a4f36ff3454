// Package good holds what lockwait leaves alone; a function is named for its
// case. The numbered ones are the twins of those in bad, those with letters of
// those in likely.
package good

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// work is what one does meanwhile.
func work() { time.Sleep(time.Millisecond) }

// 1. The lock is given back before the send.
type till struct {
	mu    sync.Mutex
	sums  map[string]int
	sales chan string
}

func (t *till) sell(name string) {
	t.mu.Lock()
	t.sums[name]++
	t.mu.Unlock()
	t.sales <- name
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

func sendsAfterUnlock() {
	t := &till{sums: map[string]int{}, sales: make(chan string)}
	go t.book()
	go t.sell("tea")
	go t.sell("bun")
}

// 2. What is waited for is read under the lock, and waited for without.
type lamp struct {
	mu    sync.Mutex
	users int
	wake  chan struct{}
}

func (l *lamp) sleep() {
	l.mu.Lock()
	idle := l.users == 0
	l.mu.Unlock()
	if idle {
		<-l.wake
	}
}

func (l *lamp) use() {
	work()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.users++; l.users == 1 {
		close(l.wake)
	}
}

func receivesAfterUnlock() {
	l := &lamp{wake: make(chan struct{})}
	go l.sleep()
	go l.use()
}

// 3. Closed under the lock, joined after it.
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
	close(m.grain)
	m.mu.Unlock()
	<-m.over
}

func joinsAfterUnlock() {
	m := newMill()
	m.grain <- 1
	go m.stop()
}

// 4. The readers are waited for before the lock is taken.
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
	x.wg.Wait()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.words = map[string]int{}
}

func waitsForReadersBeforeLock(words []string) {
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

// 5. The callback takes a lock that no sender holds.
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
	gone  sync.Mutex
	past  []string
	keep  *keeper
}

func (g *guests) add(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.names[name] = true
	g.keep.added <- name
}

func callbackTakesAnotherLock() {
	g := &guests{names: map[string]bool{}}
	g.keep = &keeper{make(chan string), func(name string) {
		g.gone.Lock()
		defer g.gone.Unlock()
		g.past = append(g.past, name)
	}, make(chan struct{})}
	go g.keep.run()
	for _, name := range []string{"ada", "bob"} {
		g.add(name)
	}
	close(g.keep.stop)
}

// 6. The stop is a close.
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

func (p *patient) silence() { close(p.stop) }

func stopIsAClose() {
	p := &patient{stop: make(chan struct{})}
	go p.monitor()
	work()
	p.discharge()
}

// 7. Copied under the lock, sent to without, and a leaver is not waited for.
type hearer struct {
	c    chan int
	gone chan struct{}
}

type bell struct {
	mu      sync.Mutex
	hearers map[int]*hearer
}

func (b *bell) ring() {
	for i := range 3 {
		b.mu.Lock()
		var all []*hearer
		for _, h := range b.hearers {
			all = append(all, h)
		}
		b.mu.Unlock()
		for _, h := range all {
			select {
			case h.c <- i:
			case <-h.gone:
			}
		}
	}
}

func (b *bell) leave(id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.hearers[id].gone)
	delete(b.hearers, id)
}

func copiesBeforeItRings() {
	b := &bell{hearers: map[int]*hearer{1: {make(chan int), make(chan struct{})}}}
	first := b.hearers[1].c
	go b.ring()
	<-first
	b.leave(1)
}

// 8. The writer looks at the end, too.
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
	select {
	case w.reset <- true:
	case <-w.down:
	}
}

func writesUntilTheEnd() {
	w := &wire{reset: make(chan bool), down: make(chan struct{})}
	go w.watch()
	close(w.down)
	w.write()
}

// 9. Both take the slot first.
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
	d.berth <- struct{}{}
	d.mu.Lock()
	defer d.mu.Unlock()
	work()
	d.ships = 0
	<-d.berth
}

func slotBeforeLock() {
	d := &dock{berth: make(chan struct{}, 1)}
	go d.unload()
	go d.inspect()
}

// 10. The condition's own lock is the only one, and Wait gives it back.
type shop struct {
	queue *sync.Cond
	n     int
}

func (s *shop) serve() {
	s.queue.L.Lock()
	defer s.queue.L.Unlock()
	for s.n == 0 {
		s.queue.Wait()
	}
	s.n--
}

func (s *shop) enter() {
	work()
	s.queue.L.Lock()
	defer s.queue.L.Unlock()
	s.n++
	s.queue.Signal()
}

func conditionGivesItsLockBack() {
	s := &shop{queue: sync.NewCond(&sync.Mutex{})}
	go s.serve()
	s.enter()
}

// 11. The stop needs no lock.
type guard struct {
	mu   sync.Mutex
	stop chan struct{}
}

func (g *guard) watch() {
	g.mu.Lock()
	defer g.mu.Unlock()
	<-g.stop
}

func (g *guard) end() {
	work()
	close(g.stop)
	g.mu.Lock()
	defer g.mu.Unlock()
}

func stopNeedsNoLock() {
	g := &guard{stop: make(chan struct{})}
	go g.watch()
	g.end()
}

// 12. The reader gives its lock back before it asks.
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
	page, ok := a.pages[n]
	a.mu.RUnlock()
	if ok {
		return page
	}
	reply := make(chan bool)
	a.loads <- reply
	<-reply
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.pages[n]
}

func asksWithoutReadLock() {
	a := &atlas{pages: map[int]string{}, loads: make(chan chan bool)}
	go a.loop()
	defer close(a.loads)
	_ = a.page(1)
}

// 13. A group is waited for when the lock is back.
func groupAfterUnlock(names []string) error {
	var mu sync.Mutex
	var g errgroup.Group
	seen := map[string]bool{}
	mu.Lock()
	for _, name := range names {
		g.Go(func() error {
			mu.Lock()
			defer mu.Unlock()
			seen[name] = true
			return nil
		})
	}
	mu.Unlock()
	return g.Wait()
}

// 14. The cancel needs no lock.
type task struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func (t *task) wait() {
	t.mu.Lock()
	defer t.mu.Unlock()
	<-t.ctx.Done()
}

func (t *task) end() {
	work()
	t.cancel()
}

func cancelNeedsNoLock() {
	ctx, cancel := context.WithCancel(context.Background())
	t := &task{ctx: ctx, cancel: cancel}
	go t.wait()
	t.end()
}

// 15. The round is looked up under the lock, and awaited without.
type game struct {
	mu   sync.Mutex
	next chan bool
}

func (g *game) follow() {
	g.mu.Lock()
	next := g.next
	g.mu.Unlock()
	<-next
}

func (g *game) lead() {
	work()
	g.mu.Lock()
	close(g.next)
	g.mu.Unlock()
}

func nextRoundAfterUnlock() {
	g := &game{next: make(chan bool)}
	var wg sync.WaitGroup
	wg.Go(g.follow)
	wg.Go(g.lead)
	wg.Wait()
}

// 16. The fuel is there before one comes to the once.
type stove struct {
	once sync.Once
	fuel chan struct{}
}

func (s *stove) light() { s.once.Do(s.heat) }

func (s *stove) heat() { <-s.fuel }

func (s *stove) refuel() {
	work()
	close(s.fuel)
	s.light()
}

func onceWaitsForAnother() {
	s := &stove{fuel: make(chan struct{})}
	go s.light()
	s.refuel()
}
