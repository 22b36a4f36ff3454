package oracle

import "math/rand/v2"

// A draw supplies a generator's choices: numbers below n.
type draw func(n int) int

// Seeded returns the program of a number.
func Seeded(seed uint64) *Program {
	r := rand.New(rand.NewPCG(seed, 0))
	return generate(func(n int) int { return r.IntN(n) })
}

// FromBytes returns the program that the bytes spell; when they are used up,
// the rest is as simple as it can be.
func FromBytes(data []byte) *Program {
	return generate(func(n int) int {
		if len(data) == 0 {
			return 0
		}
		b := int(data[0])
		data = data[1:]
		return b % n
	})
}

// maxSize bounds the statements of a generated program.
const maxSize = 25

// A gen makes a program in three steps: first what goroutines do together (a
// channel with its senders and receivers, a lock with its sections), mostly in a
// way that works; then each goroutine's part is mixed; then parts are wrapped
// in branches, loops, selects, functions. What leaks, leaks by accident.
type gen struct {
	draw   draw
	p      *Program
	procs  [][]*Stmt // what each goroutine does; the root first
	groups []int     // what each goroutine is started by, -1 for a plain go
	left   int       // statements that may still be made
	vars   int
	labels int
	extra  bool // a goroutine was added
}

func generate(d draw) *Program {
	g := &gen{draw: d, p: &Program{}, left: maxSize}
	g.procs = make([][]*Stmt, 2+d(3))
	g.left -= len(g.procs) - 1
	for range 2 + d(3) {
		g.topic()
	}
	for range g.procs {
		g.groups = append(g.groups, g.groupOf())
	}
	bodies := make([][]*Stmt, len(g.procs))
	for i := range g.procs {
		bodies[i] = g.wrap(g.procs[i], scope{})
	}
	g.assemble(bodies)
	g.p.number()
	return g.p
}

// one says yes once in n times; the zero draw says no.
func (g *gen) one(n int) bool { return g.draw(n) == n-1 }

func (g *gen) obj(o Obj) int {
	g.p.Objs = append(g.p.Objs, o)
	return len(g.p.Objs) - 1
}

// two returns two different goroutines, in any order.
func (g *gen) two() (int, int) {
	a := g.draw(len(g.procs))
	return a, g.butOne(a)
}

// butOne returns any goroutine but one.
func (g *gen) butOne(a int) int { return (a + 1 + g.draw(len(g.procs)-1)) % len(g.procs) }

// give adds statements to a goroutine's part, in order, mixed into what is
// there. Now and then one is lost, or done twice.
func (g *gen) give(proc int, list ...*Stmt) {
	at := 0
	for _, s := range list {
		times := 1
		switch g.draw(24) {
		case 22:
			times = 2
		case 23:
			times = 0
		}
		for range times {
			if g.left <= 0 {
				return
			}
			g.left -= 1 + count(s)
			part := g.procs[proc]
			at += g.draw(len(part) - at + 1)
			part = append(part[:at:at], append([]*Stmt{g.copy(s)}, part[at:]...)...)
			g.procs[proc] = part
			at++
		}
	}
}

// copy returns the statement with a variable, or a label, of its own.
func (g *gen) copy(s *Stmt) *Stmt {
	s = clone([]*Stmt{s})[0]
	if s.Kind == RecvOk {
		g.vars++
		s.Var = g.vars
	}
	if old := s.Label; s.loop() && old != 0 {
		g.labels++
		s.Label = g.labels
		each(s.Body, func(t *Stmt) {
			if t.Label == old {
				t.Label = s.Label
			}
		})
	}
	return s
}

func count(s *Stmt) int {
	n := 0
	for _, list := range s.blocks() {
		each(*list, func(*Stmt) { n++ })
	}
	return n
}

func do(k Kind, o int) *Stmt { return &Stmt{Kind: k, Obj: o} }

func with(k Kind, o int, body ...*Stmt) *Stmt { return &Stmt{Kind: k, Obj: o, Body: body} }

// topic adds one thing that goroutines do together.
func (g *gen) topic() {
	switch g.draw(18) {
	default:
		g.stream()
	case 7:
		g.sections()
	case 8:
		g.readers()
	case 9, 10:
		g.group()
	case 11:
		g.condition()
	case 12:
		g.initialize()
	case 13, 14:
		g.context()
	case 15:
		g.flag()
	case 16:
		g.gather()
	case 17:
		g.tryLock()
	}
}

// channel declares a channel.
func (g *gen) channel(capacity int) int {
	return g.obj(Obj{Kind: Chan, Cap: capacity, Field: g.one(5), Signal: g.one(3)})
}

// stream is senders and receivers of a channel.
func (g *gen) stream() {
	size := []int{0, 0, 0, 1, 1, 2}[g.draw(6)]
	if g.one(40) {
		size = -1
	}
	c := g.channel(size)
	from, to := g.two()
	n := 1 + g.draw(2)
	closes := g.one(3)
	g.give(from, g.repeat(n, do(Send, c))...)
	if closes {
		g.give(from, do(Close, c))
	}
	switch g.draw(5) {
	default:
		g.give(to, g.repeat(n, do(Recv, c))...)
	case 2:
		g.give(to, do(RecvOk, c))
		g.give(to, g.repeat(n-1, do(Recv, c))...)
	case 3:
		g.give(to, with(Range, c, g.little()...))
	case 4:
		g.give(to, do(Recv, c))
		if closes && g.one(2) {
			g.give(to, do(Close, c))
		}
	}
	if g.one(6) { // somebody joins them
		g.give(g.draw(len(g.procs)), do([]Kind{Recv, Send, Recv, Send, Close}[g.draw(5)], c))
	}
}

// little is the body of a loop that needs none.
func (g *gen) little() []*Stmt {
	if g.one(2) {
		return nil
	}
	return []*Stmt{do(Sleep, 0)}
}

// repeat is n times the statement, in a loop or not.
func (g *gen) repeat(n int, s *Stmt) []*Stmt {
	if n > 1 && g.one(2) {
		return []*Stmt{{Kind: Loop, N: n, Body: []*Stmt{s}}}
	}
	var list []*Stmt
	for range n {
		list = append(list, clone([]*Stmt{s})...)
	}
	return list
}

// assemble makes the root start the others, or each other.
func (g *gen) assemble(bodies [][]*Stmt) {
	for i := len(bodies) - 1; i > 0; i-- {
		s := with(Go, 0, bodies[i]...)
		if group := g.groups[i]; group >= 0 {
			s.Kind, s.Obj = GroupGo, group
		}
		if len(bodies) == 2 && g.one(6) {
			s = &Stmt{Kind: Loop, N: 2, Body: []*Stmt{s}}
		}
		by := 0
		if g.one(5) {
			by = g.draw(i)
		}
		at := 0
		if by == 0 && g.one(3) || by > 0 {
			at = g.draw(g.head(bodies[by]) + 1)
		}
		bodies[by] = append(bodies[by][:at:at], append([]*Stmt{s}, bodies[by][at:]...)...)
	}
	g.p.Body = bodies[0]
	if len(g.p.Body) == 0 {
		g.p.Body = []*Stmt{do(Sleep, 0)}
	}
}

// head returns how many statements of the list come before those that leave it.
func (g *gen) head(list []*Stmt) int {
	for i, s := range list {
		if s.Kind == Return || s.Kind == Break || s.Kind == Continue || s.Kind == Panic {
			return i
		}
	}
	return len(list)
}
