package oracle

import "fmt"

// uses is what of a program its statements mention: Go allows no idle variable.
type uses struct {
	objs    map[int]bool
	ctxs    map[int]bool // contexts, apart from their cancel functions
	cancels map[int]bool
	vars    map[int]bool
	labels  map[int]bool
	box     bool
}

func (p *Program) uses() *uses {
	u := &uses{map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}, false}
	p.Each(func(s *Stmt) {
		switch s.Kind {
		case IfVar:
			u.vars[s.Var] = true
		case Break, Continue:
			u.labels[s.Label] = s.Label != 0
		case Cancel:
			u.objs[s.Obj], u.cancels[s.Obj] = true, true
			u.behind(p, s.Obj)
		case Make, Produce:
		case Call, GoCall:
			for _, a := range s.Args {
				u.object(p, a)
			}
			u.box = u.box || p.Helpers[s.N].Box
		case Select:
			for _, c := range s.Cases {
				if c.Dir != ToFire && c.Dir != Default {
					u.object(p, c.Obj)
				}
			}
		default:
			if s.names() {
				u.object(p, s.Obj)
			}
		}
	})
	for _, h := range p.Helpers {
		u.box = u.box || h.Box
	}
	for j, o := range p.Objs {
		u.box = u.box || o.Field && u.objs[j]
	}
	return u
}

// names reports whether Obj means anything.
func (s *Stmt) names() bool {
	switch s.Kind {
	case Select, Sleep, Loop, Forever, If, Let, IfVar, Return, Break, Continue, Defer, Deferred, Recover, Go, Call, Panic, GoCall, Func, Block:
		return false
	}
	return true
}

func (u *uses) object(p *Program, j int) {
	if j < 0 || u.objs[j] && u.ctxs[j] {
		return
	}
	u.objs[j], u.ctxs[j] = true, true
	u.behind(p, j)
}

// behind marks what the declaration of an object mentions.
func (u *uses) behind(p *Program, j int) {
	switch o := p.Objs[j]; {
	case o.Kind == Cond, o.Kind.ctx() && o.Of >= 0:
		u.object(p, o.Of)
	}
}

// A checker walks a program as the compiler would, for what would not compile.
type checker struct {
	p      *Program
	helper bool
	vars   map[int]bool
	local  map[int]bool
	labels []int // of the loops around
	breaks int   // loops and selects around
	err    error
}

// Check returns what would keep the printed program from compiling. Shrinking
// relies on it.
func (p *Program) Check() error {
	for _, body := range p.bodies() {
		c := &checker{p: p, helper: body.helper, vars: map[int]bool{}, local: map[int]bool{}}
		c.block(body.list)
		if c.err != nil {
			return c.err
		}
	}
	if len(p.Body) == 0 {
		return fmt.Errorf("empty")
	}
	return nil
}

type body struct {
	list   []*Stmt
	helper bool
}

func (p *Program) bodies() []body {
	list := []body{{p.Body, false}}
	for _, h := range p.Helpers {
		list = append(list, body{h.Body, true})
	}
	return list
}

// block checks a list, whose declarations end with it.
func (c *checker) block(list []*Stmt) {
	var vars, local []int
	for _, s := range list {
		c.stmt(s)
		if s.Kind == Let || s.Kind == RecvOk {
			c.vars[s.Var] = true
			vars = append(vars, s.Var)
		}
		if s.Kind == Make || s.Kind == Produce {
			c.local[s.Obj] = true
			local = append(local, s.Obj)
		}
	}
	for _, v := range vars {
		delete(c.vars, v)
	}
	for _, j := range local {
		delete(c.local, j)
	}
}

func (c *checker) stmt(s *Stmt) {
	switch s.Kind {
	case IfVar:
		c.want(c.vars[s.Var], s, "no such variable")
	case Break:
		c.want(c.breaks > 0 || s.Label != 0, s, "nothing to break")
		c.want(s.Label == 0 || c.around(s.Label), s, "no such label")
	case Continue:
		c.want(len(c.labels) > 0 && (s.Label == 0 || c.around(s.Label)), s, "no such loop")
	case Defer:
		c.want(len(s.Body) == 1, s, "one statement to defer")
	case Select:
		for _, k := range s.Cases {
			c.want(!s.twice(k), s, "a case twice")
		}
	case Call, GoCall:
		for _, a := range s.Args {
			c.object(s, a)
		}
	}
	if s.names() && s.Kind != Make && s.Kind != Produce {
		c.object(s, s.Obj)
	}
	for _, k := range s.Cases {
		if k.Dir != ToFire && k.Dir != Default {
			c.object(s, k.Obj)
		}
	}
	c.below(s)
}

// below checks the statement's blocks, in which it may be a target of jumps.
func (c *checker) below(s *Stmt) {
	labels, breaks := c.labels, c.breaks
	if s.Kind == Produce { // a function of its own
		inner := &checker{p: c.p, helper: true, vars: map[int]bool{}, local: map[int]bool{s.Obj: true}}
		inner.want(!boxed(c.p, s.Body), s, "the struct is out of reach")
		inner.block(s.Body)
		if c.err == nil {
			c.err = inner.err
		}
		return
	}
	switch {
	case s.literal():
		c.labels, c.breaks = nil, 0
	case s.loop():
		c.labels, c.breaks = append(labels[:len(labels):len(labels)], s.Label), breaks+1
	case s.Kind == Select:
		c.breaks++
	}
	for _, list := range s.blocks() {
		c.block(*list)
	}
	c.labels, c.breaks = labels, breaks
}

// boxed reports whether statements mention a field of the struct, or a parameter.
func boxed(p *Program, list []*Stmt) (found bool) {
	of := func(j int) { found = found || j < 0 || p.Objs[j].Field }
	each(list, func(s *Stmt) {
		if s.names() {
			of(s.Obj)
		}
		for _, k := range s.Cases {
			if k.Dir != ToFire && k.Dir != Default {
				of(k.Obj)
			}
		}
		found = found || s.Kind == Call || s.Kind == GoCall
	})
	return found
}

func (c *checker) around(label int) bool {
	for _, l := range c.labels {
		if l == label {
			return true
		}
	}
	return false
}

func (c *checker) object(s *Stmt, j int) {
	if j >= 0 && c.p.Objs[j].Local {
		c.want(c.local[j], s, "channel not made yet")
	}
	c.want(j >= 0 || c.helper, s, "no parameters here")
	c.want(j < 0 || !c.helper || c.p.Objs[j].Field || c.local[j], s, "out of reach")
}

func (c *checker) want(ok bool, s *Stmt, problem string) {
	if !ok && c.err == nil {
		c.err = fmt.Errorf("statement %d: %s", s.ID, problem)
	}
}
