package explore

import (
	"go/token"
	"slices"
)

// A state is one moment of a system.
type state struct {
	procs   []*proc
	heap    []object
	symbols []unknown
	starts  int    // goroutines started so far
	scaled  bool   // a large number was taken for a smaller one
	in      pieces // where its goroutines lie
}

// An unknown is what a symbol stands for: nothing that is known, or what an
// operation gives for operands of which one is not known.
type unknown struct {
	op   string
	a, b value
	is   value // what it has turned out to be

	skipped bool  // it follows from what was passed over
	guarded bool  // it was read under a lock, and may change when that is given back
	depth   int   // of operations
	of      value // of what a method of another package's thing returns: that thing
}

// deepest is how many operations on what is not known are followed: who goes on
// along a list, or counts on, does it for ever.
const deepest = 8

// A proc is a goroutine.
type proc struct {
	id     int // in the order in which they start; the root is 0
	frames []*frame
	choice int   // taken, for the choice that the next instruction asks for; -1: none
	forks  int   // choices that the next instruction asks for; 0: none
	counts bool  // the choice is how many there are
	acted  bool  // it has done something that another can see
	asked  int   // the choices on data that it has made; not a part of the state
	after  bool  // the first half of the next instruction has happened
	panics bool  // unwinding
	failed value // whose method has failed, until others see what comes of it
	begin  token.Pos
	left   token.Pos // where its function returned; not a part of the state
}

// A frame is a call that has not returned.
type frame struct {
	code   *code
	pc     int
	slots  []value
	stack  []value
	defers []deferred
	wanted int    // results that the caller uses; -1: leave them on the stack
	ending ending // why its deferred calls run
	result []value
}

type ending uint8

const (
	running ending = iota
	returning
	unwinding
	recovered
)

// A deferred is a call that waits for its function to return.
type deferred struct {
	fun  value
	args []value
}

// pieces are what the goroutines of a state lie in: there are very many.
type pieces struct {
	procs  []proc
	frames []frame
	stacks []*frame
	values []value
}

// clone copies a state.
func (s *state) clone() *state { return s.cloneTo(&state{}) }

// cloneTo copies a state to where one was that nobody needs any more.
func (s *state) cloneTo(c *state) *state {
	depth, size := 0, 0
	for _, p := range s.procs {
		depth += len(p.frames)
		for _, f := range p.frames {
			size += len(f.slots) + len(f.stack)
		}
	}
	const room = 4 // for what a step makes
	*c = state{
		procs:   ofLen(c.procs, len(s.procs)),
		heap:    append(ofLen(c.heap, len(s.heap)+room)[:0], s.heap...),
		symbols: append(ofLen(c.symbols, len(s.symbols)+room)[:0], s.symbols...),
		starts:  s.starts,
		scaled:  s.scaled,
		in:      pieces{ofLen(c.in.procs, len(s.procs)), ofLen(c.in.frames, depth), ofLen(c.in.stacks, depth), ofLen(c.in.values, size)},
	}
	procs, frames, stacks, values := c.in.procs, c.in.frames, c.in.stacks, c.in.values
	copied := func(vs []value) []value {
		n := copy(values, vs)
		to := values[:n:n]
		values = values[n:]
		return to
	}
	for i, p := range s.procs {
		c.procs[i] = &procs[i]
		procs[i] = *p
		n := len(p.frames)
		procs[i].frames, stacks = stacks[:n:n], stacks[n:]
		for j, f := range p.frames {
			frames[j] = *f
			frames[j].slots, frames[j].stack, frames[j].defers = copied(f.slots), copied(f.stack), slices.Clone(f.defers)
			procs[i].frames[j] = &frames[j]
		}
		frames = frames[n:]
	}
	return c
}

// ofLen returns a slice of n elements, in an old one's place if there is room.
func ofLen[T any](old []T, n int) []T {
	if n <= cap(old) {
		return old[:n]
	}
	return make([]T, n)
}

func (p *proc) top() *frame { return p.frames[len(p.frames)-1] }

// at returns the instruction that a goroutine executes next.
func (p *proc) at() *instr {
	f := p.top()
	return &f.code.ins[f.pc]
}

func (f *frame) push(v value) { f.stack = append(f.stack, v) }

// pop takes the last value. In code that does not type-check there may be none.
func (f *frame) pop() value {
	if len(f.stack) == 0 {
		return value{}
	}
	v := f.stack[len(f.stack)-1]
	f.stack = f.stack[:len(f.stack)-1]
	return v
}

