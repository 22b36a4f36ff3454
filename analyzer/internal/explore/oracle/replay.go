package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
)

// A Move is one step of an interleaving that somebody claims, in terms of the
// program: goroutines by number and by the statement that starts them (0 for
// the root), operations by statement.
type Move struct {
	Proc  int
	Begin int
	Stmt  int
	Case  int    // of a select; of a choice, 0 for yes
	Kind  string // choice, give, announce, or anything else for operations
	Peer  *Move  // whom a send or receive meets
}

// A Claim is an interleaving, and who is blocked for ever after it.
type Claim struct {
	Moves []Move
	Waits []Move
}

// A forcer makes a run follow a claim.
type forcer struct {
	*run
	moves    []Move
	used     []bool
	at       int
	eager    bool // give back what was taken at once: the claim does not mention it
	bound    map[int]*proc
	schedule []Option
}

// Replay forces the claim, and then lets all go on, tries times by different
// schedules. It returns why the claim is wrong, or nil.
func Replay(t *testing.T, p *Program, c Claim, tries int) (problem error) {
	synctest.Test(t, func(*testing.T) {
		code := compile(p)
		for _, eager := range []bool{true, false} {
			f := &forcer{run: code.start(), moves: c.Moves, used: make([]bool, len(c.Moves)), eager: eager, bound: map[int]*proc{}}
			if problem = f.holds(c, tries); problem == nil {
				return
			}
		}
	})
	return problem
}

// holds forces the claim, and says why it does not hold.
func (f *forcer) holds(c Claim, tries int) error {
	held, err := f.force(c.Waits)
	f.end()
	for i := 0; i < tries && err == nil; i++ {
		err = f.code.stays(f.schedule, held, uint64(i))
	}
	return err
}

// stays repeats a schedule and goes on at random. Those who are held must not
// complete anything.
func (c *code) stays(schedule []Option, held []int, seed uint64) error {
	r := c.start()
	defer r.end()
	for _, o := range schedule {
		if err := r.do(o); err != nil {
			return err
		}
	}
	before := r.counts()
	random := rand.New(rand.NewPCG(seed, 2))
	for range 200 {
		options := r.options()
		if len(options) == 0 {
			break
		}
		if err := r.do(options[random.IntN(len(options))]); err != nil {
			return err
		}
		if r.over() {
			return nil
		}
	}
	for _, i := range held {
		if r.procs[i].passed != before[i] {
			return fmt.Errorf("goroutine %d goes on", i)
		}
	}
	return nil
}

func (f *forcer) force(waits []Move) (held []int, err error) {
	for f.at = range f.moves {
		if f.used[f.at] {
			continue
		}
		if err := f.step(f.moves[f.at]); err != nil {
			return nil, fmt.Errorf("step %d, %v: %w", f.at, f.moves[f.at], err)
		}
	}
	f.at = len(f.moves)
	if err := f.prepare(); err != nil {
		return nil, err
	}
	for _, w := range waits {
		p, err := f.proc(w)
		if err != nil {
			return nil, fmt.Errorf("%v: %w", w, err)
		}
		if p.phase == ended || p.op.s.ID != w.Stmt {
			return nil, fmt.Errorf("goroutine %d is not at statement %d", p.id, w.Stmt)
		}
		held = append(held, p.id)
	}
	return held, nil
}

// step does one move, with what must come before.
func (f *forcer) step(m Move) error {
	if err := f.prepare(); err != nil {
		return err
	}
	p, err := f.proc(m)
	if err != nil {
		return err
	}
	f.used[f.at] = true
	if f.unseen(p, m) {
		return nil
	}
	if err := f.arrives(p, m); err != nil {
		return err
	}
	if m.Peer == nil {
		return f.alone(p, m)
	}
	q, err := f.proc(*m.Peer)
	if err != nil {
		return err
	}
	if err := f.arrives(q, *m.Peer); err != nil {
		return err
	}
	return f.meet(p, q, p.op.ways[max(m.Case, 0)])
}

