package oracle

import (
	"reflect"
	"runtime"
)

// communicate does a send or receive that stands alone.
func (p *proc) communicate(s *Stmt, o *object) {
	switch s.Kind {
	case Send:
		p.turn(op{s: s, kind: comm, ways: []way{{o: o, c: o.c, send: true}}})
		select {
		case o.c <- 1:
		case <-p.run.kill:
			runtime.Goexit()
		}
		p.pass()
	case Await:
		p.turn(op{s: s, kind: comm, ways: []way{{o: o, done: o.ctx.Done()}}})
		select {
		case <-o.ctx.Done():
		case <-p.run.kill:
			runtime.Goexit()
		}
		p.pass()
	default:
		_, ok := p.receive(s)
		if s.Kind == RecvOk {
			p.env.vars[s.Var] = ok
		}
	}
}

func (p *proc) receive(s *Stmt) (v int, ok bool) {
	o := p.obj(s.Obj)
	p.turn(op{s: s, kind: comm, ways: []way{{o: o, c: o.c}}})
	select {
	case v, ok = <-o.c:
	case <-p.run.kill:
		runtime.Goexit()
	}
	p.pass()
	return v, ok
}

// choose makes a select. Its case is picked, and then tried alone; or, when none
// is ready, the select is done as it stands.
func (c *code) choose(s *Stmt) exec {
	bodies := make([]exec, len(s.Cases))
	for i, k := range s.Cases {
		bodies[i] = c.block(k.Body)
	}
	return func(p *proc) flow {
		o := op{s: s, kind: comm, all: true}
		for _, k := range s.Cases {
			o.ways = append(o.ways, p.way(k, &o))
		}
		to := bodies[p.pick(o)](p)
		if to == breakNear {
			return next
		}
		return to
	}
}

func (p *proc) way(k *Case, o *op) way {
	switch k.Dir {
	case ToAwait:
		x := p.obj(k.Obj)
		return way{o: x, done: x.ctx.Done()}
	case ToFire:
		o.fire = true
		return way{c: make(chan int, 1), fires: true}
	case Default:
		o.def = true
		return way{}
	}
	x := p.obj(k.Obj)
	return way{o: x, c: x.c, send: k.Dir == ToSend}
}

// pick does the select, and returns the case.
func (p *proc) pick(o op) int {
	i := p.turn(o)
	var cases []reflect.SelectCase
	if i >= 0 {
		if o.ways[i].fires {
			o.ways[i].c <- 1
		}
		cases = []reflect.SelectCase{o.ways[i].real(), {Dir: reflect.SelectDefault}}
		if n, _, _ := reflect.Select(cases); n != 0 {
			p.die("a ready case was not")
		}
	} else {
		for _, w := range o.ways {
			cases = append(cases, w.real())
		}
		if !o.def {
			cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(p.run.kill)})
		}
		i, _, _ = reflect.Select(cases)
		if i == len(o.ways) {
			runtime.Goexit()
		}
	}
	p.pass()
	return i
}

// real is the way as package reflect wants it.
func (w way) real() reflect.SelectCase {
	switch {
	case w.done != nil:
		return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(w.done)}
	case w.send:
		return reflect.SelectCase{Dir: reflect.SelectSend, Chan: reflect.ValueOf(w.c), Send: reflect.ValueOf(1)}
	case w.o == nil && !w.fires:
		return reflect.SelectCase{Dir: reflect.SelectDefault}
	}
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(w.c)}
}
