// Package lent holds what supposes more of data than that one condition holds.
package lent

import (
	"sync"
	"time"
)

type till struct {
	mu    sync.Mutex
	coins map[string]int
}

// A. A turn of a loop goes on with it, if there are coins, and many.
func (t *till) goesOnWithMany(names []string) {
	for _, name := range names {
		t.mu.Lock() // want `t.mu is held already: this Lock waits for ever \(lockwait\)`
		n, ok := t.coins[name]
		if !ok {
			t.mu.Unlock()
			continue
		}
		if n > 3 {
			continue
		}
		t.coins[name] = n + 1
		t.mu.Unlock()
	}
}

// B. Two methods, two orders.
type bank struct {
	tills, vault sync.Mutex
	n, m         int
}

func (b *bank) deposits(n int) {
	b.tills.Lock()
	defer b.tills.Unlock()
	b.n -= n
	time.Sleep(time.Millisecond)
	b.fills(n)
}

func (b *bank) fills(n int) {
	b.vault.Lock() // want `\(lockwait\)`
	b.m += n
	b.vault.Unlock()
}

func (b *bank) audits() int {
	b.vault.Lock()
	defer b.vault.Unlock()
	time.Sleep(time.Millisecond)
	b.tills.Lock()
	defer b.tills.Unlock()
	return b.n + b.m
}

// C. A method that reads calls one that reads: a writer in between stops both.
type atlas struct {
	mu    sync.RWMutex
	pages map[string]int
}

func (a *atlas) page(name string) int {
	a.mu.RLock() // want `\(lockwait\)`
	defer a.mu.RUnlock()
	return a.pages[name]
}

func (a *atlas) span(from, to string) int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	time.Sleep(time.Millisecond)
	return a.page(to) - a.page(from)
}

func (a *atlas) adds(name string, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pages[name] = n
}
