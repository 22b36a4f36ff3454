package explore

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A Found is what the explorer knows of a package: its defects, each told once.
type Found struct {
	Defects []Defect
	Kept    []Kept
	Stats   Stats
	waits   map[token.Pos]bool
	begins  map[token.Pos]bool
}

// A Defect is a wait that never ends, the shortest way to it, and who else
// waits because of it.
type Defect struct {
	Root   *lifetime.Func
	Wait   Wait   // the one to look at
	Others []Wait // who is stuck beside it
	Trace  []Step // the shortest of the ways that suppose least
	Scaled bool
	Locked bool // a lock that somebody stuck holds is part of it
	client *client
	Guess  bool // the way to it supposes more of data than that one condition holds
}

// Certain reports whether it takes no more than an unlucky order and something
// that fails: no large number was taken for a smaller one, little is supposed of
// data, and it may happen more than once in a process, outside of tests.
func (d Defect) Certain() bool {
	if d.Scaled || d.Guess || d.Root.Once() || strings.EqualFold(d.Root.Top().Name(), "main") {
		return false
	}
	for v := range d.Root.Top().Sig.Params().Variables() {
		if n, ok := types.Unalias(deref(v.Type())).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "testing" {
			return false
		}
	}
	return true
}

// Stats counts what was explored.
type Stats struct {
	Systems int
	States  int
	Over    int // systems whose budget was not enough
}

func (s *Stats) count(r Report) {
	s.Systems++
	s.States += r.States
	if r.Over {
		s.Over++
	}
}

type foundKey struct{}

// Of explores a package, once.
func Of(p *lifetime.Package) *Found {
	return p.Memo(foundKey{}, func() any { return find(p) }).(*Found)
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
	e := New(p)
	roots := roots(p, e.t.locks)
	left := packageStates
	seen := map[*lifetime.Func]bool{}
	var sets []Defect
	for i := 0; i < len(roots); i++ {
		if seen[roots[i]] || left <= 0 {
			continue
		}
		seen[roots[i]] = true
		budget := Default
		budget.States = min(budget.States, left)
		r := e.Function(roots[i], budget)
		roots = append(roots, r.Apart...)
		left -= r.States
		f.Stats.count(r)
		f.Kept = append(f.Kept, r.Kept...)
		for _, s := range r.Stuck {
			s.Waits = slices.DeleteFunc(s.Waits, func(w Wait) bool { return w.Kind == "forever" || w.Panic }) // on purpose, or hidden by it
			if len(s.Waits) > 0 && !s.blind() {
				sets = append(sets, defect(roots[i], s))
			}
		}
	}
	if lifetime.ReportLevel() >= lifetime.Likely {
		for _, o := range objectTypes(p) {
			for _, c := range o.clients() {
				sets = append(sets, f.client(e, c, &left)...)
			}
		}
		for _, pair := range e.t.locks.pairs() {
			sets = append(sets, f.pair(e, pair, &left)...)
		}
	}
	f.Defects = slices.DeleteFunc(distinct(sets), func(d Defect) bool { return f.keeps(d, sets, e.t.locks) })
	for _, d := range f.Defects {
		for _, w := range append([]Wait{d.Wait}, d.Others...) {
			f.waits[w.Pos] = true
			f.begins[w.Begin] = true
		}
	}
	return f
}

// client explores what a client does. It supposes a client.
func (f *Found) client(e *Explorer, c *client, left *int) (sets []Defect) {
	if *left <= 0 {
		return nil
	}
	budget := Default
	budget.States = min(budget.States, *left)
	r := e.client(c, budget)
	*left -= r.States
	f.Stats.count(r)
	for _, s := range r.Stuck {
		s.Waits = slices.DeleteFunc(s.Waits, func(w Wait) bool { return w.Kind == "forever" || w.Panic || !c.accepts(w) })
		if len(s.Waits) > 0 && !s.blind() {
			d := defect(c.object.makers[0], s)
			d.Guess, d.client = true, c
			sets = append(sets, d)
		}
	}
	return sets
}

// pair explores two functions side by side, for the sake of locks alone: who
// waits for something else may wait for another caller.
func (f *Found) pair(e *Explorer, p lockPair, left *int) (sets []Defect) {
	if *left <= 0 {
		return nil
	}
	budget := Default
	budget.States = min(budget.States, *left)
	r := e.pair(p, budget)
	*left -= r.States
	f.Stats.count(r)
	for _, s := range r.Stuck {
		if !slices.ContainsFunc(s.Waits, func(w Wait) bool { return w.Panic || w.Kind != "lock" && w.Kind != "rlock" }) {
			d := defect(p.one, s)
			d.Guess = true
			sets = append(sets, d)
		}
	}
	return sets
}

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
	d := Defect{Root: root, Wait: waits[0], Others: waits[1:], Trace: s.Way, Scaled: s.Scaled, Guess: s.Data > tolerable}
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

// distinct tells every defect once: of the sets with the same wait to look at,
// and of those of one system that share a wait, the smallest, found first.
func distinct(sets []Defect) (all []Defect) {
	slices.SortStableFunc(sets, func(a, b Defect) int {
		return cmp.Or(cmp.Compare(len(a.Others), len(b.Others)), cmp.Compare(len(a.Trace), len(b.Trace)))
	})
	type seen struct {
		root *lifetime.Func
		pos  token.Pos
	}
	told := map[seen]bool{}
	for _, d := range sets {
		known := told[seen{nil, d.Wait.Pos}]
		for _, w := range append([]Wait{d.Wait}, d.Others...) {
			known = known || told[seen{d.Root, w.Pos}]
			told[seen{d.Root, w.Pos}] = true
		}
		if !known {
			told[seen{nil, d.Wait.Pos}] = true
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b Defect) int { return cmp.Compare(a.Wait.Pos, b.Wait.Pos) })
	return all
}
