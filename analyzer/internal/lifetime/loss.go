package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: what is lost when a deferred call does not run, because
// the process has ended?
//
// Memory, files, connections, locks in memory and goroutines: the system clears
// them up, so nothing. But what is still in a buffer is gone, a temporary file
// stays, a child goes on without its parent, and work that somebody wanted to
// wait for is cut off.

// Loss is what is lost.
type Loss uint8

// The losses.
const (
	NoLoss  Loss = iota
	Minor        // what is left behind on some conditions, a profile; work is cut off
	Outside      // others will miss it, or find it
)

// lossAt returns what is lost if a deferred call of f does not run because of an
// exit at a position of f. A wait for the very goroutine that exits loses
// nothing, and which one a group waits for is hard to say.
func (f *Func) lossAt(d *Call, at token.Pos, apart bool, x *Exit) Loss {
	p := f.Pkg
	if apart && d.Callee != nil && joins(d.Callee) {
		return NoLoss
	}
	if x.Interrupted() && p.cutsOff(d, at, x) {
		return Minor
	}
	loss := p.loss(d.CallExpr)
	if loss != NoLoss && f.vain(d, at) {
		return NoLoss
	}
	sel, ok := ast.Unparen(d.Fun).(*ast.SelectorExpr)
	if loss == NoLoss || !ok || p.Info.Selections[sel] == nil {
		return loss
	}
	// A buffer that nothing was put into holds nothing.
	place, used := p.Place(sel.X), false
	atEnd := slices.ContainsFunc(f.Calls, func(c *Call) bool { return c.Mode == Later && within(at, c) })
	ast.Inspect(f.Body, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if n != nil && (within(n.Pos(), d) || isDefinition(n, place, p)) {
			return false
		}
		used = used || ok && p.Place(e) == place && (atEnd || f.leads(n.Pos(), at))
		return !used
	})
	if !used && place.Known() && p.params[place.Root] == nil {
		return NoLoss
	}
	return loss
}

// isDefinition reports whether a node is the statement that gives a place its
// value.
func isDefinition(n ast.Node, place Place, p *Package) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(n.Lhs, func(l ast.Expr) bool { return p.Place(l) == place })
	case *ast.ValueSpec:
		return slices.ContainsFunc(n.Names, func(name *ast.Ident) bool { return p.Place(name) == place })
	}
	return false
}

// cutsOff reports whether a deferred call cancels a context that work has
// which runs at the time of the exit: f has started it, and it is not the
// goroutine that exits.
func (p *Package) cutsOff(d *Call, at token.Pos, x *Exit) bool {
	def, ok := p.Sole(p.Variable(d.Fun))
	if !ok {
		return false
	}
	call, ok := ast.Unparen(def.Rhs).(*ast.CallExpr)
	ctx := p.Sibling(def, 0)
	if !ok || ctx == nil {
		return false
	}
	if e := p.Effects(p.CalleeOf(call)); e == nil || !e.Cancels || int(e.CancelAt) != def.At {
		return false
	}
	f := d.Func
	return slices.ContainsFunc(f.Spawns(), func(s *Spawn) bool {
		given := false
		eachUse(p.Info, s.Call.CallExpr, ctx, func(*ast.Ident, []ast.Node) { given = true })
		return given && !within(at, s.Call) && (x.Start != nil || f.leads(s.Call.Pos(), at))
	})
}

// loss returns what is lost if a call does not run.
func (p *Package) loss(call *ast.CallExpr) Loss {
	fn := p.CalleeOf(call)
	if fn == nil {
		if f := p.Body(call); f != nil {
			return f.loss(map[*Func]bool{})
		}
		return NoLoss
	}
	switch e := p.Effects(fn); {
	case p.inMemory(call):
		return NoLoss
	case e != nil && e.Settles, joins(fn):
		return Outside
	case profiles(fn):
		return Minor
	}
	return NoLoss
}

// inMemory reports whether a call flushes or closes a writer that was made for
// a buffer of this process.
func (p *Package) inMemory(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	d, ok := p.Sole(p.Variable(sel.X))
	if !ok {
		return false
	}
	made, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	return ok && slices.ContainsFunc(made.Args, func(arg ast.Expr) bool {
		t := p.Info.TypeOf(arg)
		return typeIs(t, "bytes", "Buffer") || typeIs(t, "strings", "Builder")
	})
}

// joins reports whether a function is the Wait of a group.
func joins(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return fn.Name() == "Wait" && recv != nil && isGroup(recv.Type())
}

