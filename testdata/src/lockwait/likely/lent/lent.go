// Package lent holds what supposes more of data than that one condition holds.
package lent

import "sync"

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
