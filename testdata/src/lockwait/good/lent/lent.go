// Package lent holds what is right with locks that others have, too.
package lent

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// Locks of receivers, of parameters and of the package.

type till struct {
	mu    sync.Mutex
	coins map[string]int
	open  bool
	next  *till
	left  *till
}

var errShut = errors.New("shut")

// A. Given back on every way.
func (t *till) givesBackOnEveryWay(name string) error {
	t.mu.Lock()
	if t.coins == nil {
		t.mu.Unlock()
		return errShut
	}
	t.coins[name]++
	t.mu.Unlock()
	return nil
}

// B. Kept for the caller, as the name says; another function gives it back.
func (t *till) locksIfOpen() bool {
	t.mu.Lock()
	if !t.open {
		t.mu.Unlock()
		return false
	}
	return true
}

func (t *till) unlocks() { t.mu.Unlock() }

// C. A flag remembers who has it.
type desk struct {
	mu    sync.Mutex
	count int
}

func (d *desk) remembersWhetherLocked(alone bool) int {
	locked := false
	if !alone {
		d.mu.Lock()
		locked = true
	}
	d.count++
	n := d.count
	if locked {
		d.mu.Unlock()
	}
	return n
}

// D. The same question, asked twice.
func (d *desk) asksTwice(alone bool) int {
	if !alone {
		d.mu.Lock()
	}
	d.count++
	n := d.count
	if !alone {
		d.mu.Unlock()
	}
	return n
}

// E. Handed to a goroutine, which gives it back.
type porch struct {
	mu   sync.Mutex
	lamp bool
}

func (p *porch) handsItToAGoroutine(later func()) error {
	p.mu.Lock()
	handed := false
	defer func() {
		if !handed {
			p.mu.Unlock()
		}
	}()
	if p.lamp {
		return errShut
	}
	handed = true
	go func() {
		defer p.mu.Unlock()
		later()
	}()
	return nil
}

type hall struct {
	mu   sync.Mutex
	lamp bool
}

func (h *hall) handsItToAMethod() {
	h.mu.Lock()
	if h.lamp {
		h.mu.Unlock()
		return
	}
	go h.dimsAndUnlocks()
}

func (h *hall) dimsAndUnlocks() {
	if h.lamp {
		h.mu.Unlock()
		return
	}
	h.mu.Unlock()
	h.mu.Lock()
	h.lamp = true
	h.mu.Unlock()
}

// F. Hand over hand down a list: the variable's name moves on.
type link struct {
	mu   sync.Mutex
	next *link
	n    int
}

func (l *link) sumsHandOverHand() (sum int) {
	at := l
	for at.next != nil {
		next := at.next
		next.mu.Lock()
		sum += next.n
		if at != l {
			at.mu.Unlock()
		}
		at = next
	}
	if at != l {
		at.mu.Unlock()
	}
	return sum
}

// G. The unlock is returned, or kept, as a function.
type well struct {
	mu sync.RWMutex
	n  int
}

func (w *well) returnsTheUnlock() (func(), error) {
	w.mu.RLock()
	if w.n == 0 {
		w.mu.RUnlock()
		return nil, errShut
	}
	return w.mu.RUnlock, nil
}

// H. Given back around what another locks, and taken again.
type mill struct {
	mu sync.Mutex
	n  int
}

func (m *mill) turns() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n++
	m.mu.Unlock()
	m.rests()
	m.mu.Lock()
}

func (m *mill) rests() {
	m.mu.Lock()
	m.n--
	m.mu.Unlock()
}

// I. The lock of another one of the same type.
func (t *till) locksTheNext() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.next != nil {
		t.next.shuts()
	}
}

func (t *till) shuts() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open = false
}

// J. A panic with the lock: whether anybody recovers it, and locks, is another
// matter.
type kiln struct {
	mu sync.Mutex
	n  int
}

func (k *kiln) burns() {
	defer k.cools()
	k.mu.Lock()
	if k.n < 0 {
		panic("cold")
	}
	k.n++
	k.mu.Unlock()
}

func (k *kiln) cools() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.n--
}

// K. A condition gives the lock back while one waits.
type dock struct {
	mu   sync.Mutex
	free *sync.Cond
	n    int
}

func newDock() *dock {
	d := &dock{}
	d.free = sync.NewCond(&d.mu)
	return d
}

func (d *dock) waitsForAPlace() {
	d.mu.Lock()
	for d.n == 0 {
		d.free.Wait()
	}
	d.n--
	d.mu.Unlock()
}

func (d *dock) leaves() {
	d.mu.Lock()
	d.n++
	d.mu.Unlock()
	d.free.Signal()
}

// L. All of a list are locked, then all are unlocked.
func locksAll(tills []*till) (sum int) {
	for _, t := range tills {
		t.mu.Lock()
	}
	for _, t := range tills {
		sum += len(t.coins)
	}
	for _, t := range tills {
		t.mu.Unlock()
	}
	return sum
}

// M. One has it already, and says so.
func (m *mill) grinds(locked bool) {
	if !locked {
		m.mu.Lock()
		defer m.mu.Unlock()
	}
	m.n++
}

func (m *mill) grindsTwice() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.grinds(true)
	m.grinds(true)
}

// N. A tree, from the root to the leaves.
func (t *till) locksDownwards() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.left == nil {
		return len(t.coins)
	}
	return t.left.locksDownwards() + len(t.coins)
}

// O. Handed on as an argument.
type yard struct {
	mu    sync.Mutex
	gates map[string]*sync.Mutex
	n     int
}

