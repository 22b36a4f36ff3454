package explore

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// An exit is a way on which the root returned.
type exit struct {
	pos  token.Pos
	held []token.Pos // where the lent locks that it keeps are taken
	from int         // the node before
	step Step
}

// A Kept is a lock that a function returns with on one way, and has given back
// on another.
type Kept struct {
	Root  *lifetime.Func
	Lock  *lifetime.Call // what takes it
	left  token.Pos      // where the function returns
	Trace []Step
	next  Wait // who waits for it, if that was found
}

// Thing returns the lock, as the source says it.
func (k Kept) Thing() string {
	return Wait{Node: k.Lock.CallExpr}.Thing()
}

// Reads reports whether it is taken to read only.
func (k Kept) Reads() bool { return k.Lock.Callee.Name() == "RLock" }

// Return returns the statement that the function is left by, or nil if it ends
// at its closing brace.
func (k Kept) Return() (stmt *ast.ReturnStmt) {
	ast.Inspect(k.Root.Body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && r.Pos() == k.left {
			stmt = r
		}
		return stmt == nil
	})
	return stmt
}

// returned notes that the root has returned.
func (m *machine) returned(s *state, p *proc) {
	e := exit{pos: p.left, from: m.from, step: m.moved}
	for _, o := range s.heap {
		call := m.t.locks.calls[o.site]
		if o.lent && o.open && call != nil && (o.by == p.id+1 || o.n > 0 && call.Callee.Name() == "RLock" && !m.inside(s, p, call)) {
			e.held = append(e.held, o.site)
		}
	}
	m.exits = append(m.exits, e)
}

// inside reports whether another goroutine is in a function that takes the lock of
// a call to read: who has taken it is not counted.
func (m *machine) inside(s *state, p *proc, call *lifetime.Call) bool {
	locks := m.t.locks
	takes := side{lockOf(locks.pkg, call.CallExpr), true}
	return slices.ContainsFunc(s.procs, func(q *proc) bool {
		return q != p && slices.ContainsFunc(q.frames, func(f *frame) bool {
			return f.code.fn != nil && slices.ContainsFunc(locks.uses[home(f.code.fn)], func(u lockUse) bool { return u.side() == takes && !u.gives })
		})
	})
}

// kept returns the locks that the root keeps on some ways only, each once, by
// the shortest of them.
func (m *machine) kept() (all []Kept) {
	for _, e := range m.exits {
		for _, lock := range e.held {
			told := slices.ContainsFunc(all, func(k Kept) bool { return k.Lock.Pos() == lock && k.left == e.pos })
			call := m.t.locks.calls[lock]
			if told || !m.gives[lock] || home(call.Func) != m.root || m.t.locks.passedOn(call) || m.guessed(lock, e.pos) {
				continue
			}
			k := Kept{Root: m.root, Lock: call, left: e.pos}
			if e.from >= 0 {
				k.Trace = append(m.trace(e.from), e.step)
			}
			all = append(all, k)
		}
	}
	return all
}

// guessed reports whether the root keeps a lock, where it returns, only if several
// choices on what was passed over go together as they may never do: that a list is
// not empty, and has no first element.
func (m *machine) guessed(lock, left token.Pos) bool {
	if !slices.ContainsFunc(m.nodes, func(n *node) bool { return n.blind }) {
		return false
	}
	var from []int
	last := 1
	for _, e := range m.exits {
		if e.pos == left && slices.Contains(e.held, lock) {
			if e.from < 0 {
				return false
			}
			from = append(from, e.from)
			if !m.nodes[e.from].blind {
				last = 0
			}
		}
	}
	w := newWays(m.nodes)
	w.from(from, blindly)
	return w.cost[1]+last > 1
}
