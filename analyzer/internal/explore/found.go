package explore

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"os"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A Found is what the explorer knows of a package: its defects, each told once.
type Found struct {
	Defects []Defect
	Kept    []Kept
	Stats   Stats
	waits   map[token.Pos]bool
	begins  map[token.Pos]bool
	e       *Explorer
	systems []system // those that make channels
}

// A Defect is a wait that never ends, the shortest way to it, and who else
// waits because of it.
type Defect struct {
	Root   *lifetime.Func
	Wait   Wait   // the one to look at
	Others []Wait // who is stuck beside it
	Alike  []Wait // who may be stuck in its stead, for want of the same
	Trace  []Step // the shortest of the ways that suppose least
	Scaled bool
	Busy   bool // others go on meanwhile: it may be meant to last as long as they do
	Locked bool // a lock that somebody stuck holds is part of it
	client *client
	Guess  bool // the way to it supposes more of data than that one condition holds, or something of calls
}

// Stats counts what was explored.
type Stats struct {
	Systems int
	States  int
	Cut     int // systems whose budget was enough only without the calls of other functions
	Over    int // systems whose budget was not enough
}

// say writes one line, in one piece: packages are explored side by side.
func (s Stats) say(w io.Writer, path string) {
	_, _ = fmt.Fprintf(w, "explored %s: %d systems, %d states, %d without calls, %d over budget\n", path, s.Systems, s.States, s.Cut, s.Over)
}

func (s *Stats) count(r Report) {
	s.Systems++
	s.States += r.States
	if r.Cut {
		s.Cut++
	}
	if r.Over {
		s.Over++
	}
}

type foundKey struct{}

// Of explores a package, once.
func Of(p *lifetime.Package) *Found {
	return p.Memo(foundKey{}, func() any {
		f := find(p)
		if lifetime.WantsStats() {
			f.Stats.say(os.Stderr, p.Pass.Pkg.Path())
		}
		return f
	}).(*Found)
}

// Proves reports whether the operation at a position is one that can wait for
// ever, told as a defect or beside one.
func (f *Found) Proves(pos token.Pos) bool { return f.waits[pos] }

// Leaves reports whether a goroutine that is started at a position can wait for
// ever.
func (f *Found) Leaves(start token.Pos) bool { return f.begins[start] }

func find(p *lifetime.Package) *Found {
	f := &Found{waits: map[token.Pos]bool{}, begins: map[token.Pos]bool{}}
	if len(p.Pass.TypeErrors) > 0 {
		return f // what it does is not known
	}
	locks := newLocks(p)
	funcs := roots(p, locks)
	var clients []*client
	var pairs []lockPair
	if lifetime.ReportLevel() >= lifetime.Likely {
		for _, o := range objectTypes(p) {
			clients = append(clients, o.clients()...)
		}
		pairs = locks.pairs()
	}
	if len(funcs)+len(clients)+len(pairs) == 0 {
		return f // most packages
	}
	f.e = &Explorer{t: newTranslator(p, locks)}
	s := &search{f: f, left: packageStates}
	s.functions(funcs)
	for _, c := range clients {
		s.client(c)
	}
	for _, pair := range pairs {
		s.pair(pair)
	}
	f.Defects = slices.DeleteFunc(distinct(s.sets), func(d Defect) bool {
		return f.keeps(d, s.sets, locks) || d.Level() == lifetime.Likely && p.ServesTests(d.Wait.Pos)
	})
	for _, d := range f.Defects {
		for _, w := range slices.Concat([]Wait{d.Wait}, d.Others, d.Alike) {
			f.waits[w.Pos] = true
			f.begins[w.Begin] = true
		}
	}
	return f
}

// A search goes through the systems of a package.
type search struct {
	f    *Found
	left int // states that may be spent
	sets []Defect
}

// explore explores a system with what is left, and keeps the stuck sets that a
// test accepts.
func (s *search) explore(c *client, system func(Budget) Report, accepts func(*Stuck) bool) (r Report, sets []Defect) {
	if s.left <= 0 {
		r.Over = true
		s.f.Stats.count(r)
		return r, nil
	}
	budget := Default
	budget.States = min(budget.States, s.left)
	r = system(budget)
	s.left -= r.States
	s.f.Stats.count(r)
	s.f.remember(c, budget, r)
	for _, stuck := range r.Stuck {
		if accepts(&stuck) {
			sets = append(sets, defect(r.begin.root, stuck))
		}
	}
	return r, sets
}

