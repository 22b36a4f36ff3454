package explore

// What is known of something that nobody asks for again may be forgotten, too:
// the length of a list after the loop over it, whether a field was nil after the
// test. Where calls are not followed, the codes that may still run are in sight,
// and so is what they ask for: fields, package variables, and questions whose
// answer is the same each time.

// An askSet is a set of questions, by their numbers; nil is all there are.
type askSet []uint64

// question returns what an instruction asks for, if it is such a question.
func (in *instr) question() (name string, ok bool) {
	switch {
	case in.is(doGlobal), in.is(doField), in.is(doAsk):
		return in.name, true
	}
	return "", false
}

// asksOf returns for every instruction what may be asked for from there on, also
// by the functions that are made there.
func (t *translator) asksOf(c *code) []askSet {
	if c.asks != nil {
		return c.asks
	}
	c.asks = make([]askSet, len(c.ins)+1) // meanwhile, for one that makes itself: all
	own := make([][]int, len(c.ins))
	parts := make([]askSet, len(c.ins)) // of what is made there
	all := make([]bool, len(c.ins))
	for i := range c.ins {
		in := &c.ins[i]
		if q, ok := in.question(); ok {
			own[i] = []int{t.questions.of(q)}
		}
		made := in.code
		switch {
		case in.fn != nil && (in.fn.Outer != nil || !in.is(doCall) || c.fn == nil):
			made = t.code(in.fn, noCalls)
		case c.fn == nil && (in.is(doInvoke) || in.is(doBindName)):
			all[i] = true
		}
		if made != nil {
			parts[i] = t.asksOf(made)[0]
			all[i] = parts[i] == nil
		}
	}
	words := len(t.questions.names)/64 + 1
	asks := make([]askSet, len(c.ins)+1)
	for i := range asks {
		asks[i] = make(askSet, words)
	}
	for changed := true; changed; {
		changed = false
		for i := len(c.ins) - 1; i >= 0; i-- {
			if asks[i] == nil {
				continue
			}
			if all[i] {
				asks[i], changed = nil, true
				continue
			}
			for _, q := range own[i] {
				changed = asks[i].add(q) || changed
			}
			changed = asks[i].join(parts[i]) || changed
			for _, next := range c.ins[i].follow(i) {
				if asks[next] == nil {
					asks[i], changed = nil, true
					break
				}
				changed = asks[i].join(asks[next]) || changed
			}
		}
	}
	c.asks = asks
	return asks
}

func (s askSet) add(n int) bool {
	was := s[n/64]
	s[n/64] |= 1 << (n % 64)
	return s[n/64] != was
}

func (s askSet) has(n int) bool { return n/64 < len(s) && s[n/64]&(1<<(n%64)) != 0 }

func (s askSet) join(other askSet) (news bool) {
	for i, w := range other {
		news = news || w&^s[i] != 0
		s[i] |= w
	}
	return news
}

// An asking is what the codes of a state may ask for.
type asking struct {
	t    *translator
	all  bool
	sets []askSet
}

// asked notes that a code may run, from an instruction on.
func (e *encoder) asked(c *code, pc int) {
	if e.asks.all {
		return
	}
	set := e.asks.t.asksOf(c)[pc]
	e.asks.all = set == nil
	e.asks.sets = append(e.asks.sets, set)
	clear(e.lives) // what nobody asked for may be asked for now
}

// has reports whether something may be asked for.
func (a asking) has(question string) bool {
	if a.all {
		return true
	}
	n, ok := a.t.questions.numbers[question]
	if !ok {
		return true // it is none of those that are told apart
	}
	for _, s := range a.sets {
		if s.has(n) {
			return true
		}
	}
	return false
}