// profiles reports whether a function ends a profile, or writes one.
func profiles(fn *types.Func) bool {
	return known.Is(fn, "runtime/pprof.StopCPUProfile", "runtime/pprof.WriteHeapProfile", "(*runtime/pprof.Profile).WriteTo", "runtime/trace.Stop")
}

// loss is the greatest of the losses of what a literal calls, and a minor one
// where a condition may leave it out.
func (f *Func) loss(seen map[*Func]bool) (most Loss) {
	if seen[f] {
		return NoLoss
	}
	seen[f] = true
	for _, c := range f.Calls {
		loss := NoLoss
		switch g := f.Pkg.Body(c.CallExpr); {
		case c.Mode == Apart:
		case c.Callee != nil:
			loss = f.Pkg.loss(c.CallExpr)
		case g != nil:
			loss = g.loss(seen)
		}
		if loss == Outside && (f.conditional(c) || f.returnsIn(f.Body.Pos(), c.Pos())) {
			loss = Minor
		}
		most = max(most, loss)
	}
	for _, g := range f.inner {
		if g.Role == Value && f.Pkg.CallsArg(g) {
			most = max(most, g.loss(seen))
		}
	}
	return most
}

// conditional reports whether a call stands in a branch, and not in a condition
// itself.
func (f *Func) conditional(c *Call) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			found = found || within(c.Pos(), n.Body) || n.Else != nil && within(c.Pos(), n.Else)
		case *ast.CaseClause:
			found = found || within(c.Pos(), n)
		case *ast.CommClause:
			found = found || within(c.Pos(), n)
		}
		return true
	})
	return found
}

// settles reports whether the function, or a literal that it calls, does
// something that shows outside of the process. Waiting for its own goroutines
// is none: the process's end ends those.
func (f *Func) settles() bool {
	for _, c := range f.Calls {
		if e := f.Pkg.Effects(c.Callee); c.Mode != Apart && e != nil && e.Settles && !f.Pkg.inMemory(c.CallExpr) {
			return true
		}
	}
	for _, g := range f.inner {
		if (g.Role == Called || g.Role == Deferred || g.Role == Value && f.Pkg.CallsArg(g)) && g.settles() {
			return true
		}
	}
	return false
}

// Tidied reports whether the exit comes after something that ends in good
// order, as far as anybody can tell: after a context is done, or after a
// statement that tells something to stop. A second interrupt comes then.
func (x *Exit) Tidied() bool {
	f := x.Func
	for _, op := range f.Ops {
		if op.Receives() && f.Pkg.DoneOf(op.Chan) != nil && f.leads(op.Node.Pos(), x.Pos()) {
			return true
		}
	}
	for _, c := range f.Calls {
		if c.Mode != Now || c.CallExpr == x.CallExpr || !f.leads(c.Pos(), x.Pos()) {
			continue
		}
		tells := f.Pkg.loss(c.CallExpr) != NoLoss || f.Pkg.makes(c.CallExpr) == 0 && !f.Pkg.ends(c) &&
			(f.Pkg.tellsToStop(&ast.ExprStmt{X: c.CallExpr}) || tidyName(methodName(c)))
		if tells && (x.Start != nil || f.beside(c.Pos(), x.Pos())) {
			return true
		}
	}
	return false
}

// tidyName reports whether a name says that something is put in order: no
// evidence for a finding, but enough for silence.
func tidyName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"clean", "teardown", "restore", "flush", "remove", "finish", "save", "unlock"}, func(word string) bool { return strings.Contains(name, word) })
}

// beside reports whether a statement stands in the list that holds a later
// one.
func (f *Func) beside(pos, later token.Pos) bool {
	list, i := f.list(later)
	for _, s := range list[:i] {
		if within(pos, s) {
			return true
		}
	}
	return false
}

// Interrupted reports whether an exit comes after the receive of a signal, in
// its own function.
func (x *Exit) Interrupted() bool {
	p := x.Func.Pkg
	for _, op := range x.Func.Ops {
		t, ok := p.Info.TypeOf(op.Chan).(*types.Chan)
		if ok && op.Receives() && typeIs(t.Elem(), "os", "Signal") && x.Func.leads(op.Node.Pos(), x.Pos()) {
			return true
		}
	}
	return false
}

// exitEffects adds what the function means for the process's end.
func (f *Func) exitEffects(e *effects.Effects) {
	e.Exits = f.exitsEffect()
	e.Settles = f.settles()
}
