package oracle

import "fmt"

// prepare does all that a claim does not mention: what nobody else notices, the
// choices that it makes later, when it needs them, and giving back.
func (f *forcer) prepare() error {
	for {
		o, any := f.unmentioned()
		if !any {
			return nil
		}
		if err := f.choose(o); err != nil {
			return err
		}
	}
}

// unmentioned returns the next of these.
func (f *forcer) unmentioned() (Option, bool) {
	for _, p := range f.procs {
		if p.phase != ready {
			continue
		}
		switch {
		case p.op.kind == local:
			return Option{p.id, 0}, true
		case p.op.kind == flip:
			return Option{p.id, f.choice(p)}, true
		case f.eager && f.giving(p) && !f.mentioned(p):
			return Option{p.id, 0}, true
		}
	}
	return Option{}, false
}

// giving reports whether a goroutine is about to give back a lock or a count.
func (f *forcer) giving(p *proc) bool {
	if p.phase != ready || p.op.kind != plain {
		return false
	}
	switch p.op.s.Kind {
	case Unlock, RUnlock, Done:
		return true
	case GroupGo:
		return p.spawn == p.op.s && len(p.frames) == 1 // its own end, not one that it starts
	}
	return false
}

// giver returns a goroutine that is about to give back what the claim does not
// mention, or nil.
func (f *forcer) giver() *proc {
	for _, p := range f.procs {
		if f.giving(p) && !f.mentioned(p) {
			return p
		}
	}
	return nil
}

// mentioned reports whether the claim has the goroutine give back here.
func (f *forcer) mentioned(p *proc) bool {
	m := f.nextOf(p)
	return m != nil && m.Kind == "give" && m.Stmt == p.op.s.ID
}

// nextOf returns the next move of a goroutine, or nil.
func (f *forcer) nextOf(p *proc) *Move {
	for i := f.at; i < len(f.moves); i++ {
		if m := &f.moves[i]; !f.used[i] && m.Kind != "choice" && f.bound[m.Proc] == p {
			return m
		}
	}
	return nil
}

// choice returns which way the claim goes at a choice: the first that it makes
// of this goroutine's if, or of the variable. It makes none if that does not
// matter.
func (f *forcer) choice(p *proc) (pick int) {
	picks := map[bool]int{true: 1, false: 0}
	for i := f.at; i < len(f.moves); i++ {
		m := f.moves[i]
		if f.used[i] || m.Kind != "choice" {
			continue
		}
		s := f.code.stmts[m.Stmt]
		if s == p.op.s && m.Begin == p.begin() && f.isFor(m, p) {
			f.used[i], f.bound[m.Proc] = true, p
			return picks[m.Case == 0]
		}
		if p.op.s.Kind == Let && s != nil && s.Kind == IfVar && s.Var == p.op.s.Var {
			f.used[i] = true
			return picks[(m.Case == 0) != s.Not]
		}
	}
	return 0
}

// isFor reports whether a move is the goroutine's, or can be.
func (f *forcer) isFor(m Move, p *proc) bool {
	if q := f.bound[m.Proc]; q != nil {
		return q == p
	}
	q, err := f.proc(m)
	delete(f.bound, m.Proc)
	return err == nil && q == p
}

// asks returns the choice that the claim makes of an IfErr, if it makes one.
func (f *forcer) asks(p *proc) *Move {
	for i := f.at + 1; i < len(f.moves); i++ {
		if m := &f.moves[i]; f.bound[m.Proc] == p {
			if m.Kind == "choice" && m.Stmt == p.op.s.ID {
				return m
			}
			return nil
		}
	}
	return nil
}

// expire ends the context that an operation waits for, if only time does.
func (f *forcer) expire(w way) error {
	if w.done == nil || w.o.ctx.Err() != nil {
		return nil
	}
	for o := w.o; ; o = f.objs[f.code.p.Objs[o.index].Of] {
		if o.kind.ends() {
			return f.choose(Option{o.index, expire})
		}
		if f.code.p.Objs[o.index].Of < 0 {
			return fmt.Errorf("the context does not end by itself")
		}
	}
}

func (p *proc) begin() int {
	if p.spawn == nil {
		return 0
	}
	return p.spawn.ID
}

// proc returns the goroutine that a move means. Numbers differ where two start
// others at the same time; then it is one that the same statement started.
func (f *forcer) proc(m Move) (*proc, error) {
	if p := f.bound[m.Proc]; p != nil {
		return p, nil
	}
	taken := map[*proc]bool{}
	for _, p := range f.bound {
		taken[p] = true
	}
	list := f.procs
	if m.Proc < len(list) {
		list = append([]*proc{list[m.Proc]}, list...)
	}
	for _, p := range list {
		if p.begin() == m.Begin && !taken[p] {
			f.bound[m.Proc] = p
			return p, nil
		}
	}
	return nil, fmt.Errorf("no goroutine %d", m.Proc)
}
