package oracle

// An exec executes a statement, and says where to go on.
type exec func(*proc) flow

// A flow is where execution goes on: the next statement, out of the function,
// or to a loop. Labelled jumps are 2*label+breakLabel and the like.
type flow int

const (
	next flow = iota
	leave
	breakNear
	continueNear
	breakLabel
	continueLabel
)

func jump(s *Stmt) flow {
	switch {
	case s.Kind == Return:
		return leave
	case s.Kind == Break && s.Label == 0:
		return breakNear
	case s.Kind == Continue && s.Label == 0:
		return continueNear
	case s.Kind == Break:
		return breakLabel + flow(2*s.Label)
	}
	return continueLabel + flow(2*s.Label)
}

// code makes closures of a program once, for all its runs.
type code struct {
	p       *Program
	stmts   map[int]*Stmt
	helpers []exec
	root    exec
}

func compile(p *Program) *code {
	c := &code{p: p, stmts: map[int]*Stmt{}}
	p.Each(func(s *Stmt) { c.stmts[s.ID] = s })
	for _, h := range p.Helpers {
		c.helpers = append(c.helpers, c.block(h.Body))
	}
	c.root = c.block(p.Body)
	return c
}

func (c *code) block(list []*Stmt) exec {
	steps := make([]exec, len(list))
	for i, s := range list {
		steps[i] = c.stmt(s)
	}
	return func(p *proc) flow {
		for _, do := range steps {
			if to := do(p); to != next {
				return to
			}
		}
		return next
	}
}

func (c *code) stmt(s *Stmt) exec {
	switch s.Kind {
	case Loop, Forever, While, Range:
		return c.loop(s)
	case Select:
		return c.choose(s)
	case If, IfErr, IfFlag, IfVar, IfLock:
		return c.branch(s)
	case Return, Break, Continue:
		to := jump(s)
		return func(*proc) flow { return to }
	case Go, GroupGo, GoCall, Produce:
		return c.spawn(s)
	case Defer, Deferred, Recover:
		return c.postpone(s)
	case Do:
		return c.once(s)
	case Call:
		return func(p *proc) flow {
			outer := p.env
			p.env = outer.of(s.Args)
			p.call(s, c.helpers[s.N])
			p.env = outer
			return next
		}
	case Func:
		body := c.block(s.Body)
		return func(p *proc) flow {
			p.call(s, body)
			return next
		}
	case Make:
		return func(p *proc) flow {
			p.env.objs[s.Obj] = newObject(c.p.Objs[s.Obj], s.Obj, nil)
			return next
		}
	case Let:
		return func(p *proc) flow {
			p.env.vars[s.Var] = p.flip(s)
			return next
		}
	case Panic:
		return func(*proc) flow { panic("stop") }
	case Sleep:
		return func(*proc) flow { return next }
	}
	do := primitive(s)
	return func(p *proc) flow {
		var o *object
		if s.names() {
			o = p.obj(s.Obj)
		}
		do(p, o)
		return next
	}
}

// flip is the unknown boolean function.
func (p *proc) flip(s *Stmt) bool {
	result := p.turn(op{s: s, kind: flip}) == 1
	p.pass()
	return result
}

func (c *code) branch(s *Stmt) exec {
	then, other := c.block(s.Body), c.block(s.Else)
	return func(p *proc) flow {
		var yes bool
		switch s.Kind {
		case If:
			yes = p.flip(s)
		case IfVar:
			yes = p.env.vars[s.Var]
		case IfErr:
			p.alone(s, plain, p.obj(s.Obj))
			yes = p.obj(s.Obj).ctx.Err() != nil
			p.pass()
		case IfFlag:
			yes = p.load(s)
		case IfLock:
			o := p.obj(s.Obj)
			p.alone(s, plain, o)
			yes = o.writer == nil && o.tryLock()
			p.pass()
		}
		if yes != s.Not {
			return then(p)
		}
		return other(p)
	}
}

func (p *proc) load(s *Stmt) bool {
	p.alone(s, plain, p.obj(s.Obj))
	defer p.pass()
	return p.obj(s.Obj).flag.Load()
}

// loop executes turn after turn. The count of turns is where in the loop the
// goroutine is, and part of its state, if the loop has a bound.
func (c *code) loop(s *Stmt) exec {
	body := c.block(s.Body)
	return func(p *proc) flow {
		p.loops = append(p.loops, 0)
		defer func() { p.loops = p.loops[:max(0, len(p.loops)-1)] }()
		at := len(p.loops) - 1
		for turns := 0; ; turns++ {
			if s.Kind == Loop {
				p.loops[at] = turns
			}
			before := p.passed
			if !p.again(s, turns) {
				return next
			}
			switch to := body(p); to {
			case next, continueNear, continueLabel + flow(2*s.Label):
				if s.Kind == Forever && p.passed == before { // it spins
					p.alone(s, plain, nil)
					p.pass()
				}
			case breakNear, breakLabel + flow(2*s.Label):
				return next
			default:
				return to
			}
		}
	}
}

// again asks the loop's condition.
func (p *proc) again(s *Stmt, turns int) bool {
	switch s.Kind {
	case Loop:
		return turns < s.N
	case While:
		return !p.load(s)
	case Range:
		_, ok := p.receive(s)
		return ok
	}
	return true
}

// spawn starts a goroutine. That is an operation if it counts, and so is the
// end of a goroutine that was counted.
func (c *code) spawn(s *Stmt) exec {
	body := c.block(s.Body)
	return func(p *proc) flow {
		switch s.Kind {
		case Go:
			p.alone(s, local, nil)
			go p.run.add(s, p.env.clone()).start(body)
		case GoCall:
			p.alone(s, local, nil)
			e := p.env.clone().of(s.Args)
			go p.run.add(s, e).start(c.helpers[s.N])
		case Produce:
			p.alone(s, local, nil)
			p.env.objs[s.Obj] = newObject(c.p.Objs[s.Obj], s.Obj, nil)
			go p.run.add(s, p.env.clone()).start(body)
		case GroupGo:
			o := p.obj(s.Obj)
			p.alone(s, plain, o)
			o.count++
			o.wg.Add(1)
			go p.run.add(s, p.env.clone()).start(func(q *proc) flow {
				q.call(nil, body)
				q.alone(s, plain, o)
				o.count--
				o.wg.Done() // panics like wg.Go's own, and like it nobody can recover
				q.pass()
				return next
			})
		}
		p.pass()
		return next
	}
}

func (c *code) postpone(s *Stmt) exec {
	body := c.block(s.Body)
	return func(p *proc) flow {
		f := p.frames[len(p.frames)-1]
		d := deferred{s: s, env: p.env.clone()}
		switch s.Kind {
		case Defer:
			d.do = body
		case Deferred:
			d.do = func(p *proc) flow { p.call(s, body); return next }
		case Recover:
			d.do = func(p *proc) flow {
				if f.panic != nil {
					f.panic = nil
					p.call(s, body)
				}
				return next
			}
		}
		f.defers = append(f.defers, d)
		return next
	}
}

func (c *code) once(s *Stmt) exec {
	body := c.block(s.Body)
	return func(p *proc) flow {
		o := p.obj(s.Obj)
		p.alone(s, onceOp, o)
		p.pass()
		o.once.Do(func() {
			o.inside = p
			defer func() { o.inside, o.done = nil, true }()
			p.call(s, body)
		})
		return next
	}
}
