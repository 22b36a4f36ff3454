package explore

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// Level returns how far a defect is to be trusted. It is certain if it takes no
// more than an unlucky order and one thing that fails: no large number was taken
// for a smaller one, no large buffer has to fill up, nor one of a size that is not
// known, little is supposed of data, no server ends beside another. And what is
// stuck is stuck for long: nobody goes on meanwhile, and the process does not end
// with the function.
func (d Defect) Level() lifetime.Level {
	if d.Scaled || d.Busy || d.Guess || d.fillsUp() || d.failures() > 1 || d.passes() || d.getsTest() {
		return lifetime.Likely
	}
	return lifetime.Certain
}

// getsTest reports whether the function is given a test.
func (d Defect) getsTest() bool {
	for v := range d.Root.Top().Sig.Params().Variables() {
		if n, ok := types.Unalias(deref(v.Type())).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "testing" {
			return true
		}
	}
	return false
}

// passes reports whether the process is about to end when somebody is stuck: the
// function runs once, or in a command that is done then, and does not hang
// itself. Who waits for what nobody ever sends means to wait for ever; so may main,
// until it is killed.
func (d Defect) passes() bool {
	switch {
	case d.Root.OfMain():
		return true
	case !d.Root.InCommand():
		return false
	}
	if d.Root.HoldsUp() {
		for _, w := range append([]Wait{d.Wait}, d.Others...) {
			if w.Proc == 0 && !d.onPurpose(w) {
				return false
			}
		}
	}
	return true
}

func (d Defect) onPurpose(w Wait) bool {
	var ch ast.Expr
	switch x := w.Node.(type) {
	case *ast.UnaryExpr:
		ch = x.X
	case *ast.RangeStmt:
		ch = x.X
	default:
		return false
	}
	c := d.Root.Pkg.Chan(ch)
	return c == nil || !c.Has(lifetime.Send) && !c.Has(lifetime.Close)
}

// roomy is from when on a buffer is so large that it is not certain that it ever
// fills up: what fills it may be gone before.
const roomy = 16

// fillsUp reports whether a send blocks only when a buffer has been filled of which
// it is not certain that it ever is: a large one, for which no count in the text is
// enough, or one of a size that is not known, by a number that is not known either.
// The author may know that it is not.
func (d Defect) fillsUp() bool {
	p := d.Root.Pkg
	call := makeAt(p, d.Wait.Made)
	if d.Wait.Kind != "send" || call == nil || len(call.Args) < 2 {
		return false
	}
	size, known := p.Integer(call.Args[1])
	if !known {
		return slices.ContainsFunc(d.Trace, func(s Step) bool { return s.Count })
	}
	enough := size < roomy
	note := func(e ast.Expr) {
		n, ok := p.Integer(e)
		enough = enough || ok && n > size
	}
	ast.Inspect(d.Root.Top().Node, func(n ast.Node) bool {
		bounds(n, note)
		return !enough
	})
	return !enough
}

// failures counts the goroutines that must have failed, if one of them served:
// a server serves until something is wrong with it. The one that waits has
// another number on the way: it is known by where it begins.
func (d Defect) failures() int {
	p := d.Root.Pkg
	waits := d.Wait.Proc > 0 && p.ServedBefore(d.Wait.Pos, d.Root)
	ended, failed := map[int]bool{}, map[int]bool{}
	note := func(proc int, begin, pos token.Pos) {
		if proc > 0 && (begin != d.Wait.Begin || pos == d.Wait.Pos) && p.ServedBefore(pos, d.Root) {
			ended[proc] = true
		}
	}
	for _, s := range d.Trace {
		if s.Fails && s.Proc > 0 && !(waits && s.Begin == d.Wait.Begin) {
			failed[s.Proc] = true
		}
		note(s.Proc, s.Begin, s.Pos)
		note(s.Peer, s.PeerBegin, s.PeerPos)
	}
	if waits {
		ended[0] = true
	}
	if len(ended) == 0 {
		return 0
	}
	for proc := range failed {
		ended[proc] = true
	}
	return len(ended)
}
