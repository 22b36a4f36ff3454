package lifetime

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/cfg"
)

// This file answers: can control get from here to there without passing that?

// within reports whether a position lies in a node.
func within(pos token.Pos, n ast.Node) bool { return n.Pos() <= pos && pos < n.End() }

// Statements returns the list of statements that a node is: of a block, or of a
// clause of a switch or select.
func Statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CommClause:
		return n.Body
	case *ast.CaseClause:
		return n.Body
	}
	return nil
}

// spot returns the block and the index of the graph's node that holds a
// position; of several the smallest.
func (f *Func) spot(pos token.Pos) (*cfg.Block, int) {
	var home *cfg.Block
	at, size := -1, token.Pos(0)
	for _, b := range f.CFG().Blocks {
		for i, n := range b.Nodes {
			if r, ok := n.(*ast.ReturnStmt); ok && r.Pos() == f.Body.Rbrace {
				continue // the implicit one has no end
			}
			if within(pos, n) && (home == nil || n.End()-n.Pos() < size) {
				home, at, size = b, i, n.End()-n.Pos()
			}
		}
	}
	return home, at
}

// A walk visits what control can reach in a graph.
type walk struct {
	stop func(n ast.Node) bool // nodes behind which it does not look
	seen map[*cfg.Block]bool
	each func(n ast.Node)
}

// from visits the nodes of a block, beginning with the i-th, and of its
// successors.
func (w *walk) from(b *cfg.Block, i int) {
	for _, n := range b.Nodes[i:] {
		if w.stop(n) {
			return
		}
		w.each(n)
	}
	for _, succ := range b.Succs {
		if !w.seen[succ] {
			w.seen[succ] = true
			w.from(succ, 0)
		}
	}
}

// ReturnAfter returns a return statement that control can come to by way of
// the statement around start, without passing a statement that holds one of
// the positions in avoid, neither before nor after; or nil. It may be the
// implicit one at the closing brace.
func (f *Func) ReturnAfter(start token.Pos, avoid []token.Pos) *ast.ReturnStmt {
	for _, r := range f.returnsAfter(start, avoid, nil) {
		if !within(start, r) {
			return r
		}
	}
	return nil
}

// returnsAfter returns what ReturnAfter chooses from, in source order, and the
// statement around start itself if it is a return. Nor does control pass
// through any of the regions.
func (f *Func) returnsAfter(start token.Pos, avoid []token.Pos, regions []ast.Node) (all []*ast.ReturnStmt) {
	home, at := f.spot(start)
	if home == nil {
		return nil
	}
	implicit := func(n ast.Node) bool { return n.Pos() == f.Body.Rbrace }
	passes := func(n ast.Node) bool {
		return !implicit(n) && (slices.ContainsFunc(avoid, func(pos token.Pos) bool { return within(pos, n) }) ||
			slices.ContainsFunc(regions, func(region ast.Node) bool { return within(n.Pos(), region) }))
	}
	reached := false
	before := walk{stop: passes, seen: map[*cfg.Block]bool{}, each: func(n ast.Node) { reached = reached || n == home.Nodes[at] }}
	before.from(f.CFG().Blocks[0], 0)
	if !reached {
		return nil
	}
	after := walk{stop: passes, seen: map[*cfg.Block]bool{}, each: func(n ast.Node) {
		if r, ok := n.(*ast.ReturnStmt); ok {
			all = append(all, r)
		}
	}}
	if r, ok := home.Nodes[at].(*ast.ReturnStmt); ok {
		all = append(all, r)
	}
	after.from(home, at+1)
	slices.SortFunc(all, func(a, b *ast.ReturnStmt) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return slices.Compact(all)
}

// Spins reports whether control goes from the statement around a call to an if
// statement in the same loop, and by the given branch back to the call, and
// nowhere else; and whether nobody is asked on the way whether to end: there is
// no way out, no channel operation, no pause, and nothing that looks at a
// context.
func (l *Loop) Spins(test *ast.IfStmt, branch bool, call *ast.CallExpr) bool {
	f := l.Func
	from, _ := f.spot(test.Cond.End() - 1)
	home, at := f.spot(call.Pos())
	if from == nil || home == nil || len(from.Succs) != 2 {
		return false
	}
	start := from.Succs[1]
	if branch {
		start = from.Succs[0]
	}
	goal := home.Nodes[at]
	asks := false
	leg := func(b *cfg.Block, i int, end ast.Node) (reached bool) {
		w := walk{seen: map[*cfg.Block]bool{b: true}, each: func(n ast.Node) { asks = asks || f.Pkg.mayEnd(n) }}
		w.stop = func(n ast.Node) bool {
			reached = reached || n == end
			return n == end
		}
		w.from(b, i)
		for b := range w.seen {
			asks = asks || !l.holds(b)
		}
		return reached
	}
	return leg(start, 0, goal) && leg(home, at+1, test.Cond) && !asks
}

// holds reports whether a block is part of the loop.
func (l *Loop) holds(b *cfg.Block) bool {
	if b.Stmt == nil || !within(b.Stmt.Pos(), l.Stmt) {
		return false
	}
	return b.Stmt != l.Stmt || b.Kind != cfg.KindForDone && b.Kind != cfg.KindRangeDone
}

// mayEnd reports whether a statement leaves the function, waits for something,
// or looks at a context: if it does, what follows may not be the next turn.
func (p *Package) mayEnd(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.SendStmt:
			found = true
		case *ast.CallExpr:
			e := p.Effects(p.CalleeOf(n))
			found = found || p.asksContext(n) || e != nil && !e.Pause.None()
		}
		return !found
	})
	return found
}
