package explore

import (
	"go/ast"
	"go/token"
)

// A Step is an operation of an interleaving, or a choice.
type Step struct {
	Proc    int // goroutines are numbered in the order in which they start; 0 is the root
	Pos     token.Pos
	Node    ast.Node // of an operation, what does it
	Peer    int      // the goroutine that it meets, or -1
	PeerPos token.Pos
	Case    int // which way a choice goes, which clause of a select; -1: none

	Kind             string    // of the operation; choice, or yield if it cannot block
	Begin, PeerBegin token.Pos // where the goroutines are started
	Guess            bool      // a choice that only an unknown condition makes, other than whether something failed
	Count            bool      // a choice of a number, beside another one that is not known
	Fails            bool      // something fails, or takes too long
	Acted            bool      // of a choice: the goroutine had done something before that another can see
	Asked            int       // how many choices on data the goroutine has made, with this one
	Ended            bool      // the goroutine is gone after it
	Despite          bool      // something goes well although it was seen to have failed before
	Blind            bool      // it takes, or gives back, a lock or the like that is not in sight
}

// step tells of a move that is about to be made, and what is supposed by it. The
// goroutine counts what it supposes.
func (m *machine) step(s *state, mv move) Step {
	p := s.procs[mv.proc]
	in := p.at()
	step := Step{Proc: p.id, Pos: in.pos, Node: in.node, Peer: -1, Case: -1, Kind: in.op.String(), Begin: p.begin, Fails: s.fails(p, mv)}
	switch {
	case p.forks > 0:
		step.Case, step.Kind = mv.way, "choice"
		step.Guess = in.guess && in.name != failed && !(in.name == ends && mv.way == 1)
		step.Count = p.counts && s.counted()
		if step.Guess {
			p.asked++
		}
		step.Asked, step.Acted = p.asked, p.acted
		step.Despite = in.name == failed && s.wentWell(p.top().peek(0), mv.way)
	case in.op == opLock, in.op == opRLock, in.op == opYield, in.op == opGive:
		v, ok := subject(p)
		o := s.object(s.resolve(v))
		step.Blind = ok && (o == nil || o.open)
		if o, kind := s.target(v, in.op); p.announces(o, kind) {
			step.Kind = "announce"
		}
	case in.op == opSelect && mv.arm < 0:
		step.Case = in.b
	case in.op == opSelect:
		step.Case = in.arms[mv.arm].index
	}
	if mv.peer >= 0 {
		q := s.procs[mv.peer]
		step.Peer, step.PeerPos, step.PeerBegin = q.id, q.at().pos, q.begin
	}
	return step
}
