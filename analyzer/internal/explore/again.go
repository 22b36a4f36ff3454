package explore

import (
	"go/types"
	"slices"
)

// Two calls that ask the same of the same get the same answer, where that is
// all that the function looks at: conditions on it agree. What other functions
// look at may change.

// steady are the packages whose functions look at nothing but what they are
// given; others are the functions that might as well.
var (
	steady = map[string]bool{"strings": true, "strconv": true, "path": true, "path/filepath": true, "unicode": true, "unicode/utf8": true}
	others = map[string]bool{"errors.Is": true, "os.Getenv": true, "os.LookupEnv": true, "slices.Contains": true, "(context.Context).Value": true,
		"(reflect.Value).Len": true, "(reflect.Value).NumField": true, "(reflect.Type).NumField": true, "(reflect.Type).NumMethod": true}
)

func answersAlike(fn *types.Func) bool {
	return fn.Pkg() != nil && steady[fn.Pkg().Path()] && fn.Signature().Recv() == nil || others[fn.FullName()]
}

// doAsk leaves the b results of such a function for the a arguments.
func doAsk(x *exec, f *frame, in *instr) {
	asked, alike := value{}, true
	args := f.popN(in.a)
	x.written(args, x.s.fresh)
	for _, v := range args {
		v = x.s.resolve(v)
		alike = alike && x.s.object(v) == nil // which may change
		asked = x.s.derived("and", asked, v)
	}
	for i := range in.b {
		if alike {
			f.push(x.s.derived(in.name, asked, num(int64(i))))
		} else {
			f.push(x.s.fresh())
		}
	}
}

// What has failed for good does not go well after that: when receiving fails, in
// a loop that serves a stream, sending on it fails, too. That something fails
// need not mean that, so it is only a supposition more: see price.

// answers notes of the last of a method's n results, on the stack, whose it is.
func (s *state) answers(f *frame, of value, n int) {
	if last := f.peek(0); n > 0 && last.kind == symbol && of.kind == symbol {
		s.symbols[last.n].of = of
	}
}

// asker returns whose result a condition compares with nil, and whether it is nil
// if the condition holds.
func (s *state) asker(cond value) (of value, holds bool) {
	v := s.resolve(cond)
	for holds = true; v.kind == symbol && s.symbols[v.n].op == "!"; holds = !holds {
		v = s.resolve(s.symbols[v.n].a)
	}
	if v.kind != symbol {
		return value{}, false
	}
	u := s.symbols[v.n]
	if v = s.resolve(u.a); u.op != "==" || v.kind != symbol || s.resolve(u.b) != nilValue {
		return value{}, false
	}
	return s.resolve(s.symbols[v.n].of), holds
}

// wentWell reports whether a choice says that what has failed goes well now.
func (s *state) wentWell(cond value, way int) bool {
	of, holds := s.asker(cond)
	return of.kind == symbol && holds == (way == 0) && slices.ContainsFunc(s.symbols, func(u unknown) bool {
		return u.op == failed && s.resolve(u.a) == of && u.is == yes
	})
}

// fails notes that something fails for good, as far as can be seen, that others
// have, too.
func (x *exec) fails(cond value, way int) {
	of, holds := x.s.asker(cond)
	if of.kind == symbol && holds != (way == 0) && slices.ContainsFunc(x.s.procs, func(q *proc) bool { return q != x.p && x.s.knows(q, of) }) {
		x.p.failed = of
	}
}

// shows notes that a goroutine does something that others see, after something
// has failed: from here on they may know.
func (x *exec) shows() {
	if x.p.failed.kind == symbol {
		x.s.learn(x.s.derived(failed, x.p.failed, value{}), yes)
	}
	x.p.failed = value{}
}
