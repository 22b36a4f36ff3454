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

// office's dispatcher is counted itself, and counts whom it sends out.
type office struct {
	wg   sync.WaitGroup
	jobs chan int
}

func (o *office) open() {
	o.wg.Add(1)
	go o.dispatch()
}

func (o *office) dispatch() {
	defer o.wg.Done()
	for range o.jobs {
		o.wg.Add(1)
		go func() {
			if err := work(); err != nil {
				return // want `this return skips o\.wg\.Done`
			}
			_ = work()
			o.wg.Done()
			_ = work()
		}()
	}
}

func (o *office) close() {
	close(o.jobs)
	o.wg.Wait()
}
