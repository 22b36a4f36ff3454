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
	return p.has(s.object(s.resolve(p.top().peek(in.a))))
}

// has reports whether a goroutine has taken a thing, as far as is known.
func (p *proc) has(o *object) bool {
	switch {
	case o == nil || o.anybodys() || o.open && o.by == 0 && o.n == 0:
		return true
	case o.kind == waitgroup:
		return o.n > 0
	case o.kind == once:
		return true
	case o.by != 0:
		return o.by == p.id+1
	}
	return o.n > 0
}
