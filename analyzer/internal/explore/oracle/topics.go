package oracle

// section is Lock, something, Unlock: the something is taken from what the
// goroutine does anyway.
func (g *gen) section(proc int, lock, unlock Kind, o int) {
	part := g.procs[proc]
	from := g.draw(len(part) + 1)
	to := from + g.draw(min(3, len(part)-from+1))
	var list []*Stmt
	list = append(list, part[:from]...)
	list = append(list, do(lock, o))
	g.left -= 2
	style := g.draw(8)
	if style == 1 || style == 2 {
		list = append(list, with(Defer, 0, do(unlock, o)))
		g.left--
	}
	list = append(list, part[from:to]...)
	if style == 0 || style > 3 || style == 3 && g.one(2) {
		list = append(list, do(unlock, o))
	}
	g.procs[proc] = append(list, part[to:]...)
}

// sections is a mutex and those who hold it.
func (g *gen) sections() {
	o := g.obj(Obj{Kind: Mutex, Field: g.one(4)})
	for i := range g.procs {
		if i < 2 || g.one(2) {
			g.section(i, Lock, Unlock, o)
		}
	}
}

// readers is a lock with readers and writers.
func (g *gen) readers() {
	o := g.obj(Obj{Kind: RWMutex, Field: g.one(4)})
	for i := range g.procs {
		switch g.draw(3) {
		case 0:
			g.section(i, RLock, RUnlock, o)
		case 1:
			g.section(i, Lock, Unlock, o)
		case 2:
			if g.one(3) { // asks twice
				g.give(i, do(RLock, o), do(RLock, o), do(RUnlock, o), do(RUnlock, o))
			}
		}
	}
}

// group is a WaitGroup: some goroutines are done, one waits.
func (g *gen) group() {
	o := g.obj(Obj{Kind: Group, Field: g.one(4)})
	waiter := g.draw(len(g.procs))
	n := 0
	for i := 1; i < len(g.procs); i++ {
		if i == waiter || g.one(4) {
			continue
		}
		n++
		switch g.draw(3) {
		case 0:
			g.procs[i] = append([]*Stmt{with(Defer, 0, do(Done, o))}, g.procs[i]...)
		case 1:
			g.give(i, do(Done, o))
		case 2:
			g.procs[i] = append(g.procs[i], do(Done, o))
		}
		g.left -= 2
	}
	if n > 0 {
		g.procs[0] = append([]*Stmt{{Kind: Add, Obj: o, N: n}}, g.procs[0]...)
	}
	g.give(waiter, do(WaitAll, o))
}

// groupOf returns a group for wg.Go to start a goroutine with, or -1.
func (g *gen) groupOf() int {
	if !g.one(6) {
		return -1
	}
	for j, o := range g.p.Objs {
		if o.Kind == Group {
			return j
		}
	}
	if g.left < 2 {
		return -1
	}
	o := g.obj(Obj{Kind: Group})
	if !g.one(3) { // else nobody waits
		g.give(0, do(WaitAll, o))
	}
	return o
}

// gather is workers that send, one that closes when all are done, and a
// receiver.
func (g *gen) gather() {
	n := len(g.procs) - 1
	if n < 2 || g.left < 3*n {
		g.stream()
		return
	}
	o := g.obj(Obj{Kind: Group, Field: g.one(4)})
	c := g.channel(g.draw(2))
	for i := 1; i < n; i++ {
		g.give(i, with(Defer, 0, do(Done, o)), do(Send, c))
	}
	g.give(n, do(WaitAll, o), do(Close, c))
	g.procs[0] = append([]*Stmt{{Kind: Add, Obj: o, N: n - 1}}, g.procs[0]...)
	g.left--
	loop := with(Range, c, g.little()...)
	if g.one(3) {
		g.labels++
		loop.Label = g.labels
		loop.Body = append(loop.Body, g.exit(scope{}.loop(loop.Label)))
	}
	g.give(0, loop)
}

// tryLock is a mutex that one takes only if it is free.
func (g *gen) tryLock() {
	o := g.obj(Obj{Kind: []ObjKind{Mutex, Mutex, RWMutex}[g.draw(3)], Field: g.one(4)})
	a, b := g.two()
	g.section(a, Lock, Unlock, o)
	s := with(IfLock, o)
	if part := g.procs[b]; len(part) > 0 {
		at := g.draw(len(part))
		s.Body = append(s.Body, part[at])
		g.procs[b] = append(part[:at:at], part[at+1:]...)
	}
	if !g.one(5) {
		s.Body = append(s.Body, do(Unlock, o))
	}
	g.give(b, s)
}