// unseen reports whether the move is one that only the claim knows: a choice
// made when it was needed, the clock, the end of what the oracle does in one.
func (f *forcer) unseen(p *proc, m Move) bool {
	if m.Kind == "choice" {
		return p.phase != ready || p.op.s.Kind != IfErr || p.op.s.ID != m.Stmt || m.Case == 0
	}
	switch s := f.code.stmts[m.Stmt]; {
	case s == nil:
		return false
	case s.Kind == Sleep, s.Kind == Do && m.Kind == "give":
		return true
	case s.Kind == CondWait && m.Kind == "cond":
		return p.phase == ready && p.op.s == s && p.op.kind == locking
	}
	return false
}

// arrives checks that a goroutine is about to do what the move says.
func (f *forcer) arrives(p *proc, m Move) error {
	for f.giving(p) && p.op.s.ID != m.Stmt {
		if err := f.choose(Option{p.id, 0}); err != nil {
			return err
		}
		if err := f.prepare(); err != nil {
			return err
		}
	}
	if p.phase != ready {
		return fmt.Errorf("goroutine %d is not about to do anything", p.id)
	}
	if p.op.s.ID != m.Stmt && (m.Stmt != 0 || p.op.s.Kind != Cancel) {
		return fmt.Errorf("goroutine %d is at statement %d", p.id, p.op.s.ID)
	}
	return nil
}

// alone does an operation without a peer.
func (f *forcer) alone(p *proc, m Move) error {
	o := Option{p.id, 0}
	switch {
	case p.op.all && p.op.s.Cases[m.Case].Dir == Default:
		o.Pick = whole
	case p.op.all:
		o.Pick = m.Case
		if err := f.expire(p.op.ways[m.Case]); err != nil {
			return err
		}
	case p.op.kind == comm:
		if err := f.expire(p.op.ways[0]); err != nil {
			return err
		}
	case p.op.s.Kind == IfErr && m.Kind == "choice":
		if err := f.expire(way{o: p.op.obj, done: p.op.obj.ctx.Done()}); err != nil {
			return err
		}
	case p.op.s.Kind == IfErr:
		if later := f.asks(p); later != nil && later.Case == 1 {
			return nil // it asks when time is over
		}
	case m.Kind == "announce" && !p.op.obj.announceable():
		return nil // another writer is inside, or nobody any more: it makes no difference
	case m.Kind == "announce":
		o.Pick = announce
	}
	passed, s := p.passed, p.op.s
	for q := f.giver(); q != nil && !slices.Contains(f.options(), o); q = f.giver() {
		if err := f.choose(Option{q.id, 0}); err != nil {
			return err
		}
		if err := f.prepare(); err != nil {
			return err
		}
	}
	if !slices.Contains(f.options(), o) {
		return fmt.Errorf("%v is not among %v", o, f.options())
	}
	if err := f.choose(o); err != nil {
		return err
	}
	if p.passed == passed && o.Pick != announce && s.Kind != CondWait && !f.over() {
		return fmt.Errorf("goroutine %d blocks at statement %d", p.id, s.ID)
	}
	return nil
}

// meet makes one of the two sleep in its operation, where the other finds it
// by the way that p goes.
func (f *forcer) meet(p, q *proc, at way) error {
	if !f.parks(q) {
		p, q, at.send = q, p, !at.send
	}
	if !f.parks(q) {
		return fmt.Errorf("goroutines %d and %d cannot meet: neither sleeps", p.id, q.id)
	}
	counts := f.counts()
	o := Option{q.id, 0}
	if q.op.all {
		o.Pick = whole
	}
	if err := f.choose(o); err != nil {
		return err
	}
	o = Option{p.id, 0}
	if p.op.all {
		o.Pick = slices.IndexFunc(p.op.ways, func(w way) bool { return w.c == at.c && w.send == at.send })
	}
	if err := f.choose(o); err != nil {
		return err
	}
	if p.passed == counts[p.id] || q.passed == counts[q.id] {
		return fmt.Errorf("goroutines %d and %d did not meet", p.id, q.id)
	}
	return nil
}

func (f *forcer) parks(p *proc) bool { return !p.op.def && !f.ready(p) }

func (f *forcer) choose(o Option) error {
	f.schedule = append(f.schedule, o)
	return f.do(o)
}
