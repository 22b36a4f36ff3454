package bad

import "time"

// What breaks a point of the cancellation contract (package runtime).

// Contract 4: a goroutine of the pool's own that no Wait can wait for.
type ownPool struct{ tasks chan func() }

func newOwnPool() *ownPool {
	p := &ownPool{tasks: make(chan func(), 100)}
	go func() { // want `nothing ends this goroutine: one more stays behind for each ownPool \(gojoin\)`
		for {
			time.Sleep(10 * time.Second)
			p.report()
		}
	}()
	return p
}

func (p *ownPool) report() { println(len(p.tasks)) }
