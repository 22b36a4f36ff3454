package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: which goroutine is counted by which Add, and on which ways
// through a function is a Done called, or somebody started who will?

// A Ledger is what is known of a group's count.
type Ledger struct {
	*WaitGroup
	p       *Package
	runs    map[*Func][]*Call // see Package.runs
	settles map[*Func]bool    // a Done may be called by it, or by what it calls, starts or holds
}

// Ledgers returns the books of all groups that nobody else counts on.
func (p *Package) Ledgers() []*Ledger {
	var all []*Ledger
	var runs map[*Func][]*Call
	for _, g := range p.WaitGroups() {
		if g.Open {
			continue
		}
		if runs == nil {
			runs = p.runs()
		}
		l := &Ledger{WaitGroup: g, p: p, runs: runs, settles: map[*Func]bool{}}
		for c := range g.Each(Dones) {
			l.settle(c.Func)
		}
		all = append(all, l)
	}
	return all
}

// runs returns the calls of every function whose body they show, go and defer
// included.
func (p *Package) runs() map[*Func][]*Call {
	runs := map[*Func][]*Call{}
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			if body := p.Body(c.CallExpr); body != nil {
				runs[body] = append(runs[body], c)
			}
		}
	}
	return runs
}

func (l *Ledger) settle(f *Func) {
	if f == nil || l.settles[f] {
		return
	}
	l.settles[f] = true
	if f.Outer != nil {
		l.settle(f.Outer)
	}
	for _, c := range l.runs[f] {
		l.settle(c.Func)
	}
}

// Settling returns the positions in f at which a Done is called, deferred, or
// handed to somebody who will call it.
func (l *Ledger) Settling(f *Func) (at []token.Pos) {
	for c := range l.Each(Dones) {
		if c.Func == f {
			at = append(at, c.Pos())
		}
	}
	for _, lit := range f.inner {
		if l.settles[lit] {
			at = append(at, lit.Node.Pos())
		}
	}
	for _, c := range f.Calls {
		if body := l.p.Body(c.CallExpr); body != nil && l.settles[body] {
			at = append(at, c.Pos())
		}
	}
	return at
}

// Starts returns the go statements that run f, if nothing else does; or nil.
func (l *Ledger) Starts(f *Func) []*Call {
	runs := l.runs[f]
	if slices.ContainsFunc(runs, func(c *Call) bool { return c.Mode != Apart }) {
		return nil
	}
	switch {
	case f.Obj != nil:
		if l.p.UsedAsValue(f.Obj) {
			return nil
		}
	case f.Role == Value:
		if len(l.p.mentionsOf(f)) != len(runs) {
			return nil
		}
	}
	return runs
}

// mentionsOf returns the uses of the only variable that holds a literal.
func (p *Package) mentionsOf(f *Func) (uses []*ast.Ident) {
	ast.Inspect(f.Top().Node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && p.Info.Uses[id] != nil {
			v, _ := p.Info.Uses[id].(*types.Var)
			if d, ok := p.Sole(v); ok && ast.Unparen(d.Rhs) == f.Node {
				uses = append(uses, id)
			}
		}
		return true
	})
	return uses
}

// Counted returns the Add that counts what a go statement starts, or nil: it
// stands in a list of statements around it, before it, with nothing but loops
// between that list and the go statement. An Add of a constant is for as many go
// statements, or fewer: else they may agree on who calls Done.
func (l *Ledger) Counted(start *Call) *Count {
	found := l.before(start)
	if found == nil || found.N == 0 {
		return found
	}
	n := int64(0)
	for _, c := range start.Func.Calls {
		if c.Mode == Apart && l.before(c) == found && l.settles[l.p.Body(c.CallExpr)] {
			n++
		}
	}
	if n > found.N || found.N == 1 && found.Loop != start.Loop {
		return nil
	}
	return found
}

func (l *Ledger) before(start *Call) *Count {
	var found *Count
	for c := range l.Each(Adds) {
		if c.Func != start.Func || c.Mode != Now || c.Pos() > start.Pos() {
			continue
		}
		if list, i := c.Func.list(c.Pos()); list != nil && l.below(list[i+1:], start) {
			found = c
		}
	}
	return found
}

// below reports whether a go statement stands in a list, or in a list of a
// loop's body in it.
func (l *Ledger) below(list []ast.Stmt, start *Call) bool {
	for _, s := range list {
		if start.Pos() < s.Pos() || s.End() <= start.Pos() {
			continue
		}
		switch s := s.(type) {
		case *ast.GoStmt:
			return s.Call == start.CallExpr
		case *ast.ForStmt:
			return l.below(s.Body.List, start)
		case *ast.RangeStmt:
			return l.below(s.Body.List, start)
		}
	}
	return false
}

