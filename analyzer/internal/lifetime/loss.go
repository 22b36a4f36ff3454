package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
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
// exit at a position of f.
func (f *Func) lossAt(d *Call, at token.Pos, x *Exit) Loss {
	p := f.Pkg
	if x.Interrupted() && p.cutsOff(d, at, x) {
		return Minor
	}
	loss := p.loss(d.CallExpr)
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

// isDefinition reports whether a node is the left side's name in the assignment
// that gives a place its value.
func isDefinition(n ast.Node, place Place, p *Package) bool {
	a, ok := n.(*ast.AssignStmt)
	return ok && slices.ContainsFunc(a.Lhs, func(l ast.Expr) bool { return p.Place(l) == place })
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
		if f := p.bodyOf(call); f != nil {
			return f.loss(map[*Func]bool{})
		}
		return NoLoss
	}
	switch e := p.Effects(fn); {
	case e != nil && e.Settles, joins(fn):
		return Outside
	case profiles(fn):
		return Minor
	}
	return NoLoss
}

// joins reports whether a function is the Wait of a group.
func joins(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return fn.Name() == "Wait" && recv != nil && isGroup(recv.Type())
}

// profiles reports whether a function ends a profile, or writes one.
func profiles(fn *types.Func) bool {
	switch fn.FullName() {
	case "runtime/pprof.StopCPUProfile", "runtime/pprof.WriteHeapProfile", "(*runtime/pprof.Profile).WriteTo", "runtime/trace.Stop":
		return true
	}
	return false
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
		switch g := f.Pkg.bodyOf(c.CallExpr); {
		case c.Mode == Apart:
		case c.Callee != nil:
			loss = f.Pkg.loss(c.CallExpr)
		case g != nil:
			loss = g.loss(seen)
		}
		if loss == Outside && (f.conditional(c) || returnsIn(f.Body, c.Pos())) {
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
		if e := f.Pkg.Effects(c.Callee); c.Mode != Apart && e != nil && e.Settles {
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
		tells := f.Pkg.tellsToStop(&ast.ExprStmt{X: c.CallExpr}) && !f.Pkg.ends(c) && f.Pkg.makes(c.CallExpr) == 0
		if tells && (x.Start != nil || f.beside(c.Pos(), x.Pos())) || f.beside(c.Pos(), x.Pos()) && f.Pkg.loss(c.CallExpr) == Outside {
			return true
		}
	}
	return false
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

// Goexits returns the calls of runtime.Goexit that end somebody else's
// goroutine: not in the body of a goroutine, which could as well return, and
// not in main or a deferred call, where that is the only way, and not where a
// function never returns, which its callers know. One under a test of variables
// alone passes on what somebody else did.
func (f *Func) Goexits() (all []*Call) {
	runs, e := f.Pkg.runners()[f], f.Pkg.Effects(f.Obj)
	if e != nil && e.NoReturn || f.Role == Spawned || f.Role == Deferred || f.Name() == "main" || len(runs) > 0 && !slices.ContainsFunc(runs, func(r runner) bool { return r.Mode != Apart && !r.apart }) {
		return nil
	}
	for _, c := range f.Calls {
		if c.Callee != nil && c.Callee.FullName() == "runtime.Goexit" && c.Mode == Now && !f.passesOn(c) {
			all = append(all, c)
		}
	}
	return all
}

func (f *Func) passesOn(c *Call) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.IfStmt); ok && within(c.Pos(), s.Body) {
			found = found || f.Pkg.variables(s.Cond)
		}
		return true
	})
	return found
}

// variables reports whether an expression is a variable, or compares two.
func (p *Package) variables(e ast.Expr) bool {
	if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok {
		return p.variables(b.X) && p.variables(b.Y)
	}
	return p.Variable(e) != nil
}
