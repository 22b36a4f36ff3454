package pool

import (
	"context"
	"reflect"
	"runtime"
)

// plain is a task that nobody can ask about.
type plain func(context.Context) error

func (f plain) claim(*task) bool              { return true }
func (f plain) run(ctx context.Context) error { return f(ctx) }
func (f plain) settle(State, error) bool      { return true }
func (f plain) forget()                       {}
func (f plain) drop()                         {}
func (f plain) name() string                  { return funcName(f) }

func funcName(f any) string {
	if fn := runtime.FuncForPC(reflect.ValueOf(f).Pointer()); fn != nil {
		return fn.Name()
	}
	return "task"
}

// A submitter is blocked on a full queue.
type submitter struct {
	job    job
	own    bool       // a task of the pool
	result chan error // sent to by whoever takes the submitter out of blocked
}

func (b *submitter) answer(err error) { b.result <- err }

func (p *Pool) submit(ctx context.Context, j job) error {
	if ctx.Err() != nil {
		return &DroppedError{context.Cause(ctx)}
	}
	if p.enter(j) {
		return nil
	}
	p.m.mu.Lock()
	if cause := p.refuses(ctx); cause != nil {
		p.m.mu.Unlock()
		return &DroppedError{cause}
	}
	if p.full() {
		return p.block(ctx, j)
	}
	p.enqueue(j)
	p.m.mu.Unlock()
	return nil
}

// submitInner queues a job of a loop, which bounds itself how many it has
// queued, whatever the bound of the queue.
func (p *Pool) submitInner(ctx context.Context, j job) error {
	if ctx.Err() != nil {
		return &DroppedError{context.Cause(ctx)}
	}
	if p.enter(j) {
		return nil
	}
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	if cause := p.refuses(ctx); cause != nil {
		return &DroppedError{cause}
	}
	p.enqueue(j)
	return nil
}

// enter puts a job into the inbox, if that is open. Whoever gives up a slot for
// lack of jobs looks into the inbox after it has said so, and who has put a job
// there looks for slots after that: one of them sees the other.
func (p *Pool) enter(j job) bool {
	p.m.door.Lock()
	if !p.open || p.ctx.Err() != nil {
		p.m.door.Unlock()
		return false
	}
	p.inbox.push(j)
	p.m.atDoor++
	p.m.door.Unlock()
	if p.free.Load() > 0 {
		p.m.mu.Lock()
		p.staff()
		p.m.mu.Unlock()
	}
	return true
}

// collect moves the jobs of the inbox to the queue, which is empty. It reports
// whether there are any.
func (p *Pool) collect() bool {
	p.m.door.Lock()
	p.queue, p.inbox = p.inbox, p.queue
	p.m.Submitted += int64(p.m.atDoor)
	p.m.Queued += p.m.atDoor
	p.m.atDoor = 0
	p.m.door.Unlock()
	return p.queue.n > 0
}

// shut closes the inbox, and returns what was there, counted already.
func (p *Pool) shut() *queue {
	p.m.door.Lock()
	defer p.m.door.Unlock()
	p.open = false
	p.m.Submitted += int64(p.m.atDoor)
	p.m.Queued += p.m.atDoor
	p.m.atDoor = 0
	late := p.inbox
	p.inbox = queue{}
	return &late
}

// enqueue puts a job into the queue.
func (p *Pool) enqueue(j job) {
	p.queue.push(j)
	p.m.Submitted++
	p.m.Queued++
	p.staff()
}

// staff gives free slots to workers, as long as there are jobs for them.
func (p *Pool) staff() {
	for n := 0; p.free.Load() > 0 && (p.queue.n > n || n == 0 && p.collect()); n++ {
		p.free.Add(-1)
		go p.hire().loop()
	}
}

// full reports whether a submitter has to wait. Those who wait already go first.
func (p *Pool) full() bool {
	return p.opts.capacity > 0 && (p.m.Queued >= p.opts.capacity || len(p.blocked) > 0)
}

// block waits until there is room for the job. It unlocks.
func (p *Pool) block(ctx context.Context, j job) error {
	b := &submitter{job: j, own: p.owns(ctx), result: make(chan error, 1)}
	p.blocked = append(p.blocked, b)
	p.m.mu.Unlock()
	if t := taskOf(ctx); t != nil {
		defer t.Leave()() // or tasks that submit to a full queue would keep it full
	}
	select {
	case err := <-b.result:
		return err
	case <-ctx.Done():
	}
	p.m.mu.Lock()
	var mine []*submitter
	p.blocked, mine = split(p.blocked, func(other *submitter) bool { return other != b })
	p.m.mu.Unlock()
	if len(mine) == 0 {
		return <-b.result // the answer was on its way
	}
	return &DroppedError{context.Cause(ctx)}
}

// refuses returns why the pool takes no work, or nil.
func (p *Pool) refuses(ctx context.Context) error {
	switch {
	case p.cause != nil:
		return p.cause
	case p.done:
		return ErrClosed
	case p.ctx.Err() != nil:
		return context.Cause(p.ctx)
	case p.closed && !p.owns(ctx):
		return ErrClosed
	}
	return nil
}

// owns reports whether ctx belongs to a task of the pool that has not ended.
// While there is one, a closed pool is not at its end.
func (p *Pool) owns(ctx context.Context) bool {
	for t := taskOf(ctx); t != nil; t = t.worker.pool.outer {
		if t.worker.pool == p && !t.gone {
			return true
		}
	}
	return false
}

// admit lets those in who wait for room.
func (p *Pool) admit() {
	for len(p.blocked) > 0 && p.m.Queued < p.opts.capacity {
		b := p.blocked[0]
		p.blocked[0] = nil
		p.blocked = p.blocked[1:]
		p.queue.push(b.job)
		p.m.Submitted++
		p.m.Queued++
		b.answer(nil)
	}
}

// split returns the elements that are kept and those that are not.
func split[T any](all []T, keep func(T) bool) (kept, rest []T) {
	for _, x := range all {
		if keep(x) {
			kept = append(kept, x)
		} else {
			rest = append(rest, x)
		}
	}
	return kept, rest
}
