package oracle

import "runtime"

// primitive returns what a statement does to its object: one operation.
func primitive(s *Stmt) func(*proc, *object) {
	switch s.Kind {
	case Send, Recv, RecvOk, Await:
		return func(p *proc, o *object) { p.communicate(s, o) }
	case Lock:
		return func(p *proc, o *object) { p.lock(s, o) }
	case RLock:
		return func(p *proc, o *object) {
			p.alone(s, rlocking, o)
			if !o.rw.TryRLock() {
				p.die("a readable lock was not")
			}
			o.inner++
			p.pass()
		}
	case CondWait:
		return func(p *proc, o *object) { p.wait(s, o) }
	case Block:
		return func(p *proc, _ *object) {
			p.turn(op{s: s, kind: comm})
			<-p.run.kill
			runtime.Goexit()
		}
	}
	do := effect(s)
	return func(p *proc, o *object) {
		p.alone(s, plain, o)
		do(p, o)
		p.pass()
	}
}

// effect returns the operation of a statement that has nothing to wait for, or
// is one that synctest sees as blocked.
func effect(s *Stmt) func(*proc, *object) {
	switch s.Kind {
	case Close:
		return func(_ *proc, o *object) {
			close(o.c)
			o.closed = true
		}
	case Unlock:
		return func(p *proc, o *object) {
			if !o.writeLocked() {
				p.crash()
			}
			o.unlock()
		}
	case RUnlock:
		return func(p *proc, o *object) {
			if !o.readLocked() {
				p.crash()
			}
			o.rw.RUnlock()
			o.inner--
		}
	case Add, Done:
		return func(_ *proc, o *object) {
			n := s.N
			if s.Kind == Done {
				n = -1
			}
			o.count += n
			o.wg.Add(n)
		}
	case WaitAll:
		return func(p *proc, o *object) {
			o.wg.Wait()
			p.alive()
		}
	case Signal:
		return func(_ *proc, o *object) { o.cond.Signal() }
	case Broadcast:
		return func(_ *proc, o *object) { o.cond.Broadcast() }
	case Cancel:
		return func(_ *proc, o *object) { o.cancel() }
	case Store:
		return func(_ *proc, o *object) { o.flag.Store(true) }
	}
	panic("no such operation")
}

// alive ends a goroutine that was let go because the run is over.
func (p *proc) alive() {
	if p.run.killed() {
		runtime.Goexit()
	}
}

func (p *proc) lock(s *Stmt, o *object) {
	if p.turn(op{s: s, kind: locking, obj: o}) == announce {
		o.writer = p
		p.turn(op{s: s, kind: locking, obj: o})
	}
	if o.writer == p {
		o.writer = nil
	}
	if !o.tryLock() {
		p.die("a free lock was not")
	}
	p.pass()
}

// wait is cond.Wait, which ends with a Lock: an operation of its own.
func (p *proc) wait(s *Stmt, o *object) {
	p.alone(s, plain, o)
	if !o.lock.writeLocked() {
		p.crash()
	}
	o.cond.Wait()
	p.alive()
	p.pass()
	p.lock(s, o.lock)
}