func (y *yard) gate(name string) *sync.Mutex {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.gates[name] == nil {
		y.gates[name] = &sync.Mutex{}
	}
	return y.gates[name]
}

func (y *yard) handsTheGateOn(name string) error {
	gate := y.gate(name)
	gate.Lock()
	passed := false
	defer func() {
		if !passed {
			gate.Unlock()
		}
	}()
	y.n++
	if y.n > 3 {
		return errShut
	}
	passed = true
	go y.closes(gate)
	return nil
}

func (y *yard) closes(gate *sync.Mutex) {
	defer gate.Unlock()
	y.n--
}

// P. Two methods, one order, also through a third.
type bank struct {
	tills, vault sync.Mutex
	n, m         int
}

func (b *bank) deposits(n int) {
	b.tills.Lock()
	defer b.tills.Unlock()
	b.n -= n
	b.fills(n)
}

func (b *bank) fills(n int) {
	b.vault.Lock()
	b.m += n
	b.vault.Unlock()
}

func (b *bank) audits() int {
	b.tills.Lock()
	defer b.tills.Unlock()
	b.vault.Lock()
	defer b.vault.Unlock()
	return b.n + b.m
}

// Q. Two orders, but never both at a time: the first is back before.
func (b *bank) moves() int {
	b.vault.Lock()
	m := b.m
	b.vault.Unlock()
	b.tills.Lock()
	defer b.tills.Unlock()
	return b.n + m
}

// R. Two orders under a third lock.
type safe struct {
	door, left, right sync.Mutex
	n                 int
}

func (s *safe) opensLeft() {
	s.door.Lock()
	defer s.door.Unlock()
	s.left.Lock()
	defer s.left.Unlock()
	s.right.Lock()
	s.n++
	s.right.Unlock()
}

func (s *safe) opensRight() {
	s.door.Lock()
	defer s.door.Unlock()
	s.right.Lock()
	defer s.right.Unlock()
	s.left.Lock()
	s.n++
	s.left.Unlock()
}

// S. One reads, and what it calls has read already.
type atlas struct {
	mu    sync.RWMutex
	pages map[string]int
}

func (a *atlas) pageLocked(name string) int { return a.pages[name] }

func (a *atlas) span(from, to string) int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.pageLocked(to) - a.pageLocked(from)
}

func (a *atlas) adds(name string, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pages[name] = n
}

// T. The reader gives its lock back when it is closed; he who writes first goes on
// as a reader, too.
type folio struct {
	mu   sync.RWMutex
	name string
}

type leaf struct{ of *folio }

func (f *folio) open() *leaf {
	f.mu.RLock()
	return &leaf{f}
}

func (f *folio) openAs(name string) *leaf {
	f.mu.Lock()
	f.name = name
	f.mu.Unlock()
	f.mu.RLock()
	return &leaf{f}
}

func (l *leaf) close() { l.of.mu.RUnlock() }

func (f *folio) rename(to string) bool {
	f.mu.Lock()
	if f.name == to {
		f.mu.Unlock()
		return false
	}
	f.name = to
	f.mu.Unlock()
	return true
}

func opensAndRenames() {
	f := &folio{}
	l := f.openAs("a")
	defer f.rename("b")
	defer l.close()
	f.open().close()
}

// U. It is the other who still reads when one returns.
type forum struct {
	mu    sync.RWMutex
	open  bool
	heard chan string
}

func (f *forum) tell(s string, told chan<- bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	f.heard <- s
	told <- true
}

func (f *forum) join(ctx context.Context, s string) bool {
	f.mu.RLock()
	if f.open {
		f.mu.RUnlock()
		return true
	}
	f.mu.RUnlock()
	told := make(chan bool, 1)
	go f.tell(s, told)
	select {
	case <-told:
		return true
	case <-ctx.Done():
		return false
	}
}

// V. What nobody else changes is what it was when the lock is taken again.
type quay struct {
	mu     sync.Mutex
	closed bool // as it was made
	turn   int  // only moor changes it
	ships  []string
}

func newQuay(closed bool) *quay {
	q := &quay{}
	q.closed = closed
	return q
}

func (q *quay) add(s string) {
	q.mu.Lock()
	q.ships = append(q.ships, s)
	q.mu.Unlock()
}

func (q *quay) tow(tow func()) bool {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return false
	}
	q.mu.Unlock()
	tow()
	q.mu.Lock()
	if q.closed {
		return false // never
	}
	q.mu.Unlock()
	return true
}

func (q *quay) moor(tow func()) bool {
	q.mu.Lock()
	q.turn++
	if q.turn > 3 {
		q.mu.Unlock()
		return false
	}
	q.mu.Unlock()
	tow()
	q.mu.Lock()
	if q.turn > 3 {
		return false // never
	}
	q.mu.Unlock()
	return true
}

// W. What was kept of it stays what it was, and what was asked without the lock.
func (q *quay) tell(tow func()) {
	q.mu.Lock()
	none := len(q.ships) == 0
	q.mu.Unlock()
	if !none {
		q.mu.Lock()
	}
	tow()
	if !none {
		q.mu.Unlock()
	}
}

// X. A list that is not empty has a first element.
type playlist struct {
	mu    sync.RWMutex
	songs *list.List
}

func (p *playlist) add(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.songs.PushBack(s)
}

func (p *playlist) first(play func(string)) {
	p.mu.RLock()
	if p.songs.Len() == 0 {
		p.mu.RUnlock()
		return
	}
	for e := p.songs.Front(); e != nil; e = e.Next() {
		s, _ := e.Value.(string)
		p.mu.RUnlock()
		play(s)
		return
	}
}
