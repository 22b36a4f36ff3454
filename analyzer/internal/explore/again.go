package explore

import "go/types"

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
