package explore

import (
	"slices"
	"strings"
)

// This file holds what locks do once nothing blocks.

// doLend makes an unknown lock on the stack one that the system has, free at
// first: others who have taken it give it back. One that is given back first
// has been taken out of sight: nobody knows by whom.
func doLend(x *exec, f *frame, in *instr) {
	v := x.s.resolve(f.pop())
	if v.kind == symbol && !x.s.isSkipped(v) {
		lock := x.s.add(object{kind: objectKind(in.a), open: true, lent: in.b == 0, site: in.pos})
		x.s.learn(v, lock)
		v = lock
	}
	f.push(v)
}

// Unlocking what is not locked ends the program.
func doUnlock(x *exec, f *frame, in *instr) {
	v := f.pop()
	o, kind := x.s.target(v, opLock)
	switch {
	case o == nil || o.anybodys():
	case kind == opRLock:
		x.releases(o)
	case o.by != 0:
		o.by = 0
		x.m.gives[o.site] = true
	default:
		x.exits = !o.open // else it was taken out of sight
	}
}

func (x *exec) releases(o *object) {
	if o.n == 0 {
		x.exits = !o.open
		return
	}
	o.n--
	x.m.gives[o.site] = true
}

func doRUnlock(x *exec, f *frame, in *instr) {
	o := x.s.object(f.pop())
	if o != nil && !o.anybodys() {
		x.releases(o)
	}
}

func doTryLock(x *exec, f *frame, in *instr) {
	x.m.odd = true // it sees whether a lock has been given back
	o := x.s.object(f.pop())
	if o == nil || o.open {
		f.push(x.s.fresh())
		return
	}
	free := o.by == 0 && o.n == 0
	if free {
		o.by = x.p.id + 1
	}
	f.push(truth(free))
}

// mayGive notes that the goroutine gives back one of the locks that are lent to
// it, and nobody knows which.
func (x *exec) mayGive() {
	for i := range x.s.heap {
		if o := &x.s.heap[i]; o.lent && o.open && o.by == x.p.id+1 {
			o.lent = false
		}
	}
}

// holding returns what an unknown thing has in a field, or what a package variable
// holds: what it was when it was asked for before, unless that is forgotten.
func (x *exec) holding(in *instr, of value) value {
	n := len(x.s.symbols)
	v := x.s.derived(in.name, of, value{})
	if len(x.s.symbols) > n {
		x.s.symbols[n].guarded = x.guards(in)
	}
	return v
}

// replace makes such a part what was assigned to it. Who read it before keeps what
// it was.
func (x *exec) replace(in *instr, of, is value) {
	for i := range x.s.symbols {
		if u := &x.s.symbols[i]; u.op == in.name && u.a == of {
			u.op, u.a = "", value{}
		}
	}
	x.s.symbols = append(x.s.symbols, unknown{op: in.name, a: of, is: x.s.resolve(is), guarded: x.guards(in)})
}

// guards reports whether what an instruction comes to can change as soon as the
// goroutine gives back the lock that it holds.
func (x *exec) guards(in *instr) bool {
	return in.b == othersChange && slices.ContainsFunc(x.s.heap, func(o object) bool {
		return o.isHeld() && (o.by == x.p.id+1 || o.n > 0)
	})
}

// othersChange marks instructions that come to what others change.
const othersChange = 1

// anew forgets, when a goroutine takes a lock and has no other, what was read of the
// lock's own thing while it was held before: others may have had it since.
func (s *state) anew(lock value) {
	if slices.ContainsFunc(s.heap, func(o object) bool { return o.isHeld() }) {
		return
	}
	for _, l := range s.symbols {
		if l.op == "" || l.is != lock {
			continue
		}
		for i := range s.symbols {
			if u := &s.symbols[i]; u.guarded && s.resolve(u.a) == s.resolve(l.a) {
				u.op, u.a, u.guarded = "", value{}, false
			}
		}
	}
}

// meanwhile forgets what is known of the fields of unknown things, after a receive
// of what somebody out of sight has sent: it is a sign that he has done something.
// Who holds a lock finds it where it was.
func (s *state) meanwhile(ch value) {
	if o := s.object(ch); o != nil && o.kind != channel || ch.kind == symbol && s.symbols[ch.n].op == "Done" {
		return
	}
	if slices.ContainsFunc(s.heap, func(o object) bool { return o.isHeld() }) {
		return
	}
	for i := range s.symbols {
		u := &s.symbols[i]
		if (strings.HasPrefix(u.op, ".") || strings.HasPrefix(u.op, global)) && s.object(s.resolve(u.is)) == nil {
			u.op = ""
		}
	}
}
