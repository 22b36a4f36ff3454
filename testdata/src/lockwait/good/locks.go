package good

import (
	"errors"
	"sync"
	"time"
)

// A. What is called under the lock does not take it.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) write(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.lines) > 2 {
		d.clearLocked()
	}
	d.lines = append(d.lines, line)
}

func (d *diary) clearLocked() { d.lines = nil }

func (d *diary) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.clearLocked()
}

func locksOnce() {
	d := &diary{}
	for _, line := range []string{"a", "b", "c", "d"} {
		d.write(line)
	}
	d.clear()
}

// B. The callback is called when the lock is back.
type rent struct {
	mu      sync.RWMutex
	expired func(*rent)
	n       int
}

func (r *rent) note() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
}

func (r *rent) renew() {
	r.mu.Lock()
	unlock := func() { r.mu.Unlock() }
	defer func() { unlock() }()
	if f := r.expired; f != nil {
		unlock()
		unlock = func() {}
		f(r)
	}
}

func callbackAfterUnlock() {
	r := &rent{expired: func(r *rent) { r.note() }}
	r.renew()
}

// C. Over an interface one comes to another one's lock.
type asker interface{ ask() int }

type hall struct {
	sync.RWMutex
	seats int
}

func (h *hall) ask() int {
	h.RLock()
	defer h.RUnlock()
	return h.seats
}

func count(a asker) int { return a.ask() }

func (h *hall) refresh(other *hall) {
	h.Lock()
	defer h.Unlock()
	h.seats = count(other) + 1
}

func readsAnother() {
	h := &hall{}
	h.refresh(&hall{})
}

// D. Unlock on each way.
type ferry struct {
	mu    sync.Mutex
	ended bool
}

func (f *ferry) end() {
	f.mu.Lock()
	if f.ended {
		f.mu.Unlock()
		return
	}
	f.ended = true
	f.mu.Unlock()
}

func unlocksBeforeTheReturn() {
	f := &ferry{}
	f.end()
	f.end()
}

// E, F, G. Before the return, after the break, before the continue.
type attic struct {
	mu     sync.Mutex
	old    int
	closed bool
}

func (a *attic) tidy() error {
	a.mu.Lock()
	if a.old == 0 {
		a.mu.Unlock()
		return nil
	}
	a.old = 0
	a.mu.Unlock()
	return errors.New("was dusty")
}

func (a *attic) wait() {
	for {
		a.mu.Lock()
		if a.closed {
			break
		}
		a.mu.Unlock()
		work()
	}
	a.old++
	a.mu.Unlock()
}

func (a *attic) fill(words []string) {
	for _, w := range words {
		a.mu.Lock()
		if w == "" {
			a.mu.Unlock()
			continue
		}
		a.old++
		a.mu.Unlock()
	}
}

func unlocksOnEachWay() {
	a := &attic{closed: true}
	_ = a.tidy()
	a.wait()
	a.fill([]string{"", "a"})
	_ = a.tidy()
}

// H. The reader defers it.
type club struct {
	mu   sync.RWMutex
	open bool
}

var errShut = errors.New("shut")

func (c *club) enter() error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if !c.open {
		return errShut
	}
	return nil
}

func (c *club) shut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = false
}

func readerDefersUnlock() error {
	c := &club{}
	over := make(chan error)
	go func() { over <- c.enter() }()
	err := <-over
	c.shut()
	return err
}

// I. So does the timer's function.
type cache struct {
	mu   sync.Mutex
	keep bool
	m    map[string]int
}

func (c *cache) expire(key string) chan bool {
	over := make(chan bool)
	time.AfterFunc(time.Millisecond, func() {
		defer close(over)
		c.mu.Lock()
		defer c.mu.Unlock()
		if !c.keep {
			delete(c.m, key)
		}
	})
	return over
}

func (c *cache) get(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[key]
}

func timerDefersUnlock() int {
	c := &cache{keep: true}
	over := c.expire("a")
	time.Sleep(10 * time.Millisecond)
	<-over
	return c.get("a")
}

// J. One order.
type bank struct {
	book  sync.Mutex
	vault sync.Mutex
	sum   int
}

func (b *bank) pay() {
	b.book.Lock()
	defer b.book.Unlock()
	work()
	b.vault.Lock()
	b.sum--
	b.vault.Unlock()
}

func (b *bank) audit() {
	b.book.Lock()
	defer b.book.Unlock()
	b.vault.Lock()
	defer b.vault.Unlock()
	work()
	b.sum = 0
}

func oneOrder() {
	b := &bank{}
	go b.pay()
	go b.audit()
}

// K. The boat's lock is back before the fleet's is taken.
type fleet struct {
	mu    sync.Mutex
	boats []*boat
}

type boat struct {
	mu    sync.Mutex
	fleet *fleet
	at    int
}

func (f *fleet) call() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, b := range f.boats {
		b.answer()
	}
}

