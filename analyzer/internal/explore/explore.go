package explore

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A Budget bounds an exploration. It counts, and does not look at the clock:
// the answer must not depend on how busy the machine is.
type Budget struct {
	States int // of one system
	Lonely int // of one in which nobody can meet anybody yet
	Steps  int // instructions between two operations that others see
	Depth  int // of calls
	Procs  int // goroutines at a time
}

// Default is the budget of the rules.
var Default = Budget{States: 1000, Lonely: 80, Steps: 2000, Depth: 12, Procs: 10}

// A Report is what exploring one system gives.
type Report struct {
	Stuck  []Stuck
	Kept   []Kept
	States int
	Over   bool             // the budget was not enough for all states
	Cut    bool             // it was, but for the calls that would have been followed
	Apart  []*lifetime.Func // goroutines that it starts and that are systems of their own

	begin beginning
	made  map[token.Pos]bool // where it makes channels
}

// An Explorer explores the functions of one package.
type Explorer struct{ t *translator }

// New returns the explorer of a package.
func New(p *lifetime.Package) *Explorer { return &Explorer{t: newTranslator(p, newLocks(p))} }

// A beginning is what a system begins with: a code, which calls functions.
type beginning struct {
	root  *lifetime.Func
	code  *code
	moved map[int64]int64 // what the large counts of the functions it calls stand for: see scales
}

func (e *Explorer) machine(s beginning, b Budget) *machine {
	return &machine{t: e.t, limits: b, root: s.root, code: s.code, scale: s.moved,
		apart: map[*lifetime.Func]bool{}, made: map[token.Pos]bool{}}
}

// Function explores the system that a function makes.
func (e *Explorer) Function(fn *lifetime.Func, b Budget) Report {
	return e.explore(fn, e.t.code(fn, allCalls), b, fn)
}

// client explores what a client does to an object.
func (e *Explorer) client(c *client, b Budget) Report {
	return e.explore(c.object.maker, e.t.client(c), b, c.funcs()...)
}

// pair explores two functions side by side.
func (e *Explorer) pair(p lockPair, b Budget) Report {
	return e.explore(p.one, e.t.pair(p), b, p.one, p.other)
}

// explore explores the system that begins with a code, which calls functions.
func (e *Explorer) explore(fn *lifetime.Func, c *code, b Budget, funcs ...*lifetime.Func) Report {
	moved, shrunk := e.t.scales(funcs...)
	r := Report{made: map[token.Pos]bool{}, begin: beginning{fn, c, moved}}
	attempt := func(calls calls, scale map[int64]int64, b Budget) *machine {
		m := e.machine(r.begin, b)
		m.calls, m.scale = calls, scale
		m.explore()
		r.States += len(m.nodes)
		maps.Copy(r.made, m.made)
		return m
	}
	own := b
	own.Lonely = b.States / 2 // many questions make a function long, not its system large
	bare := attempt(noCalls, moved, own)
	m := bare
	r.Stuck, r.Kept = bare.ends(), bare.kept()
	if bare.concerned || (bare.cut || bare.blurred) && (bare.over || len(r.Stuck)+len(r.Kept) > 0) {
		m = attempt(allCalls, moved, b)
		r.Stuck, r.Kept = m.ends(), m.kept()
	}
	r.Over = m.over && bare.over
	r.Cut = m.over && !bare.over
	if slices.ContainsFunc(r.Stuck, func(s Stuck) bool { return s.Scaled }) {
		for _, s := range attempt(allCalls, shrunk, b).ends() {
			for i := range r.Stuck {
				if r.Stuck[i].alike(s) {
					r.Stuck[i].Scaled = false
				}
			}
		}
	}
	if r.Cut {
		sure, states := e.confirmed(guesses(bare, r.Stuck), r.begin, b)
		r.Stuck = append(r.Stuck, sure...)
		r.States += states
	}
	ast.Inspect(fn.Node, func(n ast.Node) bool { // in source order
		if f := e.t.pkg.FuncOf(n); f != nil && m.apart[f] {
			r.Apart = append(r.Apart, f)
			delete(m.apart, f)
		}
		return true
	})
	return r
}
