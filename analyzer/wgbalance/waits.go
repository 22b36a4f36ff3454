package wgbalance

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// turns judges a Wait in a loop whose goroutines were all counted before it:
// the first turn waits for the goroutines of turns that it keeps from coming.
func turns(l *lifetime.Ledger, say func(report.Finding)) {
	for w := range l.Each(lifetime.Waits) {
		if w.Loop == nil || w.Mode != lifetime.Now || w.Loop.Depth(w.Pos()) > 0 {
			continue
		}
		var before *lifetime.Count
		within := 0
		for _, c := range l.Ops {
			switch {
			case c.Kind == lifetime.Adds && c.Func == w.Func && c.Mode == lifetime.Now && c.Loop == w.Loop.Outer && c.Pos() < w.Loop.Stmt.Pos() && before == nil && c.N != 1:
				before = c
			case c.Kind == lifetime.Dones && w.Loop.Contains(c.Pos()) && c.Loop == nil && c.N == 1 && c.Func != w.Func && len(l.Starts(c.Func)) == 1:
				within++
			case c == w:
			default:
				return
			}
		}
		if before == nil || within != 1 {
			continue
		}
		say(report.Finding{
			Pos: w.Pos(), End: w.End(), Category: turn,
			Message: fmt.Sprintf("%s blocks the loop in its first turn: later turns start what it waits for", lifetime.Text(w.Fun)),
			Related: related(before.Pos(), "all turns are counted here"),
		})
	}
}

// waits returns a Wait of the goroutine for its own group that comes before its
// Done, or nil.
func waits(l *lifetime.Ledger, f *lifetime.Func, done *lifetime.Count) *lifetime.Count {
	p := f.Pkg
	for w := range l.Each(lifetime.Waits) {
		same := p.Place(w.Group)
		if w.Func != f || w.Mode != lifetime.Now || !same.Known() || same != p.Place(done.Group) {
			continue
		}
		if done.Mode == lifetime.Later && done.Pos() < w.Pos() || done.Mode == lifetime.Now && w.Pos() < done.Pos() && done.Loop == nil && w.Depth == 0 {
			return w
		}
	}
	return nil
}

// adds judges the Adds of a goroutine, which come too late for a Wait of the
// function that starts it.
func adds(p *lifetime.Package, l *lifetime.Ledger, f *lifetime.Func, starts []*lifetime.Call, say func(report.Finding)) {
	for c := range l.Each(lifetime.Adds) {
		if c.Func != f || c.Mode != lifetime.Now {
			continue
		}
		for _, s := range starts {
			w := unaware(p, l, f, c, s)
			if w == nil {
				continue
			}
			finding := report.Finding{
				Pos: c.Pos(), End: c.End(), Category: late,
				Message: fmt.Sprintf("%s comes too late: Wait returns at once if it is called before this goroutine runs", lifetime.Text(c.Fun)),
				Related: related(w.Pos(), "the Wait"),
			}
			if f.Obj == nil && s.Fun == f.Node && first(f, c) {
				finding.Spared = "go vet says it"
			}
			say(finding)
			break
		}
	}
}

// first reports whether a call is the first statement of a body.
func first(f *lifetime.Func, c *lifetime.Count) bool {
	s, ok := f.Body.List[0].(*ast.ExprStmt)
	return ok && s.X == c.CallExpr
}

// unaware returns the Wait that a goroutine's Add races with: in the function
// that starts it, after the start, on the same group, and with nothing between
// or before that could hold the count up or wait for the goroutine.
func unaware(p *lifetime.Package, l *lifetime.Ledger, f *lifetime.Func, add *lifetime.Count, start *lifetime.Call) *lifetime.Count {
	for c := range l.Each(lifetime.Adds) {
		if c.Func == nil || c.Func != f {
			return nil
		}
	}
	place := seen(p, f, start, add)
	if !place.Known() {
		return nil
	}
	for w := range l.Each(lifetime.Waits) {
		if w.Func != start.Func || w.Pos() < start.Pos() || w.Mode != lifetime.Now || p.Place(w.Group) != place {
			continue
		}
		pauses := slices.ContainsFunc(w.Func.Ops, func(op *lifetime.Op) bool {
			return op.Node.Pos() > start.Pos() && op.Node.Pos() < w.Pos()
		}) || slices.ContainsFunc(w.Func.Calls, func(c *lifetime.Call) bool {
			return c.Pos() > start.Pos() && c.Pos() < w.Pos() && c.Mode == lifetime.Now && !harmless(p, c)
		})
		if !pauses {
			return w
		}
	}
	return nil
}

// harmless reports whether a call is known to wait for nothing and to do no
// more than print, unlock or make something.
func harmless(p *lifetime.Package, c *lifetime.Call) bool {
	switch {
	case c.Callee == nil:
		return p.Info.Types[c.Fun].IsType() || p.Info.Types[c.Fun].IsBuiltin()
	case c.Callee.Pkg() == nil:
		return false
	}
	switch c.Callee.Pkg().Path() {
	case "fmt", "log":
		return true
	case "sync":
		return c.Callee.Name() == "Unlock" || c.Callee.Name() == "RUnlock"
	}
	return false
}

// seen returns the group of a goroutine's Add as the function that starts it
// sees it.
func seen(p *lifetime.Package, f *lifetime.Func, start *lifetime.Call, add *lifetime.Count) lifetime.Place {
	place := p.Place(add.Group)
	if !place.Known() || !holds(f, place.Root) {
		return place
	}
	unknown := lifetime.Place{}
	sel, ok := ast.Unparen(start.Fun).(*ast.SelectorExpr)
	if recv := f.Sig.Recv(); ok && recv == place.Root {
		if x := p.Place(sel.X); x.Known() {
			return lifetime.Place{Root: x.Root, Path: x.Path + place.Path}
		}
		return unknown
	}
	for i := range f.Sig.Params().Len() {
		if f.Sig.Params().At(i) != place.Root || i >= len(start.Args) || f.Sig.Variadic() {
			continue
		}
		arg := ast.Unparen(start.Args[i])
		if u, ok := arg.(*ast.UnaryExpr); ok {
			arg = u.X
		}
		if x := p.Place(arg); x.Known() {
			return lifetime.Place{Root: x.Root, Path: x.Path + place.Path}
		}
	}
	return unknown
}

// holds reports whether a variable is declared in f.
func holds(f *lifetime.Func, v *types.Var) bool {
	return f.Node.Pos() <= v.Pos() && v.Pos() < f.Node.End()
}
