package bad

import "sync"

// A pool that starts what it is given in a literal of its own.
type pool struct{ wg sync.WaitGroup }

func (p *pool) Go(task func()) {
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		task()
	}()
}

func (p *pool) Wait() { p.wg.Wait() }

// A session gives its pool a task without end.
type session struct {
	tasks pool
	n     int
}

func (s *session) Open() {
	s.tasks.Go(func() { // want `nothing ends this goroutine: one more stays behind for each call of \(\*session\).Open \(gojoin\)`
		for {
			s.n++
		}
	})
}

// A worker of the pool takes tasks from a channel that nobody closes.
type crew struct{ tasks chan func() }

func newCrew() *crew {
	c := &crew{tasks: make(chan func())}
	go func() { // want `nothing ends this goroutine: one more stays behind for each crew \(gojoin\)`
		for task := range c.tasks {
			task()
		}
	}()
	return c
}

func (c *crew) Do(task func()) { c.tasks <- task }
