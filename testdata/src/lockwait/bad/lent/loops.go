package lent

// P. A turn of a loop goes on with it.
func (t *till) goesOnLocked(names []string) int {
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
