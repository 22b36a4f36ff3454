package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
)

// A Limit bounds what is executed of one program.
type Limit struct {
	Runs   int // schedules
	Steps  int // of one schedule
	Random int // schedules drawn at random when Runs were not enough
}

// A Truth is what running a program has shown.
type Truth struct {
	Held     map[int]Witness // by statement, who was blocked for ever there
	Ends     map[string]bool // by Key, who was blocked for ever together
	Crashes  []Option        // a schedule that ends in a panic, nil if none was seen
	Spins    bool            // it can go round for ever without blocking
	Complete bool            // all schedules were seen: nothing else can be blocked
	Runs     int
	Fault    error // the oracle contradicts itself
}

// A Witness is a schedule, and who is blocked when it is over.
type Witness struct {
	Proc     int
	Schedule []Option
}

// A node is a choice of a schedule, with the alternatives that are left.
type node struct {
	state   uint64
	options []Option
	at      int
}

// A searcher walks through a program's schedules, depth first. A state that was
// seen before is not walked from again.
type searcher struct {
	code  *code
	limit Limit
	graph graph
	path  []node
	truth *Truth
}

// Search executes the program again and again, each time by another schedule.
func Search(t *testing.T, p *Program, limit Limit) Truth {
	truth := Truth{Held: map[int]Witness{}, Ends: map[string]bool{}}
	synctest.Test(t, func(*testing.T) {
		s := &searcher{code: compile(p), limit: limit, graph: graph{at: map[uint64]*place{}}, truth: &truth}
		s.all()
		if !truth.Complete && truth.Fault == nil {
			random := rand.New(rand.NewPCG(uint64(p.Size()), 1))
			for range limit.Random {
				s.random(random)
			}
		}
	})
	return truth
}

func (s *searcher) all() {
	cut := false
	for s.truth.Runs < s.limit.Runs {
		s.truth.Runs++
		short, err := s.deep()
		cut = cut || short
		if err != nil {
			s.truth.Fault = err
			return
		}
		for len(s.path) > 0 {
			last := &s.path[len(s.path)-1]
			if last.at++; last.at < len(last.options) {
				break
			}
			s.path = s.path[:len(s.path)-1]
		}
		if len(s.path) == 0 {
			if s.truth.Complete = !cut; s.truth.Complete {
				s.graph.ends(s.note)
			}
			return
		}
	}
}

// deep repeats the path, and goes on from its end by first options.
func (s *searcher) deep() (short bool, err error) {
	r := s.code.start()
	defer r.end()
	var before []int
	for i := 0; ; i++ {
		if r.over() {
			s.crashed(r)
			return false, r.verdict()
		}
		if i == len(s.path) {
			if i > s.limit.Steps {
				return true, nil
			}
			if options := s.arrive(r, before); len(options) == 0 {
				return false, nil
			}
		}
		before = r.counts()
		if err := r.do(s.path[i].options[s.path[i].at]); err != nil {
			return false, fmt.Errorf("%w, after %v", err, s.schedule())
		}
	}
}

// arrive notes the state in which the path leads to, and returns what may
// happen next if that was not known.
func (s *searcher) arrive(r *run, before []int) []Option {
	state := r.state()
	known := s.graph.at[state] != nil
	here := s.graph.place(state)
	if n := len(s.path); n > 0 {
		from := s.graph.place(s.path[n-1].state)
		from.next = append(from.next, edge{here, r.passed(before)})
	}
	if known {
		s.turns(state)
		return nil
	}
	here.live, here.schedule = r.held(), s.schedule()
	options := r.options()
	if len(options) > 0 {
		s.path = append(s.path, node{state: state, options: options})
	} else {
		s.note(here.live, here.schedule)
	}
	return options
}

// turns notes when the state seen again is one of this very run.
func (s *searcher) turns(state uint64) {
	for _, n := range s.path {
		s.truth.Spins = s.truth.Spins || n.state == state
	}
}

func (s *searcher) schedule() []Option {
	var list []Option
	for _, n := range s.path {
		list = append(list, n.options[n.at])
	}
	return list
}

func (s *searcher) note(held []Held, schedule []Option) {
	var ids []int
	for _, h := range held {
		ids = append(ids, h.Stmt)
	}
	if len(ids) > 0 {
		s.truth.Ends[Key(ids)] = true
	}
	for _, h := range held {
		if _, known := s.truth.Held[h.Stmt]; !known {
			s.truth.Held[h.Stmt] = Witness{h.Proc, schedule}
		}
	}
}

// Key names a set of statements at which goroutines are blocked.
func Key(ids []int) string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return fmt.Sprint(ids)
}

func (s *searcher) crashed(r *run) {
	s.graph.place(s.path[len(s.path)-1].state).out = true
	if s.truth.Crashes == nil && r.crashed.Load() {
		s.truth.Crashes = s.schedule()
	}
}

// random executes one schedule drawn at random.
func (s *searcher) random(random *rand.Rand) {
	r := s.code.start()
	defer r.end()
	s.truth.Runs++
	var schedule []Option
	for len(schedule) <= s.limit.Steps && !r.over() {
		options := r.options()
		if len(options) == 0 {
			s.note(r.held(), schedule)
			return
		}
		o := options[random.IntN(len(options))]
		schedule = append(schedule, o)
		if err := r.do(o); err != nil {
			s.truth.Fault = err
			return
		}
	}
	if r.crashed.Load() && s.truth.Crashes == nil {
		s.truth.Crashes = schedule
	}
}