// condition is a cond with a flag or without.
func (g *gen) condition() {
	m := g.obj(Obj{Kind: Mutex, Field: g.one(4)})
	c := g.obj(Obj{Kind: Cond, Of: m, Field: g.one(5)})
	waiter, waker := g.two()
	wake := do([]Kind{Signal, Signal, Broadcast}[g.draw(3)], c)
	if g.one(3) { // a wake-up can come too early, and be lost
		g.give(waiter, do(Lock, m), do(CondWait, c), do(Unlock, m))
		if len(g.procs) > 2 && g.one(2) { // and another, who has a place in the queue
			g.give(g.butOne(waker), do(Lock, m), do(CondWait, c), do(Unlock, m))
		}
		if g.one(3) {
			g.give(waker, wake)
		} else {
			g.give(waker, do(Lock, m), wake, do(Unlock, m))
		}
		return
	}
	f := g.obj(Obj{Kind: Flag, Field: g.one(4)})
	wait := []*Stmt{do(Lock, m), with(While, f, do(CondWait, c)), do(Unlock, m)}
	g.give(waiter, wait...)
	if len(g.procs) > 2 && g.one(2) {
		g.give(g.butOne(waker), wait...)
	}
	g.give(waker, do(Lock, m), do(Store, f), do(Unlock, m), wake)
}

// initialize is a sync.Once with something that blocks in it.
func (g *gen) initialize() {
	o := g.obj(Obj{Kind: Once, Field: g.one(4)})
	a, b := g.two()
	var body []*Stmt
	if part := g.procs[a]; len(part) > 0 {
		at := g.draw(len(part))
		body = append(body, part[at])
		g.procs[a] = append(part[:at:at], part[at+1:]...)
	}
	g.give(a, with(Do, o, body...))
	if g.one(3) {
		body = nil
	}
	g.give(b, with(Do, o, clone(body)...))
}

// context is a context, who cancels it, and who looks.
func (g *gen) context() {
	d := Obj{Kind: Context, Of: -1}
	switch g.draw(6) {
	case 4:
		d.Kind = Timeout
	case 5:
		d.Kind = g.caller()
	}
	for j, o := range g.p.Objs {
		if o.Kind.ctx() && d.Kind != Caller && !g.child(j) && g.one(2) {
			d.Of = j
		}
	}
	x := g.obj(d)
	a, b := g.two()
	switch how := g.draw(4); {
	case d.Kind == Caller: // it is not ours to cancel
	case how == 0:
		g.give(a, with(Defer, 0, do(Cancel, x)))
	case how < 3:
		g.give(a, do(Cancel, x))
	}
	g.give(b, do(Await, x))
	if g.one(3) {
		g.give(g.draw(len(g.procs)), &Stmt{Kind: IfErr, Obj: x, Body: []*Stmt{do(Return, 0)}})
	}
}

// caller returns the kind Caller, once.
func (g *gen) caller() ObjKind {
	for _, o := range g.p.Objs {
		if o.Kind == Caller {
			return Timeout
		}
	}
	return Caller
}

// child reports whether context j has one already. With two it would be the
// runtime that says which is cancelled first.
func (g *gen) child(j int) bool {
	for _, o := range g.p.Objs {
		if o.Kind.ctx() && o.Of == j {
			return true
		}
	}
	return false
}

// flag is an atomic that one sets and another asks.
func (g *gen) flag() {
	f := g.obj(Obj{Kind: Flag, Field: g.one(3)})
	a, b := g.two()
	g.give(a, do(Store, f))
	s := &Stmt{Kind: IfFlag, Obj: f, Not: g.one(2)}
	if part := g.procs[b]; len(part) > 0 {
		at := g.draw(len(part))
		s.Body = append(s.Body, part[at])
		g.procs[b] = append(part[:at:at], append([]*Stmt{s}, part[at+1:]...)...)
		g.left--
		return
	}
	s.Body = []*Stmt{do(Return, 0)}
	g.give(b, s)
}
