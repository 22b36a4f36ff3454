package lent

import "sync"

// What was learnt under a lock may have changed before it is taken again.

// A. Asked again, the other answer keeps the lock.
type inbox struct {
	mu      sync.Mutex
	arrived *sync.Cond
	letters []string
	byName  map[string]string
	paused  int
}

func newInbox() *inbox {
	b := &inbox{byName: map[string]string{}}
	b.arrived = sync.NewCond(&b.mu)
	return b
}

func (b *inbox) put(s string) {
	b.mu.Lock()
	b.letters = append(b.letters, s)
	b.byName[s] = s
	b.mu.Unlock()
	b.arrived.Signal()
}

func (b *inbox) empty() {
	b.mu.Lock()
	b.letters = nil
	b.paused++
	b.mu.Unlock()
}

func (b *inbox) readsAgain(read func()) bool {
	b.mu.Lock()
	for len(b.letters) == 0 {
		b.arrived.Wait()
	}
	b.mu.Unlock()
	read()
	b.mu.Lock()
	if len(b.letters) == 0 {
		return false // want `returns with b.mu locked: the next Lock waits for ever \(lockwait\)`
	}
	b.mu.Unlock()
	return true
}

// B. A count.
func (b *inbox) countsAgain(read func()) bool {
	b.mu.Lock()
	if b.paused > 0 {
		b.mu.Unlock()
		return false
	}
	b.mu.Unlock()
	read()
	b.mu.Lock()
	if b.paused > 0 {
		return false // want `returns with b.mu locked: the next Lock waits for ever \(lockwait\)`
	}
	b.mu.Unlock()
	return true
}

// C. An entry that somebody else has made meanwhile.
func (b *inbox) makesOnce(name string, text func() string) string {
	b.mu.Lock()
	if old, ok := b.byName[name]; ok {
		b.mu.Unlock()
		return old
	}
	b.mu.Unlock()
	s := text()
	b.mu.Lock()
	if old, ok := b.byName[name]; ok {
		return old // want `returns with b.mu locked: the next Lock waits for ever \(lockwait\)`
	}
	b.byName[name] = s
	b.mu.Unlock()
	return s
}
