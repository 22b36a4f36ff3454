package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
)

// This file answers: may the other side of a channel operation be gone?

// Guarded returns another operation of the same kind on the same channel that
// can be stopped, or nil: it is in a select with a case that is told to stop.
func (o *Op) Guarded() *Op {
	c := o.Func.Pkg.Chan(o.Chan)
	if c == nil {
		return nil
	}
	for other := range c.Each(o.Kind) {
		if other == o || other.Select == nil || other.Func == nil || o.Func.Pkg.isTest(other.Node.Pos()) {
			continue
		}
		for _, way := range other.Select.Cases {
			if way != other && way.Stops() {
				return other
			}
		}
	}
	return nil
}

// Room reports whether every channel of the class that is made in sight has a
// buffer, or may have, and there is one.
func (c *Chan) Room(p *Package) bool {
	for _, m := range c.Made {
		if len(m.Args) < 2 {
			return false
		}
		if v := p.Info.Types[m.Args[1]].Value; v != nil && v.String() == "0" {
			return false
		}
	}
	return len(c.Made) > 0
}

// Semaphore reports whether a class is used as a counting lock: its channels
// have a buffer, and what is received is thrown away.
func (c *Chan) Semaphore(p *Package) bool {
	if c.MayReceive || c.MaySend || len(c.Made) == 0 || !c.Room(p) || c.Has(Close) || c.Has(Range) {
		return false
	}
	found := false
	for op := range c.Each(Receive) {
		if op.Func == nil || op.Select != nil || !op.Func.drops(op.Node) {
			return false
		}
		found = true
	}
	return found
}

// Made reports whether f itself makes what a channel variable holds.
func (f *Func) Made(ch ast.Expr) bool {
	for _, d := range f.Pkg.defs[f.Pkg.Variable(ch)] {
		if call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr); ok && d.Func == f && f.Pkg.CalleeOf(call) == nil {
			return true
		}
	}
	return false
}

// Alone reports whether nobody else has the channel of a send yet: f makes it, and
// does nothing with it but send, close it, ask for its size, and return it, or puts
// it into something that nobody works with yet. Then it was made with room for all
// that f sends.
func (f *Func) Alone(op *Op) bool {
	v := f.Pkg.Variable(op.Chan)
	switch {
	case v == nil || len(f.Pkg.defs[v]) != 1 || !f.Made(op.Chan):
		return false
	case v.IsField():
		return op.Loop == nil && f.Pkg.Chan(op.Chan).Room(f.Pkg) && f.firstInto(op)
	}
	alone := true
	eachUse(f.Pkg.Info, f.Body, v, func(id *ast.Ident, stack []ast.Node) {
		switch n := stack[len(stack)-1].(type) {
		case *ast.SendStmt:
			alone = alone && n.Chan == id
		case *ast.CallExpr:
			fun, _ := ast.Unparen(n.Fun).(*ast.Ident)
			b, ok := f.Pkg.Info.Uses[fun].(*types.Builtin)
			alone = alone && ok && b.Name() != "append"
		case *ast.ReturnStmt:
		default:
			alone = false
		}
		for _, n := range stack {
			if _, ok := n.(*ast.FuncLit); ok {
				alone = false // which may run at the same time
			}
		}
	})
	return alone
}

// firstInto reports whether nothing was started, called, or sent where a send
// goes, before that in the function.
func (f *Func) firstInto(op *Op) bool {
	return f.Obj != nil && !slices.ContainsFunc(f.Ops, func(o *Op) bool {
		return o.Node.Pos() < op.Node.Pos() && f.Pkg.Chan(o.Chan) == f.Pkg.Chan(op.Chan)
	}) && !slices.ContainsFunc(f.Calls, func(c *Call) bool {
		return c.Pos() < op.Node.Pos() && (c.Mode == Apart || f.Pkg.Body(c.CallExpr) != nil)
	})
}

// drops reports whether a value is thrown away: the expression is a statement, or
// assigned to nothing.
func (f *Func) drops(e ast.Node) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return within(e.Pos(), n)
		case *ast.ExprStmt:
			found = found || ast.Unparen(n.X) == e
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 && len(n.Rhs) == 1 && ast.Unparen(n.Rhs[0]) == e {
				id, ok := n.Lhs[0].(*ast.Ident)
				found = found || ok && id.Name == "_"
			}
		}
		return !found
	})
	return found
}
