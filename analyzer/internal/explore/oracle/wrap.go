package oracle

// A scope is what jumps can reach.
type scope struct {
	labels []int // of the loops around
	breaks bool  // a loop or select is around
	loops  int
}

func (c scope) loop(label int) scope {
	return scope{append(c.labels[:len(c.labels):len(c.labels)], label), true, c.loops + 1}
}

// wrap puts pieces of a list into statements with blocks.
func (g *gen) wrap(list []*Stmt, c scope) []*Stmt {
	var out []*Stmt
	for len(list) > 0 {
		n := 1 + g.draw(min(3, len(list)))
		piece := list[:n]
		list = list[n:]
		out = append(out, g.piece(piece, c)...)
		if last := out[len(out)-1]; last.Kind == Return || last.Kind == Break || last.Kind == Continue {
			break // the rest is never reached; the list is worth keeping whole
		}
	}
	return out
}

// piece turns some statements into something richer, if there is room.
func (g *gen) piece(list []*Stmt, c scope) []*Stmt {
	if g.left <= 0 {
		return list
	}
	switch g.draw(32) {
	case 10:
		if !onceOnly(list) || g.one(4) {
			return g.cost(1, g.choice(list, c))
		}
	case 11, 12:
		return g.cost(3, g.twice(list, c))
	case 13:
		return g.repeated(list, c)
	case 14, 15, 16, 17:
		return g.alternatives(list, c)
	case 18:
		return g.cost(2, append([]*Stmt{g.exit(c)}, list...))
	case 19, 20:
		return g.outsource(list)
	case 21:
		return g.cost(1, []*Stmt{with(Deferred, 0, g.wrap(list, scope{})...)})
	case 22:
		return g.postponed(list)
	case 23:
		return g.cost(1, append([]*Stmt{g.recovered()}, list...))
	case 24:
		return g.private(list, c)
	case 25:
		return g.served(list, c)
	case 26, 27:
		return g.called(list)
	case 28:
		return g.cost(1, []*Stmt{with(Func, 0, g.wrap(list, scope{})...)})
	case 29, 30:
		return g.produced(list, c)
	case 31:
		if g.one(4) {
			return g.cost(2, append([]*Stmt{with(If, 0, do(Block, 0))}, list...))
		}
	}
	return g.tested(list, c)
}

func (g *gen) cost(n int, list []*Stmt) []*Stmt {
	g.left -= n
	return list
}

// tested follows a comma-ok receive with a test.
func (g *gen) tested(list []*Stmt, c scope) []*Stmt {
	var out []*Stmt
	for _, s := range list {
		out = append(out, s)
		if s.Kind == RecvOk && g.left > 2 && g.one(2) {
			g.left -= 2
			out = append(out, &Stmt{Kind: IfVar, Var: s.Var, Not: !g.one(3), Body: []*Stmt{g.jump(c)}})
		}
	}
	return out
}

// jump leaves the function or the loop.
func (g *gen) jump(c scope) *Stmt {
	label := 0
	if n := len(c.labels); n > 0 && g.one(3) {
		label = c.labels[g.draw(n)]
	}
	switch k := g.draw(3); {
	case k == 1 && c.breaks:
		return &Stmt{Kind: Break, Label: label}
	case k == 2 && len(c.labels) > 0:
		return &Stmt{Kind: Continue, Label: label}
	}
	return do(Return, 0)
}

// exit leaves early, or never does.
func (g *gen) exit(c scope) *Stmt {
	body := g.jump(c)
	if g.one(8) {
		body = do(Panic, 0)
	}
	return with(If, 0, body)
}

// choice is done or not done.
func (g *gen) choice(list []*Stmt, c scope) []*Stmt {
	s := with(If, 0, g.wrap(list, c)...)
	if len(list) > 1 && g.one(3) {
		s.Body = g.wrap(list[:1], c)
		s.Else = g.wrap(list[1:], c)
	}
	return []*Stmt{s}
}

