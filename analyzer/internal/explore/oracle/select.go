package oracle

// waits returns the direction of a select's case that does what the statement
// does.
func waits(s *Stmt) (Dir, bool) {
	switch s.Kind {
	case Send:
		return ToSend, true
	case Recv:
		return ToRecv, true
	case Await:
		return ToAwait, true
	}
	return 0, false
}

// alternatives makes a select of the first statement that can be a case.
func (g *gen) alternatives(list []*Stmt, c scope) []*Stmt {
	for i, s := range list {
		dir, ok := waits(s)
		if !ok {
			continue
		}
		rest := list[i+1:]
		in := c
		in.breaks = true
		choice := do(Select, 0)
		first := &Case{Dir: dir, Obj: s.Obj}
		if len(rest) > 0 && g.one(2) {
			first.Body, rest = g.wrap(rest, in), nil
		}
		choice.Cases = append(choice.Cases, first)
		for range 1 + g.draw(2) {
			if k := g.another(choice, in); k != nil {
				choice.Cases = append(choice.Cases, k)
			}
		}
		g.left -= len(choice.Cases) - 1
		return append(append(list[:i:i], choice), rest...)
	}
	return g.tested(list, c)
}

// another makes one more case.
func (g *gen) another(choice *Stmt, c scope) *Case {
	k := &Case{Dir: ToFire}
	switch g.draw(4) {
	case 0:
		k.Dir = Default
	case 1, 2:
		if o := g.any(); o >= 0 {
			k.Obj, k.Dir = o, ToRecv
			if g.p.Objs[o].Kind != Chan {
				k.Dir = ToAwait
			} else if g.one(3) {
				k.Dir = ToSend
			}
		}
	}
	if choice.twice(k) {
		return nil
	}
	if g.one(3) {
		k.Body = []*Stmt{g.jump(c)}
		g.left--
	}
	return k
}

// twice reports whether another case does the same as k. The runtime would say
// which of the two a blocked select takes, and no schedule could.
func (s *Stmt) twice(k *Case) bool {
	for _, other := range s.Cases {
		if other != k && other.Dir == k.Dir && (other.Obj == k.Obj || k.Dir == ToFire || k.Dir == Default) {
			return true
		}
	}
	return false
}

// any returns a channel or context, or -1.
func (g *gen) any() int {
	var list []int
	for j, o := range g.p.Objs {
		if (o.Kind == Chan || o.Kind.ctx()) && !o.Local {
			list = append(list, j)
		}
	}
	if len(list) == 0 {
		return -1
	}
	return list[g.draw(len(list))]
}

// private is work with a channel of its own, made where it is used.
func (g *gen) private(list []*Stmt, c scope) []*Stmt {
	if c.loops > 0 || len(g.procs) > 3 || g.extra || g.left < 4 {
		return list
	}
	g.extra = true
	g.left -= 4
	o := g.obj(Obj{Kind: Chan, Cap: g.draw(2), Local: true, Signal: g.one(2)})
	work := with(Go, 0, append(list[:1:1], do(Send, o))...)
	out := []*Stmt{do(Make, o), work}
	out = append(out, list[1:]...)
	get := do(Recv, o)
	if g.one(2) {
		k := &Case{Dir: ToRecv, Obj: o}
		get = &Stmt{Kind: Select, Cases: []*Case{k}}
		if other := g.another(get, c); other != nil {
			get.Cases = append(get.Cases, other)
		}
	}
	return append(out, get)
}

// produced is a channel from a function that starts its sender.
func (g *gen) produced(list []*Stmt, c scope) []*Stmt {
	if c.loops > 0 || len(g.procs) > 3 || g.extra || g.left < 4 {
		return list
	}
	g.extra = true
	o := g.obj(Obj{Kind: Chan, Cap: g.draw(2), Local: true, Signal: g.one(3)})
	n := 1 + g.draw(2)
	s := with(Produce, o, g.repeat(n, do(Send, o))...)
	if g.one(2) {
		s.Body = append([]*Stmt{with(Defer, 0, do(Close, o))}, s.Body...)
	}
	get := g.repeat(n, do(Recv, o))
	switch g.draw(3) {
	case 1:
		get = []*Stmt{with(Range, o)}
	case 2:
		k := &Case{Dir: ToRecv, Obj: o}
		choice := &Stmt{Kind: Select, Cases: []*Case{k}}
		if other := g.another(choice, c); other != nil {
			choice.Cases = append(choice.Cases, other)
		}
		get = []*Stmt{choice}
	}
	g.left -= 2 + 2*n
	return append(append([]*Stmt{s}, list...), get...)
}

// served is a loop that does what comes until it is told to stop.
func (g *gen) served(list []*Stmt, c scope) []*Stmt {
	o := g.any()
	if o < 0 || list[0].Kind != Recv || g.left < 3 {
		return list
	}
	g.left -= 3
	g.labels++
	in := c.loop(g.labels)
	stop := &Case{Dir: ToRecv, Obj: o, Body: []*Stmt{g.jump(in)}}
	if g.p.Objs[o].Kind != Chan {
		stop.Dir = ToAwait
	}
	choice := &Stmt{Kind: Select, Cases: []*Case{{Dir: ToRecv, Obj: list[0].Obj}, stop}}
	if choice.twice(stop) {
		return list
	}
	return append([]*Stmt{{Kind: Forever, Label: g.labels, Body: []*Stmt{choice}}}, list[1:]...)
}
