package oracle

import "math/rand/v2"

// fills is how often what a claim passes over is filled in, each time otherwise.
const fills = 300

// A filler does what a claim passes over: the operations of the helpers that are
// called, those of goroutines that it does not mention, and the turns of a loop
// over a channel that a helper made, for all but the last. The claim does not say
// when, nor which way choices go there, so that is drawn at random.
type filler struct {
	random *rand.Rand
	begins map[int]bool // goroutines that the claim mentions, by what starts them
}

func newFiller(c Claim, seed uint64) *filler {
	l := &filler{random: rand.New(rand.NewPCG(seed, 3)), begins: map[int]bool{}}
	for _, m := range append(append([]Move(nil), c.Moves...), c.Waits...) {
		l.begins[m.Begin] = true
		if m.Peer != nil {
			l.begins[m.Peer.Begin] = true
		}
	}
	return l
}

// passed reports whether the claim passes over what a goroutine does now.
func (l *filler) passed(p *proc) bool { return l != nil && (!l.begins[p.begin()] || p.called()) }

// called reports whether a goroutine is in a helper that it did not begin with.
func (p *proc) called() bool {
	for _, f := range p.frames {
		if f.call != nil && f.call.Kind == Call {
			return true
		}
	}
	return false
}

// fill does some of what is passed over, and all that a goroutine must do before
// it is back where the claim has it.
func (f *forcer) fill(p *proc) error {
	for f.filler != nil && (f.filler.passed(p) || f.filler.random.IntN(2) == 0) {
		o, any := f.filling()
		if !any {
			return nil
		}
		if err := f.choose(o); err != nil {
			return err
		}
		if err := f.prepare(); err != nil {
			return err
		}
	}
	return nil
}

// turns reports whether a goroutine can receive in a loop over a channel that a
// helper made.
func (f *forcer) turns(p *proc) bool {
	return p.phase == ready && p.op.s.Kind == Range && f.code.p.Objs[p.op.s.Obj].Local && f.ready(p)
}

// filling draws one of the operations that can happen and are passed over.
func (f *forcer) filling() (Option, bool) {
	var list []Option
	for _, o := range f.options() {
		if o.Pick == expire {
			continue
		}
		if p := f.procs[o.Proc]; f.filler.passed(p) || f.turns(p) {
			list = append(list, o)
		}
	}
	if len(list) == 0 {
		return Option{}, false
	}
	return list[f.filler.random.IntN(len(list))], true
}
