package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

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

// A Pipe is left open: the near end, at a return, or where the function waits for the
// goroutine.
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
// one it may also be a wait.
func (f *Func) leavesOpen(near, far *pipeEnd, writes bool) ast.Node {
	if near.spawn != nil || len(far.apart) == 0 || len(far.here) > 0 || near.lost || far.lost {
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
	if !known.Is(c.Callee, "io.Copy", "io.CopyBuffer", "io.CopyN") {
		return false
	}
	to := f.Pkg.Info.TypeOf(c.Args[0])
	if typeIs(deref(to), "bytes", "Buffer") || typeIs(deref(to), "strings", "Builder") || typeIs(to, "hash", "Hash") {
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

// A pipeEnd is one end of a pipe, and what is done with it.
type pipeEnd struct {
	f      *Func
	v      *types.Var
	spawns []*Spawn        // of f
	spawn  *Spawn          // the one goroutine that has it, or nil
	apart  []*ast.CallExpr // what that does, also in a function that it runs
	here   []*ast.CallExpr // what f does
	closes []pipeClose
	lost   bool // somebody else has it, or several goroutines
	seen   map[*types.Var]bool
}

// A pipeClose is a close, as f sees it: where, and in which goroutine.
type pipeClose struct {
	at token.Pos
	in *Spawn
}

// readsOn reports whether the goroutine reads until the end: it copies or reads all,
// or reads in a loop.
func (e *pipeEnd) readsOn() bool {
	return slices.ContainsFunc(e.apart, func(c *ast.CallExpr) bool {
		g := e.f.Pkg.funcAt(c.Pos())
		return known.Is(e.f.Pkg.CalleeOf(c), "io.Copy", "io.CopyBuffer", "io.ReadAll") || g != nil && g.LoopAt(c.Pos()) != nil
	})
}

// end follows what is done with an end. Nil says that it is not known.
func (f *Func) end(e ast.Expr, spawns []*Spawn) *pipeEnd {
	v := f.Pkg.Variable(e)
	if v == nil || v.IsField() || len(f.Pkg.defs[v]) != 1 || !within(v.Pos(), f.Body) {
		return nil
	}
	end := &pipeEnd{f: f, v: v, spawns: spawns, seen: map[*types.Var]bool{}}
	end.follow(v, f.Body, token.NoPos, nil)
	return end
}

// follow looks at the uses of a variable: in a function that the end is passed to,
// they stand where the call does, and in its goroutine.
func (e *pipeEnd) follow(v *types.Var, region ast.Node, at token.Pos, in *Spawn) {
	if e.seen[v] || len(e.seen) > maxTrail {
		return
	}
	e.seen[v] = true
	eachUse(e.f.Pkg.Info, region, v, func(id *ast.Ident, stack []ast.Node) {
		where, apart := at, in
		if !at.IsValid() {
			where = id.Pos()
			apart = e.spawnAt(where)
		}
		if apart != nil {
			e.lost = e.lost || e.spawn != nil && e.spawn != apart
			e.spawn = apart
		}
		if !e.use(id, stack, where, apart) && apart == nil {
			e.closes = append(e.closes, pipeClose{at: where})
		}
	})
}

// spawnAt returns what starts the goroutine that a position of f belongs to, or nil.
func (e *pipeEnd) spawnAt(pos token.Pos) *Spawn {
	for _, s := range e.spawns {
		if within(pos, s.Call.CallExpr) {
			return s
		}
	}
	return nil
}

// use climbs from a mention of the end, or of what is made of it.
func (e *pipeEnd) use(child ast.Node, stack []ast.Node, at token.Pos, in *Spawn) bool {
	p := e.f.Pkg
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ParenExpr:
		case *ast.SelectorExpr:
			if s := p.Info.Selections[n]; s == nil || s.Kind() != types.MethodVal || i == 0 {
				return false
			}
			call, ok := stack[i-1].(*ast.CallExpr)
			if !ok || ast.Unparen(call.Fun) != n {
				return false
			}
			if isPipe(p.Info.TypeOf(n.X)) && strings.HasPrefix(n.Sel.Name, "Close") {
				e.closes = append(e.closes, pipeClose{at, in})
				return true
			}
			return e.work(call, at, in)
		case *ast.CallExpr:
			if n.Fun == child || !e.lends(n, child, at, in) {
				return false
			}
			if !carries(p.Info.TypeOf(n)) {
				return true
			}
		case *ast.AssignStmt:
			return e.assigned(n, child, at, in)
		case *ast.BinaryExpr:
			return n.Op == token.EQL || n.Op == token.NEQ
		case *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
			return true
		default:
			return false
		}
		child = stack[i]
	}
	return false
}

// work notes that something reads or writes.
func (e *pipeEnd) work(call *ast.CallExpr, at token.Pos, in *Spawn) bool {
	if in != nil {
		e.apart = append(e.apart, call)
		return true
	}
	e.here = append(e.here, call)
	return !e.inLiteral(at)
}

// inLiteral reports whether a position of f lies in a literal of it.
func (e *pipeEnd) inLiteral(pos token.Pos) bool {
	return slices.ContainsFunc(e.f.inner, func(g *Func) bool { return within(pos, g.Node) })
}

// assigned follows what is made of the end into a variable.
func (e *pipeEnd) assigned(n *ast.AssignStmt, child ast.Node, at token.Pos, in *Spawn) bool {
	for i, r := range n.Rhs {
		if r != child {
			continue
		}
		v := e.f.Pkg.Variable(n.Lhs[i])
		if v == nil || v.IsField() || len(e.f.Pkg.defs[v]) != 1 || e.f.Pkg.shared[v] {
			return false
		}
		if within(n.Pos(), e.f.Body) {
			e.follow(v, e.f.Body, token.NoPos, nil)
		} else if g := e.f.Pkg.funcAt(n.Pos()); g != nil {
			e.follow(v, g.Top().Body, at, in)
		}
	}
	return true
}

// lends reports whether a call is given the end for as long as it runs, or makes
// something of it.
func (e *pipeEnd) lends(call *ast.CallExpr, arg ast.Node, at token.Pos, in *Spawn) bool {
	p := e.f.Pkg
	fn := p.CalleeOf(call)
	if g := p.Body(call); g != nil {
		i := slices.IndexFunc(call.Args, func(a ast.Expr) bool { return a == arg })
		if i < 0 || g.Sig.Variadic() && i >= g.Sig.Params().Len()-1 {
			return false
		}
		v := g.Sig.Params().At(i)
		if len(p.defs[v]) > 0 || p.shared[v] {
			return false
		}
		if in == nil {
			e.here = append(e.here, call)
		}
		e.follow(v, g.Body, at, in)
		return true
	}
	switch {
	case in != nil && !carries(p.Info.TypeOf(call)):
		return e.work(call, at, in)
	case fn == nil || types.IsInterface(recvType(fn)) || !IsStandard(fn) || slices.Contains(keepers, fn.Pkg().Path()):
		return in != nil
	}
	if !carries(p.Info.TypeOf(call)) {
		return e.work(call, at, in)
	}
	return true
}

// keepers are packages of the library whose functions close what they are given, or
// keep it.
var keepers = []string{"net/http", "net/http/httptest", "os/exec", "log", "log/slog"}

func recvType(fn *types.Func) types.Type {
	if r := fn.Signature().Recv(); r != nil {
		return r.Type()
	}
	return types.Typ[types.Invalid]
}

func isPipe(t types.Type) bool {
	return typeIs(deref(t), "io", "PipeReader") || typeIs(deref(t), "io", "PipeWriter")
}

// carries reports whether what a call returns may hold what the call was given: it is
// no number, no text and no error.
func carries(t types.Type) bool {
	switch t := t.(type) {
	case nil:
		return false
	case *types.Tuple:
		for v := range t.Variables() {
			if carries(v.Type()) {
				return true
			}
		}
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Slice:
		return carries(u.Elem())
	case *types.Interface:
		return !isError(t)
	}
	return true
}
