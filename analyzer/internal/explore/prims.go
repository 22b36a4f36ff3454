package explore

// This file holds what the primitives do once nothing blocks.

func doClose(x *exec, f *frame, in *instr) {
	v := f.pop()
	o := x.s.object(v)
	switch {
	case v.kind == null:
		x.panic()
	case o == nil || o.kind != channel || o.open:
	case o.flag:
		x.panic()
	default:
		o.flag = true
	}
}

func doAdd(x *exec, f *frame, in *instr) {
	n, ok := x.count(f.peek(0))
	if !ok {
		return
	}
	f.pop()
	o := x.s.object(f.pop())
	if o == nil || o.open {
		return
	}
	if n.kind != number {
		o.open = true
		return
	}
	x.add(o, int(n.n))
}

func doAddOne(x *exec, f *frame, in *instr) {
	if o := x.s.object(f.pop()); o != nil {
		o.n++
	}
}

func doDoneOne(x *exec, f *frame, in *instr) {
	if o := x.s.object(f.pop()); o != nil && !o.open {
		x.add(o, -1)
	}
}

// add changes a group's count. Below zero it panics, and stays there.
func (x *exec) add(o *object, n int) {
	if o.n += n; o.n < 0 {
		x.panic()
	}
}

func doRLocker(x *exec, f *frame, in *instr) {
	f.push(x.s.add(object{kind: rlocker, vals: []value{f.pop()}}))
}

func doNewCond(x *exec, f *frame, in *instr) {
	f.push(x.s.add(object{kind: cond, vals: []value{f.pop()}}))
}

// doSleepOn joins those who wait for a condition, and unlocks its lock.
func doSleepOn(x *exec, f *frame, in *instr) {
	c := f.pop()
	o := x.s.object(c)
	if o == nil {
		x.mayGive()
		return
	}
	lock, taken := x.s.target(o.vals[0], opLock)
	x.m.odd = x.m.odd || !x.p.has(lock, taken)
	if lock != nil && lock.anybodys() {
		x.lost = true // code that is not in sight may have taken it, or not: then the program ends
		return
	}
	if !o.open {
		o.vals = append(append([]value{}, o.vals...), value{kind: member, n: int64(x.p.id)})
	}
	f.push(o.vals[0])
	doUnlock(x, f, in)
}

func doWake(x *exec, f *frame, in *instr) {
	if o := x.s.object(f.pop()); o != nil && len(o.vals) > 1 {
		o.vals = append([]value{o.vals[0]}, o.vals[2:]...)
	}
}

func doWakeAll(x *exec, f *frame, in *instr) {
	if o := x.s.object(f.pop()); o != nil && len(o.vals) > 1 {
		o.vals = []value{o.vals[0]}
	}
}

func doOnceDone(x *exec, f *frame, in *instr) {
	if o := x.s.object(f.pop()); o != nil {
		o.flag, o.by = true, 0
	}
}

// ended reports whether a context has ended; canEnd whether it still can,
// without anybody in sight.
func (s *state) ended(v value) bool {
	for {
		v = s.resolve(v)
		if v.kind == symbol {
			return s.derived("done", v, value{}) == yes
		}
		o := s.object(v)
		if o == nil || o.kind != context {
			return false
		}
		if o.flag {
			return true
		}
		v = o.vals[0]
	}
}

func (s *state) canEnd(v value) bool {
	for {
		v = s.resolve(v)
		if v.kind == symbol {
			return true
		}
		o := s.object(v)
		if o == nil || o.kind != context {
			return false
		}
		if o.n == 1 {
			return true
		}
		v = o.vals[0]
	}
}

// end ends what can end without anybody in sight: a deadline, or the context
// of the caller.
func (s *state) end(v value) {
	for {
		v = s.resolve(v)
		if v.kind == symbol {
			s.learn(s.derived("done", v, value{}), yes)
			return
		}
		o := s.object(v)
		if o == nil || o.kind != context {
			return
		}
		if o.n == 1 {
			o.flag = true
			return
		}
		v = o.vals[0]
	}
}

func doDerive(x *exec, f *frame, in *instr) {
	ctx := x.s.add(object{kind: context, n: in.a, vals: []value{f.pop()}, site: in.pos})
	f.push(ctx)
	f.push(x.s.add(object{kind: cancel, vals: []value{ctx}, site: in.pos}))
}

func doForget(x *exec, f *frame, in *instr) {
	f.pop()
	f.push(value{kind: never})
}

func doDone(x *exec, f *frame, in *instr) {
	v := f.pop()
	if v.kind == symbol {
		v = x.s.derived("Done", v, value{})
	}
	f.push(v)
}

func doErr(x *exec, f *frame, in *instr) {
	v := f.peek(0)
	result := nilValue
	switch {
	case x.s.ended(v):
		result = failure
	case x.s.canEnd(v):
		c, ok := x.choose(2)
		if !ok {
			return
		}
		if c == 1 {
			x.s.end(v)
			result = failure
		}
	}
	f.pop()
	f.push(result)
}