// functions explores the systems of functions, and of the goroutines that they
// start and that meet nobody.
func (s *search) functions(roots []*lifetime.Func) {
	seen := map[*lifetime.Func]bool{}
	for i := 0; i < len(roots); i++ {
		fn := roots[i]
		if seen[fn] {
			continue
		}
		seen[fn] = true
		r, sets := s.explore(nil, func(b Budget) Report { return s.f.e.Function(fn, b) }, func(k *Stuck) bool { return k.without(Wait.hidden) })
		roots = append(roots, r.Apart...)
		s.f.Kept = append(s.f.Kept, r.Kept...)
		s.sets = append(s.sets, sets...)
	}
}

// client explores what a client does. It supposes a client.
func (s *search) client(c *client) {
	_, sets := s.explore(c, func(b Budget) Report { return s.f.e.client(c, b) }, func(k *Stuck) bool {
		return k.without(func(w Wait) bool { return w.hidden() || !c.accepts(w) })
	})
	for _, d := range sets {
		d.Guess, d.client = true, c
		s.sets = append(s.sets, d)
	}
}

// pair explores two functions side by side, for the sake of locks alone: who
// waits for something else may wait for another caller.
func (s *search) pair(p lockPair) {
	_, sets := s.explore(nil, func(b Budget) Report { return s.f.e.pair(p, b) }, func(k *Stuck) bool {
		return !slices.ContainsFunc(k.Waits, func(w Wait) bool { return w.hidden() || !w.locks() })
	})
	for _, d := range sets {
		d.Guess = true
		s.sets = append(s.sets, d)
	}
}

// without drops waits from a stuck set. It reports whether there is something
// left to tell.
// Of those beside one who waits on his way out of a panic nothing is told: it is
// the panic that stops them.
func (s *Stuck) without(drop func(Wait) bool) bool {
	if slices.ContainsFunc(s.Waits, func(w Wait) bool { return w.Panic }) {
		return false
	}
	s.Waits = slices.DeleteFunc(slices.Clone(s.Waits), drop)
	return len(s.Waits) > 0 && !s.blind()
}

// hidden reports whether a wait is on purpose, or nobody sees it for a panic.
func (w Wait) hidden() bool { return w.Kind == "forever" || w.Panic }

// locks reports whether a wait is for a lock.
func (w Wait) locks() bool { return w.Kind == "lock" || w.Kind == "rlock" }

// keeps reports whether a defect is a wait for a lock that somebody returns
// with: that is the one to tell, unless it waits itself before it returns.
func (f *Found) keeps(d Defect, sets []Defect, l *locks) bool {
	call, ok := d.Wait.Node.(*ast.CallExpr)
	if !ok || !d.Locked {
		return false
	}
	v := lockOf(l.pkg, call)
	var kept []*Kept
	for i := range f.Kept {
		if k := &f.Kept[i]; v != nil && lockOf(l.pkg, k.Lock.CallExpr) == v {
			kept = append(kept, k)
		}
	}
	for _, k := range kept {
		if slices.ContainsFunc(sets, func(o Defect) bool { return o.Wait.Own && o.Wait.Pos == d.Wait.Pos && o.Root == k.Root }) {
			return false
		}
		k.next = d.Wait
	}
	return len(kept) > 0
}

// blind reports whether the way to a stuck set depends on what was passed over.
// For a lock that somebody holds himself one way is enough: nobody else could
// have helped.
func (s Stuck) blind() bool {
	return s.Blind && slices.ContainsFunc(s.Waits, func(w Wait) bool { return !w.Own })
}

// packageStates bounds the states of all systems of a package together.
const packageStates = 70000

// defect chooses the wait to look at: the one that others wait for, rather
// than one that waits for them.
func defect(root *lifetime.Func, s Stuck) Defect {
	waits := s.ranked()
	d := Defect{Root: root, Wait: waits[0], Others: waits[1:], Trace: s.Way, Scaled: s.Scaled, Busy: s.Busy, Guess: s.Guess || s.Data > tolerable}
	for _, w := range waits {
		d.Locked = d.Locked || w.Held
	}
	return d
}

// ranked returns the waits, the one to look at first.
func (s Stuck) ranked() []Wait {
	return slices.SortedStableFunc(slices.Values(s.Waits), func(a, b Wait) int { return cmp.Compare(rank(a), rank(b)) })
}

func (s Stuck) worst() Wait { return s.ranked()[0] }

// rank orders waits: who waits for a lock or for the end of others is seldom
// the one to blame.
func rank(w Wait) int {
	switch w.Kind {
	case "send", "receive", "select", "cond", "forever":
		if w.Proc == 0 {
			return 1
		}
		return 0
	case "wait", "group", "once":
		return 2
	}
	return 3
}
