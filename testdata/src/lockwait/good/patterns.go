package good

import (
	"cmp"
	"log"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// What holds a lock and waits, or takes two, and is fine.

// A send under a lock into a channel that has the slots.
type ring struct {
	mu    sync.Mutex
	slots chan int
}

func (r *ring) fill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range 3 {
		r.slots <- i
	}
}

func (r *ring) drain() {
	for range 3 {
		n := <-r.slots
		r.mu.Lock()
		_ = n
		r.mu.Unlock()
	}
}

func sendsIntoSlots() {
	r := &ring{slots: make(chan int, 3)}
	go r.drain()
	r.fill()
}

// A send under a lock with a default.
func (r *ring) offer(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case r.slots <- n:
		return true
	default:
		return false
	}
}

func offers() {
	r := &ring{slots: make(chan int)}
	over := make(chan bool)
	go func() {
		defer close(over)
		for n := range r.slots {
			r.mu.Lock()
			_ = n
			r.mu.Unlock()
		}
	}()
	r.offer(1)
	r.offer(2)
	close(r.slots)
	<-over
}

// A send under a lock whose receiver needs no lock: so writes keep their order.
type printer struct {
	mu    sync.Mutex
	lines chan string
}

func (p *printer) print(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines <- line
	p.lines <- "\n"
}

func printsInOrder() {
	p := &printer{lines: make(chan string)}
	over := make(chan bool)
	go func() {
		defer close(over)
		for l := range p.lines {
			_ = l
		}
	}()
	var wg sync.WaitGroup
	for _, line := range []string{"a", "b"} {
		wg.Go(func() { p.print(line) })
	}
	wg.Wait()
	close(p.lines)
	<-over
}

// The channel is a lock of its own, and always the inner one.
type safe struct {
	mu  sync.Mutex
	key chan struct{}
	n   int
}

func (s *safe) open() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key <- struct{}{}
	s.n++
	<-s.key
}

func (s *safe) peek() {
	s.key <- struct{}{}
	work()
	<-s.key
}

func channelAsInnerLock() {
	s := &safe{key: make(chan struct{}, 1)}
	go s.open()
	go s.open()
	go s.peek()
}

// A join under a lock of those who take another.
type yard struct {
	mu   sync.Mutex
	data sync.Mutex
	n    int
}

func (y *yard) sweep() {
	y.mu.Lock() // one sweep at a time
	defer y.mu.Unlock()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			y.data.Lock()
			defer y.data.Unlock()
			y.n++
		})
	}
	wg.Wait()
}

func oneSweepAtATime() {
	y := &yard{}
	go y.sweep()
	go y.sweep()
}

// A lock is handed over: the goroutine that is started gives it back.
func lockHandedOver() {
	var mu sync.Mutex
	n := 0
	for range 3 {
		mu.Lock()
		go func() {
			defer mu.Unlock()
			work()
			n++
		}()
	}
	mu.Lock()
	defer mu.Unlock()
	_ = n
}

// Lock as a signal: locked at the start, unlocked by the one who is ready.
func lockAsASignal() {
	var ready sync.Mutex
	ready.Lock()
	go func() {
		work()
		ready.Unlock()
	}()
	ready.Lock()
	ready.Unlock()
}

// A method returns its unlock.
type vault struct {
	mu sync.Mutex
	n  int
}

func (v *vault) lock() (unlock func()) {
	v.mu.Lock()
	return v.mu.Unlock
}

func (v *vault) add() {
	defer v.lock()()
	v.n++
}

func deferredUnlockFunction() {
	v := &vault{}
	v.add()
	v.add()
}

// A lock on one branch, and its unlock on the same.
type table struct {
	mu     sync.Mutex
	shared bool
	n      int
}

func (t *table) set(n int) {
	if t.shared {
		t.mu.Lock()
	}
	t.n = n
	if t.shared {
		t.mu.Unlock()
	}
}

func locksWhenShared() {
	t := &table{shared: true}
	t.set(1)
	t.set(2)
	(&table{}).set(3)
}

// Locked by the caller or here: a parameter says which.
func (t *table) get(locked bool) int {
	if !locked {
		t.mu.Lock()
		defer t.mu.Unlock()
	}
	return t.n
}

func (t *table) double() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return 2 * t.get(true)
}

func lockedByTheCaller() {
	t := &table{}
	_ = t.get(false)
	_ = t.double()
}

// A try takes no risk.
func (t *table) try(other *table) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !other.mu.TryLock() {
		return false
	}
	defer other.mu.Unlock()
	t.n, other.n = other.n, t.n
	return true
}

func triesBothWays() {
	a, b := &table{}, &table{}
	go a.try(b)
	go b.try(a)
}

// All of a kind, in the order of a sorted slice.
func lockAll(all []*purse) (unlock func()) {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b *purse) int { return cmp.Compare(a.id, b.id) })
	for _, p := range sorted {
		p.mu.Lock()
	}
	return func() {
		for _, p := range slices.Backward(sorted) {
			p.mu.Unlock()
		}
	}
}

func locksSorted() {
	a, b := &purse{id: 1}, &purse{id: 2}
	for _, order := range [][]*purse{{a, b}, {b, a}} {
		go func() {
			unlock := lockAll(order)
			defer unlock()
			work()
		}()
	}
}

// One type, one inside the other: down the tree, never up.
type branch struct {
	mu   sync.Mutex
	kids []*branch
	n    int
}

