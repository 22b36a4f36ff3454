package bad

import (
	"sync"
)

// B. A callback that comes back, and a literal that unlocks.
type rent struct {
	mu      sync.RWMutex
	expired func(*rent)
	n       int
}

func (r *rent) note() {
	r.mu.Lock() // want `\(lockwait\)`
	defer r.mu.Unlock()
	r.n++
}

func (r *rent) renew() {
	r.mu.Lock()
	unlock := func() { r.mu.Unlock() }
	defer func() { unlock() }()
	if r.expired != nil {
		r.expired(r)
	}
}

func callbackComesBack() {
	r := &rent{expired: func(r *rent) { r.note() }}
	r.renew()
}

// C. Over an interface, and under a write lock one reads.
type asker interface{ ask() int }

type hall struct {
	sync.RWMutex
	seats int
}

func (h *hall) ask() int {
	h.RLock() // want `\(lockwait\)`
	defer h.RUnlock()
	return h.seats
}

func count(a asker) int { return a.ask() }

func (h *hall) refresh() {
	h.Lock()
	defer h.Unlock()
	h.seats = count(h) + 1
}

func readsUnderItsWriteLock() {
	h := &hall{}
	h.refresh()
}

// G. A continue without Unlock, and the loop comes round.
type relay struct {
	mu sync.Mutex
	n  int
}

func (r *relay) run(words []string) {
	for _, w := range words {
		r.mu.Lock() // want `\(lockwait\)`
		if w == "" {
			continue
		}
		r.n++
		r.mu.Unlock()
	}
}

func skipsAnEmptyWord() { (&relay{}).run([]string{"", "a"}) }

// S. A recovered panic passes the Unlock by.
type judge struct {
	mu sync.Mutex
	n  int
}

func (j *judge) hear(f func()) {
	defer func() { _ = recover() }()
	j.mu.Lock() // want `\(lockwait\)`
	f()
	j.n++
	j.mu.Unlock()
}

func hearsAPanic() {
	j := &judge{}
	j.hear(func() { panic("no") })
	j.hear(func() {})
}

// A. Locked twice on one path: a method, three calls down.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) write(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.lines) > 2 {
		d.turn()
	}
	d.lines = append(d.lines, line)
}

func (d *diary) turn() { d.clear() }

func (d *diary) clear() {
	d.mu.Lock() // want `\(lockwait\)`
	defer d.mu.Unlock()
	d.lines = nil
}

func locksTwiceInAMethod() {
	d := &diary{}
	for _, line := range []string{"a", "b", "c", "d"} {
		d.write(line)
	}
}

// D. Lock where Unlock was meant.
type ferry struct {
	mu    sync.Mutex
	ended bool
}

func (f *ferry) end() {
	f.mu.Lock()
	if f.ended {
		f.mu.Lock() // want `\(lockwait\)`
		return
	}
	f.ended = true
	f.mu.Unlock()
}

func endsTwice() {
	f := &ferry{}
	f.end()
	f.end()
}