func doCancel(x *exec, f *frame, in *instr) {
	c := x.s.object(f.pop())
	if c == nil || c.kind != cancel {
		return
	}
	if ctx := x.s.object(c.vals[0]); ctx != nil {
		ctx.flag = true
	}
}

// The timers that there are.
const (
	clockTimer = iota // fires once, on its channel
	ticks
	runsLater // runs a function; its duration is on the stack
	runsAfter // runs a function when the context on the stack has ended
)

func doTimer(x *exec, f *frame, in *instr) {
	o := object{kind: timer, n: 1}
	switch in.a {
	case ticks:
		o.m = 1
	case runsLater:
		f.pop()
		o.vals = []value{{}}
	case runsAfter:
		o.vals = []value{f.pop()}
	}
	f.push(x.s.add(o))
}

// doStopTimer leaves whether that kept the timer from firing. Since Go 1.23 no
// value is left in its channel; before, the usual drain is right where it is
// right now: after a stop that came too late for a value nobody has received.
func doStopTimer(x *exec, f *frame, in *instr) {
	o := x.s.object(f.pop())
	if o == nil || o.kind != timer || o.open {
		f.push(x.s.fresh())
		return
	}
	f.push(truth(o.n == 1))
	o.n = 0
}

func doResetTimer(x *exec, f *frame, in *instr) {
	o := x.s.object(f.pop())
	if o == nil || o.kind != timer || o.open {
		f.push(x.s.fresh())
		return
	}
	x.lost = len(o.vals) > 0 // its function runs again
	f.push(truth(o.n == 1))
	o.n = 1
}

func doGroupContext(x *exec, f *frame, in *instr) {
	ctx := x.s.add(object{kind: context, vals: []value{f.pop()}, site: in.pos})
	f.push(x.s.add(object{kind: group, vals: []value{ctx}}))
	f.push(ctx)
}

// doGroupError ends a group's context if one of its goroutines has failed: its
// error is below the group.
func doGroupError(x *exec, f *frame, in *instr) {
	g, err := x.s.object(f.peek(0)), x.s.resolve(f.peek(1))
	if err.kind == symbol && (x.s.isSome(err) || x.s.derived("==", err, nilValue) == no) {
		err = failure
	}
	if err.kind == symbol && g != nil && !g.open && x.s.object(x.s.resolve(g.vals[0])) != nil {
		c, ok := x.choose(2)
		if !ok {
			return
		}
		if err = nilValue; c == 1 {
			err = failure
		}
	}
	f.popN(2)
	if g != nil && !g.open && err.kind != null {
		x.cancels(g)
	}
}

func (x *exec) cancels(g *object) {
	if ctx := x.s.object(x.s.resolve(g.vals[0])); ctx != nil {
		ctx.flag = true
	}
}

func doGroupEnd(x *exec, f *frame, in *instr) {
	if g := x.s.object(f.pop()); g != nil && g.kind == group {
		x.cancels(g)
	}
}

func doSetLimit(x *exec, f *frame, in *instr) {
	n := f.pop()
	if g := x.s.object(f.pop()); g != nil && n.kind == number {
		g.m = int(n.n)
	}
}

func doAtomLoad(x *exec, f *frame, in *instr) {
	v := f.pop()
	o := x.s.object(v)
	if o == nil || o.kind != atom || o.open {
		f.push(x.s.fresh())
		return
	}
	f.push(x.s.resolve(o.vals[0]))
}

// doThingLoad loads a pointer, or an interface's value. One that is not known is
// taken to be the same each time: such things are seldom exchanged, and what
// they hold is counted and ranged over.
func doThingLoad(x *exec, f *frame, in *instr) {
	if v := f.peek(0); v.kind == symbol {
		f.pop()
		f.push(x.s.derived("load", v, value{}))
		return
	}
	doAtomLoad(x, f, in)
}

func doAtomStore(x *exec, f *frame, in *instr) {
	v, to := f.pop(), f.pop()
	x.write(to, 0, v)
}

func doAtomSwap(x *exec, f *frame, in *instr) {
	v, to := f.pop(), f.peek(0)
	doAtomLoad(x, f, in)
	x.write(to, 0, v)
}

func doAtomAdd(x *exec, f *frame, in *instr) {
	n, to := f.pop(), f.pop()
	o := x.s.object(to)
	if o == nil || o.kind != atom {
		f.push(x.s.fresh())
		return
	}
	sum := x.arithmetic("+", x.s.resolve(o.vals[0]), n)
	x.write(to, 0, sum)
	f.push(sum)
}

func doAtomCompare(x *exec, f *frame, in *instr) {
	o := x.s.object(f.peek(2))
	same := x.s.fresh()
	if o != nil && o.kind == atom && !o.open {
		same = x.equal(x.s.resolve(o.vals[0]), f.peek(1))
	}
	if same.kind != boolean {
		c, ok := x.choose(2)
		if !ok {
			return
		}
		same = truth(c == 0)
	}
	is := f.pop()
	f.pop()
	to := f.pop()
	if same == yes {
		x.write(to, 0, is)
	}
	f.push(same)
}
