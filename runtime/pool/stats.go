package pool

import "sync"

// Stats counts what a pool has done and is doing.
type Stats struct {
	Queued  int // wait for a slot
	Running int // hold one
	Waiting int // have given theirs back while they wait
	Workers int // goroutines

	Submitted int64 // taken, not refused
	Started   int64
	Done      int64 // ended without an error
	Failed    int64 // ended with an error, a panic or a Goexit
	Cancelled int64 // cancelled before they started, or ended for their context
	Dropped   int64 // never started, for the pool was cancelled
}

// A meter is the lock of a pool and what is counted under it. It is apart from
// the pool so that a published snapshot does not keep a pool reachable: the
// runtime's leak profile takes what is reachable for not leaked.
//
// What changes with each task is on the cache line of the lock. The door is a
// lock of its own on another line, so that those who submit and those who work
// seldom meet; it is taken after mu.
type meter struct {
	mu sync.Mutex
	Stats
	_ [40]byte

	door   sync.Mutex
	atDoor int // submitted and queued, but not yet counted in Stats
	_      [48]byte
}

func (m *meter) snapshot() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.door.Lock()
	defer m.door.Unlock()
	s := m.Stats
	s.Submitted += int64(m.atDoor)
	s.Queued += m.atDoor
	return s
}

// Stats returns the counters. They agree with each other.
func (p *Pool) Stats() Stats { return p.m.snapshot() }

// Vars returns a function that returns the counters and does not hold the pool:
//
//	expvar.Publish("downloads", expvar.Func(p.Vars()))
func (p *Pool) Vars() func() any {
	m := p.m
	return func() any { return m.snapshot() }
}
