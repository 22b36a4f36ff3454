package good

import (
	"context"
	"sync"
)

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

type session struct {
	tasks pool
	quit  chan struct{}
	n     int
}

func (s *session) OpenUntilClosed() {
	s.tasks.Go(func() {
		for {
			select {
			case <-s.quit:
				return
			default:
				s.n++
			}
		}
	})
}

func (s *session) OpenUntilCancelled(ctx context.Context) {
	s.tasks.Go(func() {
		for ctx.Err() == nil {
			s.n++
		}
	})
}

func (s *session) OnePass() {
	s.tasks.Go(func() {
		for range 10 {
			s.n++
		}
	})
}

func (s *session) Close() {
	close(s.quit)
	s.tasks.Wait()
}

// Workers that end when the pool is closed.
type crew struct{ tasks chan func() }

func newCrew() *crew {
	c := &crew{tasks: make(chan func())}
	go func() {
		for task := range c.tasks {
			task()
		}
	}()
	return c
}

func (c *crew) Do(task func()) { c.tasks <- task }
func (c *crew) Close()         { close(c.tasks) }
