// Package likely holds what lockwait finds at the level likely: locks alone. It
// tells at the Lock that waits for ever; where two wait for each other, at the
// first in the source. The twins in good have the same letters.
package likely

import (
	"sync"
	"time"
)

// work is what one does meanwhile.
func work() { time.Sleep(time.Millisecond) }

// J. Two orders, in two goroutines.
type bank struct {
	book  sync.Mutex
	vault sync.Mutex
	sum   int
}

func (b *bank) pay() {
	b.book.Lock()
	defer b.book.Unlock()
	work()
	b.vault.Lock() // want `\(lockwait\)`
	b.sum--
	b.vault.Unlock()
}

func (b *bank) audit() {
	b.vault.Lock()
	defer b.vault.Unlock()
	work()
	b.book.Lock()
	b.sum = 0
	b.book.Unlock()
}

func paysAndAudits() {
	b := &bank{}
	go b.pay()
	go b.audit()
}

// K. Two orders between two types that know each other.
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
	b.mu.Lock() // want `\(lockwait\)`
	defer b.mu.Unlock()
	b.at++
}

func (b *boat) sink() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.report()
}

func (b *boat) report() {
	work()
	b.fleet.mu.Lock()
	defer b.fleet.mu.Unlock()
	b.fleet.boats = nil
}

func callsTheSinking() {
	f := &fleet{}
	b := &boat{fleet: f}
	f.boats = []*boat{b}
	go f.call()
	go b.sink()
}

// L. One type, two of it, both ways.
type purse struct {
	mu    sync.Mutex
	coins int
}

func move(from, to *purse, n int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	work()
	to.mu.Lock() // want `blocks for ever.*\(lockwait\)`
	defer to.mu.Unlock()
	from.coins -= n
	to.coins += n
}

func movesBothWays() {
	a, b := &purse{}, &purse{}
	go move(a, b, 1)
	go move(b, a, 2)
}

// M. Read twice, and a writer comes in between.
type chart struct {
	mu sync.RWMutex
	at map[string]int
}

func (m *chart) find(name string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	work()
	return m.exact(name)
}

func (m *chart) exact(name string) int {
	m.mu.RLock() // want `\(lockwait\)`
	defer m.mu.RUnlock()
	return m.at[name]
}

func (m *chart) set(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = map[string]int{name: 1}
}

func readsTwice() {
	m := &chart{}
	go m.find("a")
	work()
	go m.set("a")
}

// N. The same, where the first lock is that of a condition.
type press struct {
	mu    sync.RWMutex
	ready *sync.Cond
	n     int
}

func (p *press) print() {
	p.ready.L.Lock()
	defer p.ready.L.Unlock()
	work()
	_ = p.pages()
}

func (p *press) pages() int {
	p.mu.RLock() // want `\(lockwait\)`
	defer p.mu.RUnlock()
	return p.n
}

func (p *press) load() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
}

func readsUnderTheCondition() {
	p := &press{}
	p.ready = sync.NewCond(p.mu.RLocker())
	go p.print()
	work()
	go p.load()
}

// O. A reader that wants to write keeps its read lock.
type menu struct {
	mu     sync.RWMutex
	dishes map[string]int
}

func (m *menu) dish(name string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if n, ok := m.dishes[name]; ok {
		return n
	}
	m.mu.Lock() // want `\(lockwait\)`
	defer m.mu.Unlock()
	m.dishes[name] = 1
	return 1
}

func upgrades() {
	m := &menu{dishes: map[string]int{}}
	_ = m.dish("soup")
}

// P. The outer lock is given back and taken again, under the inner one.
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
	one := d.in[name]
	one.mu.Lock() // not found yet
	defer one.mu.Unlock()
	d.settle()
	one.n++
}

func (d *drawers) settle() {
	d.mu.Unlock()
	work()
	d.mu.Lock() // want `\(lockwait\)`
}

func dropsTwice() {
	d := &drawers{in: map[string]*drawer{"a": {}}}
	go d.drop("a")
	go d.drop("a")
}

// Q. The map's lock is held while one waits for an entry's, and giving an
// entry's back needs the map's.
type doors struct {
	mu sync.Mutex
	m  map[string]*sync.Mutex
}

func (d *doors) lock(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.m[name] == nil {
		d.m[name] = &sync.Mutex{}
	}
	d.m[name].Lock() // not found yet
}

func (d *doors) unlock(name string) {
	d.mu.Lock() // want `\(lockwait\)`
	defer d.mu.Unlock()
	d.m[name].Unlock()
}

func oneDoorForTwo() {
	d := &doors{m: map[string]*sync.Mutex{}}
	for range 2 {
		go func() {
			d.lock("a")
			work()
			d.unlock("a")
		}()
	}
}

// R. A sync.Once whose function comes to it again.
type stage struct {
	once sync.Once
	set  map[string]int
}

func (s *stage) prop(name string) int {
	s.once.Do(s.build) // not found yet
	return s.set[name]
}

func (s *stage) build() {
	s.set = map[string]int{}
	s.set["chair"] = s.prop("table") + 1
}

func onceInItself() {
	s := &stage{}
	_ = s.prop("chair")
}
