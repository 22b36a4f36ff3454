// Package lent holds faults with locks that others have, too.
package lent

import (
	"errors"
	"os"
	"sync"
	"time"
)

// The locks here are those of receivers and of the package: others have them,
// too, but who takes one gives it back.

// A. A return in the middle keeps the lock.
type till struct {
	mu    sync.Mutex
	coins map[string]int
	open  bool
}

var errShut = errors.New("shut")

func (t *till) returnsLocked(name string) error {
	t.mu.Lock()
	if t.coins == nil {
		return errShut // want `returns with t.mu locked: the next Lock waits for ever \(lockwait\)`
	}
	t.coins[name]++
	t.mu.Unlock()
	return nil
}

// B. An error does.
func (t *till) failsLocked(name string) ([]byte, error) {
	t.mu.Lock()
	t.open = true
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err // want `\(lockwait\)`
	}
	t.open = false
	t.mu.Unlock()
	return text, nil
}

// D. A switch has a case without Unlock.
func (t *till) forgetsACase(kind int) {
	t.mu.Lock()
	switch kind {
	case 0:
		t.coins = map[string]int{}
	case 1:
		return // want `\(lockwait\)`
	default:
		t.open = false
	}
	t.mu.Unlock()
}

// E. A package's lock.
var (
	namesMu sync.RWMutex
	names   = map[string]string{}
)

func looksUp(name string) string {
	namesMu.RLock()
	long, ok := names[name]
	if !ok {
		return name // want `returns with namesMu read-locked: the next Lock waits for ever \(lockwait\)`
	}
	namesMu.RUnlock()
	return long
}

// F. A lock that comes by way of an embedded struct.
type shelf struct{ till }

func (s *shelf) stores(name string) bool {
	s.mu.Lock()
	if s.open {
		s.coins[name] = 1
		s.mu.Unlock()
		return true
	}
	return false // want `\(lockwait\)`
}

// G. Locked twice: by a method that the holder of the lock calls.
type gate struct {
	mu   sync.Mutex
	seen int
}

func (g *gate) count() int {
	g.mu.Lock() // want `g.mu is held already: this Lock waits for ever \(lockwait\)`
	defer g.mu.Unlock()
	return g.seen
}

func (g *gate) pass() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen++
	return g.count()
}

// H. Two calls down, and only when something fails.
type sheet struct {
	mu    sync.RWMutex
	lines []string
}

func (s *sheet) save(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		s.drop()
		return err
	}
	return nil
}

func (s *sheet) drop() { s.reset() }

func (s *sheet) reset() {
	s.mu.Lock() // want `\(lockwait\)`
	s.lines = nil
	s.mu.Unlock()
}

// I. Read under the writer's lock.
func (s *sheet) first() string {
	s.mu.RLock() // want `\(lockwait\)`
	defer s.mu.RUnlock()
	if len(s.lines) == 0 {
		return ""
	}
	return s.lines[0]
}

func (s *sheet) push(line string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
	return s.first()
}

// J. One waits, under the lock, for a goroutine of one's own that needs it.
func (s *sheet) fillsInParallel(lines []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var wg sync.WaitGroup
	for _, line := range lines {
		wg.Go(func() {
			s.mu.Lock()
			s.lines = append(s.lines, line)
			s.mu.Unlock()
		})
	}
	wg.Wait() // want `\(lockwait\)`
}

// K. A break without Unlock.
type gossip struct {
	mu     sync.Mutex
	closed bool
}

func (g *gossip) talk() {
	for {
		g.mu.Lock() // want `g.mu is still locked when talk ends: the next Lock waits for ever \(lockwait\)`
		if g.closed {
			break
		}
		g.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
}

func (g *gossip) hush() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
}

func talksToTheClosed() {
	g := &gossip{closed: true}
	g.talk()
	g.hush()
}

// L. A reader that returns early keeps the writer out.
type club struct {
	mu   sync.RWMutex
	open bool
}

func (c *club) enter() error {
	c.mu.RLock()
	if !c.open {
		return errShut // want `\(lockwait\)`
	}
	c.mu.RUnlock()
	return nil
}

func (c *club) shut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = false
}

func entersTheShut() error {
	c := &club{}
	over := make(chan error)
	go func() { over <- c.enter() }()
	err := <-over
	c.shut()
	return err
}

// M. A return without Unlock, and the next one waits.
type attic struct {
	mu  sync.Mutex
	old int
}

func (a *attic) tidy() error {
	a.mu.Lock()
	if a.old == 0 {
		return nil // want `\(lockwait\)`
	}
	a.old = 0
	a.mu.Unlock()
	return errors.New("was dusty")
}

func tidiesTwice() {
	a := &attic{}
	_ = a.tidy()
	_ = a.tidy()
}

// N. A goroutine's body, and a function that is handed on.
func (t *till) countsInAGoroutine(name string) {
	go func() {
		t.mu.Lock()
		if t.coins == nil {
			return // want `\(lockwait\)`
		}
		t.coins[name]++
		t.mu.Unlock()
	}()
}

func (t *till) countsLater(later func(func(string))) {
	later(func(name string) {
		t.mu.Lock() // want `t.mu is still locked when func literal ends: the next Lock waits for ever \(lockwait\)`
		if name != "" {
			t.coins[name]++
			t.mu.Unlock()
		}
	})
}

// O. A timer's function returns without Unlock.
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
		if c.keep {
			return // want `\(lockwait\)`
		}
		delete(c.m, key)
		c.mu.Unlock()
	})
	return over
}

func (c *cache) get(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[key]
}

func expiresTheKept() int {
	c := &cache{keep: true}
	over := c.expire("a")
	time.Sleep(10 * time.Millisecond)
	<-over
	return c.get("a")
}

// The reader gives its lock back when it is closed. Who writes does not.
type atlas struct {
	mu   sync.RWMutex
	path string
}

type page struct{ of *atlas }

func (a *atlas) open() *page {
	a.mu.RLock()
	return &page{a}
}

func (p *page) close() { p.of.mu.RUnlock() }

func (a *atlas) rename(to string) error {
	a.mu.Lock()
	if a.path != to {
		if err := os.Rename(a.path, to); err != nil {
			return err // want `returns with a.mu locked: the next Lock waits for ever`
		}
	}
	a.path = to
	a.mu.Unlock()
	return nil
}

// It reads first, and gives that back; what it keeps is what it takes then.
type phonebook struct {
	mu      sync.RWMutex
	numbers map[string]int
}

func (p *phonebook) dial(name string, ask func() (int, error)) (int, error) {
	p.mu.RLock()
	n, ok := p.numbers[name]
	p.mu.RUnlock()
	if ok {
		return n, nil
	}
	p.mu.Lock()
	n, err := ask()
	if err != nil {
		return 0, err // want `returns with p.mu locked: the next Lock waits for ever`
	}
	p.numbers[name] = n
	p.mu.Unlock()
	return n, nil
}
