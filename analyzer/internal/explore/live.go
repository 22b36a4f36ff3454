package explore

// What a function will not read again it may as well have forgotten: states
// that differ in such variables only are one state, and who has no use for a
// channel any more does not keep others apart from it.

// A slotSet is a set of slots.
type slotSet []uint64

func (s slotSet) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }
func (s slotSet) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s slotSet) drop(i int)     { s[i/64] &^= 1 << (i % 64) }

// forget clears the slots that nobody reads again.
func (s *state) forget() {
	for _, p := range s.procs {
		for _, f := range p.frames {
			f.forget()
		}
	}
}

func (f *frame) forget() {
	if len(f.slots) == 0 {
		return
	}
	c := f.code
	if c.live == nil {
		c.live = liveness(c)
	}
	at := len(c.ins) // only the results
	if f.ending == running {
		at = f.pc
	}
	for i := range f.slots {
		if !c.live[at].has(i) {
			f.slots[i] = value{}
		}
	}
}

// liveness returns for every instruction which slots are read from there on,
// before they are written. Results are read whenever a function ends.
func liveness(c *code) []slotSet {
	words := len(c.boxed)/64 + 1
	all := make([]uint64, words*(len(c.ins)+1))
	live := make([]slotSet, len(c.ins)+1)
	for i := range live {
		live[i] = all[i*words : (i+1)*words]
		for _, r := range c.results {
			live[i].add(r)
		}
	}
	now := make(slotSet, words)
	for changed := true; changed; {
		changed = false
		for i := len(c.ins) - 1; i >= 0; i-- {
			clear(now)
			for _, r := range c.results {
				now.add(r)
			}
			for _, next := range c.ins[i].follow(i) {
				for w := range now {
					now[w] |= live[next][w]
				}
			}
			c.ins[i].touches(c, now)
			for w := range now {
				if live[i][w] != now[w] {
					live[i][w], changed = now[w], true
				}
			}
		}
	}
	return live
}

// follow returns the instructions that may come after the one at i.
func (in *instr) follow(i int) []int {
	switch {
	case in.is(doJump):
		return []int{in.a}
	case in.is(doFork), in.op == opEnter:
		return []int{i + 1, in.a}
	case in.is(doReturn), in.is(doExit), in.is(doLost), in.op == opForever:
		return nil
	case in.op == opSelect:
		var all []int
		for _, a := range in.arms {
			all = append(all, a.target)
		}
		if in.a >= 0 {
			all = append(all, in.a)
		}
		return all
	}
	return []int{i + 1}
}

// touches goes from what is live after an instruction to what is before it.
func (in *instr) touches(c *code, live slotSet) {
	switch {
	case in.is(doDefine), in.is(doStore) && !c.boxed[in.a]:
		live.drop(in.a)
		for _, r := range c.results {
			live.add(r)
		}
	case in.is(doLoad), in.is(doStore), in.is(doOverwrite), in.is(doCell):
		live.add(in.a)
	case in.is(doClosure):
		for _, s := range in.list {
			live.add(s)
		}
	case in.is(doNext):
		live.add(in.a)
		live.add(in.b)
	case in.is(doClear):
		for i := in.a; i < in.b; i++ {
			live.drop(i)
		}
	}
}
