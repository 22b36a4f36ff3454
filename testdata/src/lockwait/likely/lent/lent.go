// Package lent holds what supposes something of data.
package lent

import "sync"

type till struct {
	mu    sync.Mutex
	coins map[string]int
}

// A. A loop is left with it.
func (t *till) leavesALoopLocked(names []string) int {
	for _, name := range names {
		t.mu.Lock() // want `t.mu is held already: this Lock waits for ever \(lockwait\)`
		n, ok := t.coins[name]
		if !ok {
			continue
		}
		if n > 3 {
			t.mu.Unlock()
			return n
		}
		t.mu.Unlock()
	}
	return 0
}
