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
	others = map[string]bool{"errors.Is": true, "os.Getenv": true, "os.LookupEnv": true, "slices.Contains": true, "(context.Context).Value": true}
)

func answersAlike(fn *types.Func) bool {
	return fn.Pkg() != nil && steady[fn.Pkg().Path()] && fn.Signature().Recv() == nil || others[fn.FullName()]
}

// doAsk leaves the b results of such a function for the a arguments.
func doAsk(x *exec, f *frame, in *instr) {
	asked, alike := value{}, true
	for _, v := range f.popN(in.a) {
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

// What has failed for good, and was seen to, does not go well after that: a
// stream that ended does not send. That something fails need not mean that, so
// it is only a supposition more: see price.

// answers notes of the last of a method's n results, on the stack, whose it is.
func (s *state) answers(f *frame, of value, n int) {
	if last := f.peek(0); n > 0 && last.kind == symbol && of.kind == symbol {
		s.symbols[last.n].of = of
	}
}

// asksOf returns of what a condition asks whether it has failed.
func (s *state) asksOf(cond value) value {
	for v := s.resolve(cond); v.kind == symbol; v = s.resolve(s.symbols[v.n].a) {
		if u := s.symbols[v.n]; u.op != "!" && u.op != "==" {
			return s.resolve(u.of)
		}
	}
	return value{}
}

// shows notes that a goroutine does something that others see, after something
// has failed: from here on they may know.
func (x *exec) shows() {
	if x.p.failed.kind == symbol {
		x.s.learn(x.s.derived("failed", x.p.failed, value{}), yes)
	}
	x.p.failed = value{}
}

func (s *state) hasFailed(v value) bool {
	return v.kind == symbol && slices.ContainsFunc(s.symbols, func(u unknown) bool {
		return u.op == "failed" && s.resolve(u.a) == v && u.is == yes
	})
}