// list returns the innermost list of statements of f that holds a position, and
// the index of the statement, which is a bare call; or nil.
func (f *Func) list(pos token.Pos) (list []ast.Stmt, at int) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		all := Statements(n)
		for i, s := range all {
			if within(pos, s) {
				list, at = nil, 0
				if _, ok := s.(*ast.ExprStmt); ok {
					list, at = all, i
				}
			}
		}
		return true
	})
	return list, at
}

// Accounted reports whether every Done belongs to a goroutine that an Add
// counts, and is called at most once by it; or gives back, in the function of an
// Add, what was counted for a goroutine that it then does not start. If so, an
// Add stands for a goroutine and not for an item, a reference or a phase.
func (l *Ledger) Accounted() bool {
	for c := range l.Each(Dones) {
		if c.Func == nil || c.Loop != nil && !l.adding(c.Func) || c.N != 1 || !l.belongs(c.Func, 0) {
			return false
		}
	}
	return l.Has(Dones)
}

func (l *Ledger) belongs(f *Func, depth int) bool {
	if depth > 5 || f == nil {
		return false
	}
	if l.adding(f) {
		return true
	}
	if starts := l.Starts(f); len(starts) > 0 {
		return !slices.ContainsFunc(starts, func(s *Call) bool { return l.Counted(s) == nil })
	}
	switch f.Role {
	case Called, Deferred:
		return l.belongs(f.Outer, depth+1)
	case Declared, Value, Spawned:
		// by its calls
	}
	if f.Obj != nil && l.p.UsedAsValue(f.Obj) || f.Role == Value && len(l.p.mentionsOf(f)) != len(l.runs[f]) {
		return false
	}
	return len(l.runs[f]) > 0 && !slices.ContainsFunc(l.runs[f], func(c *Call) bool {
		return c.Mode == Apart || c.Loop != nil || !l.belongs(c.Func, depth+1)
	})
}

// adding reports whether f itself adds.
func (l *Ledger) adding(f *Func) bool {
	for c := range l.Each(Adds) {
		if c.Func == f {
			return true
		}
	}
	return false
}

// Skips returns a statement by which f ends on a way that passes none of some
// positions: a return, the closing brace, or a call of runtime.Goexit; or nil.
func (f *Func) Skips(avoid []token.Pos) ast.Node {
	return f.ending(f.CFG().Blocks[0], 0, avoid)
}

// EndsAfter is Skips for the ways that begin after the statement at a
// position. Arriving at one of the stops is an end, too.
func (f *Func) EndsAfter(start token.Pos, avoid, stops []token.Pos, returns bool) ast.Node {
	home, at := f.spot(start)
	if home == nil {
		return nil
	}
	var end ast.Node
	w := walk{seen: map[*cfg.Block]bool{}}
	w.stop = func(n ast.Node) bool {
		if f.passes(n, stops) && (end == nil || n.Pos() < end.Pos()) {
			end = n
		}
		return f.passes(n, avoid) || f.passes(n, stops)
	}
	w.each = func(n ast.Node) {
		if r, ok := n.(*ast.ReturnStmt); ok && returns && (end == nil || n.Pos() < end.Pos()) {
			end = r
		}
	}
	w.from(home, at+1)
	return end
}

func (f *Func) passes(n ast.Node, positions []token.Pos) bool {
	if n.Pos() == f.Body.Rbrace {
		return false // the implicit return has no end
	}
	return slices.ContainsFunc(positions, func(pos token.Pos) bool { return within(pos, n) })
}

func (f *Func) ending(b *cfg.Block, at int, avoid []token.Pos) ast.Node {
	var end ast.Node
	w := walk{seen: map[*cfg.Block]bool{}, stop: func(n ast.Node) bool { return f.passes(n, avoid) }}
	w.each = func(n ast.Node) {
		_, isReturn := n.(*ast.ReturnStmt)
		if (isReturn || f.exits(n)) && (end == nil || n.Pos() < end.Pos()) {
			end = n
		}
	}
	w.from(b, at)
	return end
}

// exits reports whether a statement ends the goroutine.
func (f *Func) exits(n ast.Node) bool {
	s, ok := n.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := s.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	return known.Is(f.Pkg.CalleeOf(call), "runtime.Goexit")
}

// Body returns the function that a call runs, or nil if it is not in sight.
func (l *Ledger) Body(c *Call) *Func { return l.p.Body(c.CallExpr) }