func (b *branch) sum() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.n
	for _, k := range b.kids {
		n += k.sum()
	}
	return n
}

func locksDownTheTree() {
	b := &branch{kids: []*branch{{}, {kids: []*branch{{}}}}}
	go b.sum()
	_ = b.sum()
}

// Shards: each has its lock, and one at a time is held.
type shards [4]struct {
	mu sync.RWMutex
	m  map[string]int
}

func (s *shards) len() (n int) {
	for i := range s {
		s[i].mu.RLock()
		n += len(s[i].m)
		s[i].mu.RUnlock()
	}
	return n
}

func (s *shards) clear() {
	for i := range s {
		s[i].mu.Lock()
		s[i].m = nil
		s[i].mu.Unlock()
	}
}

func oneShardAtATime() {
	s := &shards{}
	go s.clear()
	_ = s.len()
}

// Hand over hand through a list.
type node struct {
	mu   sync.Mutex
	next *node
	n    int
}

func (n *node) last() int {
	n.mu.Lock()
	for n.next != nil {
		next := n.next
		next.mu.Lock()
		n.mu.Unlock()
		n = next
	}
	defer n.mu.Unlock()
	return n.n
}

func handOverHand() {
	list := &node{next: &node{next: &node{}}}
	go list.last()
	_ = list.last()
}

// Given back around what is slow, inside a deferred unlock.
type batch struct {
	mu    sync.Mutex
	items []int
	out   chan int
}

func (b *batch) flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.items) > 0 {
		n := b.items[0]
		b.items = b.items[1:]
		b.mu.Unlock()
		b.out <- n
		b.mu.Lock()
	}
}

func (b *batch) read(n int) {
	for range n {
		<-b.out
		b.mu.Lock()
		work()
		b.mu.Unlock()
	}
}

func unlocksAroundTheSend() {
	b := &batch{items: []int{1, 2}, out: make(chan int)}
	go b.read(2)
	b.flush()
}

// The branch that keeps the lock ends the process.
func (b *batch) must() int {
	b.mu.Lock()
	if len(b.items) == 0 {
		log.Fatal("nothing there")
	}
	n := b.items[0]
	b.mu.Unlock()
	return n
}

func fatalWithoutUnlock() {
	b := &batch{items: []int{1}}
	_ = b.must()
	_ = b.must()
}

// Looked at, locked, looked at again.
type lazy struct {
	mu sync.Mutex
	p  atomic.Pointer[int]
}

func (l *lazy) get() int {
	if p := l.p.Load(); p != nil {
		return *p
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.p.Load(); p != nil {
		return *p
	}
	n := 1
	l.p.Store(&n)
	return n
}

func doubleChecked() {
	l := &lazy{}
	go l.get()
	_ = l.get()
}

// Two orders, but never at the same time: the first has ended.
func ordersOneAfterTheOther() {
	var a, b sync.Mutex
	over := make(chan struct{})
	go func() {
		defer close(over)
		a.Lock()
		defer a.Unlock()
		b.Lock()
		defer b.Unlock()
	}()
	<-over
	b.Lock()
	defer b.Unlock()
	a.Lock()
	defer a.Unlock()
}

// Two orders under one lock that both take first.
type gatehouse struct{ gate, left, right sync.Mutex }

func (g *gatehouse) in() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.left.Lock()
	defer g.left.Unlock()
	g.right.Lock()
	defer g.right.Unlock()
}

func (g *gatehouse) out() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.right.Lock()
	defer g.right.Unlock()
	g.left.Lock()
	defer g.left.Unlock()
}

func ordersUnderAGate() {
	g := &gatehouse{}
	go g.in()
	go g.out()
}

// A loop's lock is that of its turn: deferred in a literal.
func defersInALiteral(names []string) {
	var mu sync.Mutex
	seen := map[string]bool{}
	for _, name := range names {
		func() {
			mu.Lock()
			defer mu.Unlock()
			seen[name] = true
		}()
	}
}

// Read locks do not exclude each other: a reader may wait for a reader.
type gallery struct {
	mu    sync.RWMutex
	asked chan int
}

func readerWaitsForAReader() {
	g := &gallery{asked: make(chan int)}
	go func() {
		g.mu.RLock()
		defer g.mu.RUnlock()
		g.asked <- 1
	}()
	g.mu.RLock()
	defer g.mu.RUnlock()
	<-g.asked
}

// Waits under a lock for time only.
func (g *gallery) rest() {
	g.mu.Lock()
	defer g.mu.Unlock()
	time.Sleep(time.Millisecond)
}

func restsUnderLock() {
	g := &gallery{}
	go g.rest()
	g.rest()
}

// Signalled under the lock: Wait gives it back, and takes it again later.
type pot struct {
	mu   sync.Mutex
	cond sync.Cond
	full bool
}

func signalsUnderLock() {
	p := &pot{}
	p.cond.L = &p.mu
	go func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.full = true
		p.cond.Broadcast()
	}()
	p.mu.Lock()
	for !p.full {
		p.cond.Wait()
	}
	p.mu.Unlock()
}

// Who panics with the lock does not get it for what he has deferred: the panic is
// what is wrong, and not told.
func tornUnderLock(n int) {
	p := &pot{}
	go func() {
		defer func() {
			p.mu.Lock()
			p.full = true
			p.mu.Unlock()
		}()
		p.mu.Lock()
		if n == 0 {
			panic("torn")
		}
		p.mu.Unlock()
	}()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.full = false
}
