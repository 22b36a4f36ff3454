package explore

// seen reports whether others see the goroutine's next instruction. Giving back
// what one has taken is not seen: doing it later would only make others wait
// longer. In a system in which somebody gives back what another has taken, or
// nobody, that is no longer so: explore notices, and begins again.
func (m *machine) seen(p *proc) bool {
	in := p.at()
	return in.op != local && (in.op != opGive || m.strict)
}

// gives reports whether a goroutine gives back what it has taken.
func (s *state) gives(p *proc, in *instr) bool {
	o, taken := s.target(p.top().peek(in.a), op(in.b))
	return p.has(o, taken)
}

// has reports whether a goroutine has taken a thing by an operation, as far as
// is known.
func (p *proc) has(o *object, taken op) bool {
	switch {
	case o == nil || o.anybodys() || o.open && o.by == 0 && o.n == 0:
		return true
	case o.kind == once:
		return true
	case o.kind == waitgroup, o.kind == group, taken == opRLock:
		return o.n > 0 // who took it is not counted
	}
	return o.by == p.id+1
}
