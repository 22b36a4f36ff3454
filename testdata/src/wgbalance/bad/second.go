package bad

import "sync"

func adder(wg *sync.WaitGroup) {
	wg.Add(1) // want `wg\.Add comes too late`
	defer wg.Done()
	_ = work()
}

// crew counts in one file and calls Done in another one.
type crew struct {
	busy *sync.WaitGroup
}

func newCrew() *crew { return &crew{busy: new(sync.WaitGroup)} }

func (c *crew) hire() {
	c.busy.Add(1)
	go worker(c.busy)
}

func (c *crew) wait() { c.busy.Wait() }
