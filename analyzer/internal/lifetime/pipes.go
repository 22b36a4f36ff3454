package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: does a function leave a goroutine behind at the other end of a
// pipe in memory?
//
// An io.Pipe has no room: a write waits until all of it is read, or the reading end is
// closed, and a read until something is written, or the writing end is closed. So a
// function that works at one end, the near one, while a goroutine works at the other,
// has to close its own on every way out. All uses of both ends are looked at, and of
// what is made of them (a bufio.Reader, a tar.Writer): those of the library neither
// close an end nor keep it, except for what sends requests and runs processes; in
// functions of this package one can look. Whoever else gets an end may close it, from
// there on.

// A Pipe is left open: the near end, at a return, where the function waits for the
// goroutine, or where a call hides its Close.
type Pipe struct {
	Make      *Call
	Near, Far *types.Var
	Writes    bool     // the goroutine writes to the far end, or else reads from it
	Stuck     ast.Node // where it does
	Left      ast.Node
}

// LeftPipes returns the pipes that f makes and leaves open.
func (f *Func) LeftPipes() (all []Pipe) {
	for _, c := range f.Calls {
		if !known.Is(c.Callee, "io.Pipe") {
			continue
		}
		a, ok := f.Pkg.holders[c.CallExpr].def.Node.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != 2 {
			continue
		}
		spawns := f.Spawns()
		r, w := f.end(a.Lhs[0], spawns), f.end(a.Lhs[1], spawns)
		if r == nil || w == nil {
			continue
		}
		near, far := r, w
		if r.spawn != nil {
			near, far = w, r
		}
		if left := f.leavesOpen(near, far, far == w); left != nil {
			all = append(all, Pipe{Make: c, Near: near.v, Far: far.v, Writes: far == w, Stuck: far.apart[0], Left: left})
		}
	}
	return all
}

// leavesOpen returns a return by which a goroutine stays at the far end: it comes
// before anything is read or written here, or after a copy that may have failed, or,
// as no end has come, before that of a goroutine which reads until the end. For that
// one it may also be a wait; and for one that writes, an io.NopCloser, which keeps the
// close from who reads.
func (f *Func) leavesOpen(near, far *pipeEnd, writes bool) ast.Node {
	if near.spawn != nil || len(far.apart) == 0 || far.used() || near.lost || far.lost {
		return nil
	}
	var closes []token.Pos
	for _, c := range append(near.closes, far.closes...) {
		if c.in != far.spawn {
			closes = append(closes, c.at)
		}
	}
	start, avoid := far.spawn.Call.Pos(), slices.Clone(closes)
	for _, op := range f.Ops {
		if op.Kind != Send && op.Kind != Close {
			avoid = append(avoid, op.Node.Pos()) // the goroutine may have said that it has ended
		}
	}
	for _, j := range far.spawn.Joins() {
		if within(j.Node.Pos(), far.spawn.Call.CallExpr) || !within(j.Node.Pos(), f.Body) {
			continue
		}
		if !writes && far.readsOn() && f.EndsAfter(start, closes, []token.Pos{j.Node.Pos()}, false) != nil {
			return j.Node
		}
		avoid = append(avoid, j.Node.Pos())
	}
	if h := near.hidden; writes && h != nil && len(f.returnsAfter(h.Pos(), closes, nil)) > 0 &&
		!slices.ContainsFunc(closes, func(at token.Pos) bool { return at > h.Pos() }) {
		return h
	}
	if r := f.ReturnAfter(start, append(near.begins(), avoid...)); r != nil {
		return r
	}
	if !writes {
		if r := f.ReturnAfter(start, avoid); r != nil && far.readsOn() {
			return r
		}
		return nil
	}
	for _, c := range f.Calls {
		if slices.Contains(near.here, c.CallExpr) && f.copies(c) {
			if r := f.returnsFailed(c, avoid); r != nil {
				return r
			}
		}
	}
	return nil
}

// begins returns where f begins to work with an end: in loops, with what decides
// whether there is anything to do.
func (e *pipeEnd) begins() (all []token.Pos) {
	for _, c := range e.here {
		all = append(all, c.Pos())
		for l := e.f.LoopAt(c.Pos()); l != nil; l = l.Outer {
			all = append(all, l.head())
		}
	}
	return all
}

// head returns where a loop decides whether to go on.
func (l *Loop) head() token.Pos {
	switch s := l.Stmt.(type) {
	case *ast.RangeStmt:
		return s.X.Pos()
	case *ast.ForStmt:
		if s.Cond != nil {
			return s.Cond.Pos()
		}
	}
	return l.Body.Pos()
}

// copies reports whether a call copies to where that can fail.
func (f *Func) copies(c *Call) bool {
	if !known.Is(c.Callee, "io.Copy", "io.CopyBuffer", "io.CopyN") || len(c.Args) < 2 {
		return false
	}
	to := f.Pkg.Info.TypeOf(c.Args[0])
	if to == nil || typeIs(deref(to), "bytes", "Buffer") || typeIs(deref(to), "strings", "Builder") || typeIs(to, "hash", "Hash") {
		return false
	}
	sel, ok := ast.Unparen(c.Args[0]).(*ast.SelectorExpr)
	return !ok || !slices.Contains([]string{"Discard", "Stdout", "Stderr"}, sel.Sel.Name)
}

// returnsFailed returns a return that comes after a call has failed, or, if nobody
// asks whether it has, that comes after it.
func (f *Func) returnsFailed(c *Call, avoid []token.Pos) *ast.ReturnStmt {
	failed := f.failures(c)
	for _, r := range f.returnsAfter(c.Pos(), avoid, nil) {
		if len(failed) == 0 || slices.ContainsFunc(failed, func(n ast.Node) bool { return within(r.Pos(), n) }) {
			return r
		}
	}
	return nil
}