func (b *boat) answer() {
	work()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at++
}

func (b *boat) sink() {
	b.mu.Lock()
	b.at = -1
	b.mu.Unlock()
	b.report()
}

func (b *boat) report() {
	work()
	b.fleet.mu.Lock()
	defer b.fleet.mu.Unlock()
	b.fleet.boats = nil
}

func locksOneAfterTheOther() {
	f := &fleet{}
	b := &boat{fleet: f}
	f.boats = []*boat{b}
	go f.call()
	go b.sink()
}

// L. One type, two of it, in the order of their numbers.
type purse struct {
	id    int
	mu    sync.Mutex
	coins int
}

func move(from, to *purse, n int) {
	first, second := from, to
	if first.id > second.id {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	work()
	second.mu.Lock()
	defer second.mu.Unlock()
	from.coins -= n
	to.coins += n
}

func movesInOrder() {
	a, b := &purse{id: 1}, &purse{id: 2}
	go move(a, b, 1)
	go move(b, a, 2)
}

// M, N. One read lock is enough.
type chart struct {
	mu sync.RWMutex
	at map[string]int
}

func (m *chart) find(name string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	work()
	return m.at[name]
}

func (m *chart) set(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = map[string]int{name: 1}
}

// findTwice takes it twice, one after the other.
func (m *chart) findTwice(name string) int { return m.find(name) + m.find(name) }

func readsOneAfterTheOther() {
	m := &chart{}
	go m.findTwice("a")
	work()
	go m.set("a")
}

type press struct {
	mu    sync.RWMutex
	ready *sync.Cond
	n     int
}

func (p *press) print() int {
	p.ready.L.Lock()
	defer p.ready.L.Unlock()
	for p.n == 0 {
		p.ready.Wait()
	}
	return p.n
}

func (p *press) load() {
	p.mu.Lock()
	p.n++
	p.mu.Unlock()
	p.ready.Broadcast()
}

func conditionOfAReader() {
	p := &press{}
	p.ready = sync.NewCond(p.mu.RLocker())
	go p.print()
	work()
	go p.load()
}

// O. The upgrade done right: given back, taken, and looked at again.
type menu struct {
	mu     sync.RWMutex
	dishes map[string]int
}

func (m *menu) dish(name string) int {
	m.mu.RLock()
	n, ok := m.dishes[name]
	m.mu.RUnlock()
	if ok {
		return n
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if n, ok := m.dishes[name]; ok {
		return n
	}
	m.dishes[name] = 1
	return 1
}

func upgradesAfterUnlock() {
	m := &menu{dishes: map[string]int{}}
	go m.dish("soup")
	_ = m.dish("soup")
}

// P. The outer lock is given back and taken again, under no other.
type drawers struct {
	mu sync.Mutex
	in map[string]*drawer
}

type drawer struct {
	mu sync.Mutex
	n  int
}

func (d *drawers) drop(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.settle()
	one := d.in[name]
	one.mu.Lock()
	defer one.mu.Unlock()
	one.n++
}

func (d *drawers) settle() {
	d.mu.Unlock()
	work()
	d.mu.Lock()
}

func retakesBeforeTheInner() {
	d := &drawers{in: map[string]*drawer{"a": {}}}
	go d.drop("a")
	go d.drop("a")
}

// Q. The map's lock is back before the entry's is awaited.
type doors struct {
	mu sync.Mutex
	m  map[string]*sync.Mutex
}

func (d *doors) door(name string) *sync.Mutex {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.m[name] == nil {
		d.m[name] = &sync.Mutex{}
	}
	return d.m[name]
}

func (d *doors) lock(name string) { d.door(name).Lock() }

func (d *doors) unlock(name string) { d.door(name).Unlock() }

func mapLockIsBackFirst() {
	d := &doors{m: map[string]*sync.Mutex{}}
	for range 2 {
		go func() {
			d.lock("a")
			work()
			d.unlock("a")
		}()
	}
}

// R. The once's function asks another once.
type stage struct {
	once sync.Once
	next *stage
	set  map[string]int
}

func (s *stage) prop(name string) int {
	s.once.Do(s.build)
	return s.set[name]
}

func (s *stage) build() {
	s.set = map[string]int{}
	if s.next != nil {
		s.set["chair"] = s.next.prop("chair") + 1
	}
}

func onceInAnother() {
	s := &stage{next: &stage{}}
	_ = s.prop("chair")
}

// S. The Unlock is deferred, so a panic does not pass it by.
type judge struct {
	mu sync.Mutex
	n  int
}

func (j *judge) hear(f func()) {
	defer func() { _ = recover() }()
	j.mu.Lock()
	defer j.mu.Unlock()
	f()
	j.n++
}

func unlockIsDeferred() {
	j := &judge{}
	j.hear(func() { panic("no") })
	j.hear(func() {})
}