// twice asks for the same boolean twice.
func (g *gen) twice(list []*Stmt, c scope) []*Stmt {
	g.vars++
	v := g.vars
	half := (len(list) + 1) / 2
	first := &Stmt{Kind: IfVar, Var: v, Body: g.wrap(list[:half], c)}
	second := &Stmt{Kind: IfVar, Var: v, Not: g.one(2), Body: g.wrap(list[half:], c)}
	if len(second.Body) == 0 {
		second.Body = []*Stmt{g.jump(c)}
	}
	return []*Stmt{{Kind: Let, Var: v, N: g.draw(len(ways))}, first, second}
}

// repeated is a loop with a bound.
func (g *gen) repeated(list []*Stmt, c scope) []*Stmt {
	if c.loops > 1 || onceOnly(list) && !g.one(4) {
		return list
	}
	g.labels++
	s := &Stmt{Kind: Loop, N: 1 + g.draw(3), Label: g.labels}
	in := c.loop(s.Label)
	s.Body = g.wrap(list, in)
	if g.one(3) {
		s.Body = append(s.Body, g.exit(in))
		g.left -= 2
	}
	g.left--
	return []*Stmt{s}
}

// onceOnly reports whether doing all this again ends the process most likely.
func onceOnly(list []*Stmt) (once bool) {
	locks := 0
	each(list, func(s *Stmt) {
		switch s.Kind {
		case Close, Done:
			once = true
		case Lock, RLock:
			locks++
		case Unlock, RUnlock:
			locks--
		}
	})
	return once || locks != 0
}

// recovered is a deferred recover.
func (g *gen) recovered() *Stmt {
	s := do(Recover, 0)
	if len(g.p.Objs) > 0 && g.one(2) {
		if o := g.draw(len(g.p.Objs)); g.p.Objs[o].Kind == Chan && !g.p.Objs[o].Local {
			s.Body = append(s.Body, do(Recv, o))
			g.left--
		}
	}
	return s
}

// postponed defers the first statement, if it cannot block.
func (g *gen) postponed(list []*Stmt) []*Stmt {
	switch list[0].Kind {
	case Close, Unlock, RUnlock, Done, Cancel, Signal, Broadcast, Store:
		return append([]*Stmt{with(Defer, 0, list[0])}, list[1:]...)
	}
	if list = g.outsource(list); list[0].Kind == Call {
		list[0] = with(Defer, 0, list[0])
	}
	return list
}

// called lets another goroutine do the first statement, by a go statement that
// calls a function.
func (g *gen) called(list []*Stmt) []*Stmt {
	if len(g.procs) > 3 || g.extra {
		return list
	}
	if list = g.outsource(list); list[0].Kind == Call {
		g.extra = true
		list[0].Kind = GoCall
	}
	return list
}

// outsource makes a function of the first statement, which gets the object as a
// parameter, or reaches it by the struct whose field it is.
func (g *gen) outsource(list []*Stmt) []*Stmt {
	s := list[0]
	switch s.Kind {
	case Send, Recv, Close, Lock, Unlock, RLock, RUnlock, Done, WaitAll, Signal, Broadcast, Await, Store:
	default:
		return list
	}
	inner := *s
	h := Helper{}
	call := &Stmt{Kind: Call, N: len(g.p.Helpers)}
	if s.Obj < 0 || g.p.Objs[s.Obj].Local {
		return list
	}
	if g.p.Objs[s.Obj].Field && g.one(2) {
		h.Box = true
	} else {
		h.Params, call.Args, inner.Obj = []int{s.Obj}, []int{s.Obj}, -1
	}
	h.Body = []*Stmt{&inner}
	if g.one(3) {
		h.Body = append([]*Stmt{g.exit(scope{})}, h.Body...)
		g.left -= 2
	}
	if g.one(4) {
		h.Body = append([]*Stmt{do(Recover, 0)}, h.Body...)
		g.left--
	}
	g.p.Helpers = append(g.p.Helpers, h)
	g.left--
	return append([]*Stmt{call}, list[1:]...)
}
