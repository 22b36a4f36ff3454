package oracle

// Shrink returns the smallest program it can find of which bad still holds.
func Shrink(p *Program, bad func(*Program) bool) *Program {
	for {
		q := shrinkOnce(p, bad)
		if q == nil {
			return p
		}
		p = q
	}
}

func shrinkOnce(p *Program, bad func(*Program) bool) *Program {
	for i := 0; ; i++ {
		q := p.Clone()
		e := &editor{p: q, left: i}
		for _, b := range q.lists() {
			e.list(b)
		}
		if !e.done {
			return nil
		}
		q.number()
		if q.Check() == nil && bad(q) {
			return q
		}
	}
}

// lists returns the bodies of all functions.
func (p *Program) lists() []*[]*Stmt {
	list := []*[]*Stmt{&p.Body}
	for i := range p.Helpers {
		list = append(list, &p.Helpers[i].Body)
	}
	return list
}

// An editor makes the change whose number is left: the first ones make a
// program much smaller, or simpler in kind.
type editor struct {
	p    *Program
	left int
	done bool
}

// now reports whether it is this change's turn.
func (e *editor) now() bool {
	if e.done {
		return false
	}
	e.left--
	e.done = e.left < 0
	return e.done
}

func (e *editor) list(list *[]*Stmt) {
	for i, s := range *list {
		rest := append([]*Stmt(nil), (*list)[i+1:]...)
		head := (*list)[:i:i]
		if e.now() {
			*list = append(head, rest...)
			return
		}
		for _, sub := range s.blocks() {
			if e.now() {
				*list = append(append(head, *sub...), rest...)
				return
			}
		}
		if s.Kind == Call && e.now() {
			*list = append(append(head, e.inlined(s)...), rest...)
			return
		}
		if simple := plainer(s); simple != nil && e.now() {
			*list = append(append(head, simple), rest...)
			return
		}
		e.within(s)
		for _, sub := range s.blocks() {
			e.list(sub)
		}
		if e.done {
			return
		}
	}
}

// within changes the statement itself.
func (e *editor) within(s *Stmt) {
	if len(s.Cases) > 1 {
		for i := range s.Cases {
			if e.now() {
				s.Cases = append(s.Cases[:i:i], s.Cases[i+1:]...)
				return
			}
		}
	}
	switch {
	case len(s.Else) > 0 && e.now():
		s.Else = nil
	case s.Kind == Loop && s.N > 1 && e.now():
		s.N--
	case s.Kind == GroupGo && e.now():
		s.Kind, s.Obj = Go, 0
	case s.Kind == IfVar && e.now():
		s.Kind, s.Not = If, false
	case (s.Kind == Break || s.Kind == Continue) && s.Label != 0 && e.now():
		s.Label = 0
	}
	if e.done || !s.names() || s.Obj < 0 {
		return
	}
	switch o := &e.p.Objs[s.Obj]; {
	case o.Field && e.now():
		o.Field = false
	case o.Kind == Chan && o.Cap > 0 && e.now():
		o.Cap = 0
	case o.Kind == Timeout && e.now():
		o.Kind = Context
	case o.Kind.ctx() && o.Of >= 0 && e.now():
		o.Of = -1
	}
}

// inlined is the body of a called function, as if it stood at the call.
func (e *editor) inlined(s *Stmt) []*Stmt {
	body := clone(e.p.Helpers[s.N].Body)
	each(body, func(t *Stmt) {
		if t.names() && t.Obj < 0 {
			t.Obj = s.Args[-t.Obj-1]
		}
	})
	return body
}

// plainer returns a statement of one case as the statement that the case is.
func plainer(s *Stmt) *Stmt {
	switch {
	case s.Kind == RecvOk:
		return do(Recv, s.Obj)
	case s.Kind != Select || len(s.Cases) != 1:
		return nil
	}
	kind, ok := map[Dir]Kind{ToSend: Send, ToRecv: Recv, ToAwait: Await}[s.Cases[0].Dir]
	if !ok {
		return nil
	}
	return do(kind, s.Cases[0].Obj)
}