// popN takes n values, the last pushed last.
func (f *frame) popN(n int) []value {
	for len(f.stack) < n { // see pop
		f.stack = append(f.stack, value{})
	}
	at := len(f.stack) - n
	v := slices.Clone(f.stack[at:])
	f.stack = f.stack[:at]
	return v
}

// peek returns the value i below the top.
func (f *frame) peek(i int) value {
	if i >= len(f.stack) {
		return value{} // see pop
	}
	return f.stack[len(f.stack)-1-i]
}

// add puts an object on the heap.
func (s *state) add(o object) value {
	s.heap = append(s.heap, o)
	return pointer(len(s.heap) - 1)
}

// object returns what a value points to, or nil.
func (s *state) object(v value) *object {
	if v.kind != ref {
		return nil
	}
	return &s.heap[v.n]
}

// set changes one of an object's values.
func (s *state) set(v value, i int, to value) {
	o := s.object(v)
	if o == nil || i >= len(o.vals) {
		return
	}
	o.vals = slices.Clone(o.vals)
	o.vals[i] = to
}

// fresh makes a symbol that nothing else equals.
func (s *state) fresh() value {
	s.symbols = append(s.symbols, unknown{})
	return value{kind: symbol, n: int64(len(s.symbols) - 1)}
}

// skipped makes a symbol for what is only unknown because nobody looked.
func (s *state) skipped() value {
	s.symbols = append(s.symbols, unknown{skipped: true})
	return value{kind: symbol, n: int64(len(s.symbols) - 1)}
}

// isSkipped reports whether a value follows from what was passed over.
func (s *state) isSkipped(v value) bool {
	v = s.resolve(v)
	return v.kind == symbol && s.symbols[v.n].skipped
}

func (s *state) depth(v value) int {
	if v = s.resolve(v); v.kind == symbol {
		return s.symbols[v.n].depth
	}
	return 0
}

// derived returns the symbol for an operation on values: the same one for the
// same operation on the same values.
func (s *state) derived(op string, a, b value) value {
	for i := range s.symbols {
		if u := &s.symbols[i]; u.op == op && u.a == a && u.b == b {
			return s.resolve(value{kind: symbol, n: int64(i)})
		}
	}
	depth := 1 + max(s.depth(a), s.depth(b))
	if depth > deepest {
		return s.skipped()
	}
	s.symbols = append(s.symbols, unknown{op: op, a: a, b: b, skipped: s.isSkipped(a) || s.isSkipped(b), depth: depth})
	return value{kind: symbol, n: int64(len(s.symbols) - 1)}
}

// resolve returns what a symbol has turned out to be, or the value itself.
func (s *state) resolve(v value) value {
	for v.kind == symbol {
		is := s.symbols[v.n].is
		if is.kind == none {
			return v
		}
		v = is
	}
	return v
}

// learn fixes a symbol, and what follows from it.
func (s *state) learn(v, is value) {
	v = s.resolve(v)
	if v.kind != symbol || v == is {
		return
	}
	s.symbols[v.n].is = is
	u := s.symbols[v.n]
	switch {
	case u.op == "!":
		s.learn(u.a, truth(is == no))
	case u.op == "==" && is == yes && s.resolve(u.b) == nilValue:
		s.learn(u.a, supposed)
	case u.op == "==" && is == yes && s.resolve(u.b).kind != symbol && !s.descends(u.b, u.a):
		s.learn(u.a, s.resolve(u.b))
	}
}

// descends reports whether a context comes from another: it is not the same.
func (s *state) descends(v, from value) bool {
	for {
		v = s.resolve(v)
		if v == s.resolve(from) {
			return true
		}
		o := s.object(v)
		if o == nil || o.kind != context {
			return false
		}
		v = o.vals[0]
	}
}

// expose marks all that can be reached from a value as open: code that is not
// in sight may use it.
func (s *state) expose(v value) {
	o := s.object(s.resolve(v))
	if o == nil || o.open {
		return
	}
	o.open = true
	kind, vals, keys := o.kind, o.vals, o.keys
	if kind == cancel {
		s.object(vals[0]).n = 1 // they may cancel it, some day
		return
	}
	if kind == context {
		return // who has a context cannot cancel it
	}
	for _, x := range vals {
		s.expose(x)
	}
	for _, x := range keys {
		s.expose(x)
	}
}
