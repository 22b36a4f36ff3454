package oracle

import "runtime"

// A phase is what a goroutine is doing when all are quiet.
type phase uint8

const (
	running phase = iota // between operations; nobody is, when all are quiet
	ready                // waits for a turn, to begin the operation
	inside               // has begun it, and is blocked in it
	ended
)

// A proc is a goroutine of a program.
type proc struct {
	id     int
	run    *run
	turns  chan int
	phase  phase
	op     op
	since  int // the step at which it blocked
	passed int // operations completed
	env    env
	frames []*frame
	loops  []int // turns done in the loops around
	spawn  *Stmt // what started it; nil for the root
}

// An env is what the names in scope mean. Names never change their meaning, so
// a closure takes a copy.
type env struct {
	objs []*object
	args []*object // of the helper
	vars []bool
}

func (e env) clone() env {
	return env{append([]*object(nil), e.objs...), e.args, append([]bool(nil), e.vars...)}
}

// of is the environment of a helper that is called with arguments.
func (e env) of(args []int) env {
	inner := env{objs: e.objs, vars: e.vars}
	for _, a := range args {
		inner.args = append(inner.args, e.objs[a])
	}
	return inner
}

func (p *proc) obj(j int) *object {
	if j < 0 {
		return p.env.args[-j-1]
	}
	return p.env.objs[j]
}

// A frame is a function call. Its deferred calls and its panic are kept here.
type frame struct {
	call    *Stmt // nil for the goroutine's function
	defers  []deferred
	panic   any
	leaving bool
}

type deferred struct {
	s   *Stmt
	do  exec
	env env
}

// An op is an operation that a proc waits to begin, or is blocked in.
type op struct {
	s    *Stmt
	kind opKind
	obj  *object
	ways []way // of channel operations: one, or a select's
	fire bool  // a timer is among the ways
	def  bool  // it never blocks
	all  bool  // it is a select: ways are picks
}

// An opKind tells what must hold for an operation to begin, and which picks
// there are.
type opKind uint8

const (
	plain   opKind = iota // can begin any time
	local                 // nobody else notices
	flip                  // nobody else notices, two picks
	comm                  // begins any time, has ways
	locking               // begins when the lock is free
	rlocking
	onceOp // begins when nobody is inside
)

// A way is one channel operation of a comm.
type way struct {
	o     *object // nil for a timer
	c     chan int
	done  <-chan struct{} // or this, of a context
	send  bool
	fires bool
}

// Picks besides the cases of a select.
const (
	whole    = -1 // do the operation as it stands: take the default, or block
	fire     = -2 // the timer of a blocked select fires
	announce = -3 // stop new readers
	expire   = -4 // a context's time is over
)

// turn waits until the schedule says that the operation is to begin, and
// returns which pick.
func (p *proc) turn(o op) int {
	p.op, p.phase = o, ready
	select {
	case pick := <-p.turns:
		p.phase = inside
		return pick
	case <-p.run.kill:
		runtime.Goexit()
		return 0
	}
}

// alone is turn for operations without picks.
func (p *proc) alone(s *Stmt, kind opKind, o *object) {
	p.turn(op{s: s, kind: kind, obj: o})
}

// pass ends an operation.
func (p *proc) pass() {
	p.phase = running
	p.passed++
}

// crash ends the process: a panic that nobody recovers, or a misuse of a lock.
func (p *proc) crash() {
	p.run.crashed.Store(true)
	runtime.Goexit()
}

// die is for what must not be: the oracle itself is wrong.
func (p *proc) die(what string) {
	p.run.fault.Store(&what)
	runtime.Goexit()
}

// start runs a goroutine's function on a goroutine.
func (p *proc) start(body exec) {
	defer func() {
		if r := recover(); r != nil {
			p.run.crashed.Store(true)
		}
		p.phase = ended
	}()
	p.call(nil, body)
}

// call runs a function of the program, with what it defers.
func (p *proc) call(s *Stmt, body exec) {
	f := &frame{call: s}
	p.frames = append(p.frames, f)
	outer, depth, loops := p.env, len(p.frames), len(p.loops)
	clean := false
	defer func() {
		if p.run.over() {
			return
		}
		if !clean {
			f.panic = p.caught(recover())
		}
		f.leaving = true
		p.loops = p.loops[:loops]
		p.unwind(f)
		p.frames, p.env = p.frames[:depth-1], outer
		if f.panic != nil {
			panic(f.panic)
		}
	}()
	body(p)
	clean = true
}

// caught is the panic on its way, if there is one. If an operation ended by it,
// that has passed.
func (p *proc) caught(r any) any {
	if r != nil && p.phase == inside {
		p.pass()
	}
	return r
}

// unwind does what the frame deferred, last first.
func (p *proc) unwind(f *frame) {
	for len(f.defers) > 0 {
		d := f.defers[len(f.defers)-1]
		f.defers = f.defers[:len(f.defers)-1]
		func() {
			defer func() {
				if p.run.over() {
					return
				}
				if r := p.caught(recover()); r != nil {
					f.panic = r
				}
			}()
			p.env = d.env
			d.do(p)
		}()
	}
}
