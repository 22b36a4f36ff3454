package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
)

// This file answers: which channel operations meet each other?
//
// Variables that may hold the same channel form a class: what is assigned,
// passed to a function of this package, returned by one, or stored in a field
// joins the two sides, without regard to order (unification). A class holds
// all operations on its variables. Where one of them goes to code that is not
// seen (another package, an interface, a container, an exported name), the
// class is open: somebody else may receive, or send and close, as far as the
// direction of the type that went there allows. A question about an open class
// has no answer, and the unknown is silent.

// A Chan is a class of channel variables.
type Chan struct {
	Made   []*ast.CallExpr // the make calls
	Makers []*Func         // the functions that hold them
	Ops    []*Op           // on all its variables, in source order of the functions
	Vars   []*types.Var

	// MayReceive and MaySend say that code not seen may do so; who may send
	// may close, too.
	MayReceive, MaySend bool

	parent *Chan
}

func (c *Chan) root() *Chan {
	for c.parent != nil {
		c = c.parent
	}
	return c
}

// Chan returns the class of the channel that an expression names, or nil.
func (p *Package) Chan(e ast.Expr) *Chan {
	v := p.Variable(e)
	if v == nil || !isChan(v.Type()) {
		return nil
	}
	p.channels()
	if c := p.chans[v]; c != nil {
		return c.root()
	}
	return nil
}

// Local reports whether every variable of the class is declared in f or in
// literals inside of it, parameters of its helpers aside.
func (c *Chan) Local(p *Package) bool {
	for _, v := range c.Vars {
		if v.IsField() || v.Parent() == p.Pass.Pkg.Scope() {
			return false
		}
	}
	return true
}

// Each yields the operations of some kinds.
func (c *Chan) Each(kinds ...OpKind) func(yield func(*Op) bool) {
	return func(yield func(*Op) bool) {
		for _, op := range c.Ops {
			for _, k := range kinds {
				if op.Kind == k && !yield(op) {
					return
				}
			}
		}
	}
}

// Has reports whether there is an operation of a kind.
func (c *Chan) Has(kind OpKind) bool {
	for range c.Each(kind) {
		return true
	}
	return false
}

// First returns the first operation of a kind in f, or nil.
func (c *Chan) First(kind OpKind, f *Func) *Op {
	for op := range c.Each(kind) {
		if op.Func == f {
			return op
		}
	}
	return nil
}

// StartedBy returns the function that made all channels of the class, if it is
// another one than f, and where it starts f or the goroutine that f is part of.
func (c *Chan) StartedBy(p *Package, f *Func) (owner *Func, start token.Pos) {
	for i, maker := range c.Makers {
		if maker == nil || i > 0 && maker != c.Makers[0] {
			return nil, token.NoPos
		}
		owner = maker
	}
	if !c.Local(p) || owner == nil || f == owner {
		return nil, token.NoPos
	}
	for g := f; g != nil; g = g.Outer {
		if g.Outer == owner {
			return owner, g.Node.Pos()
		}
	}
	for _, call := range p.callers[f.Top().Obj] {
		if call.Func != nil && call.Func.Within(owner) {
			return owner, call.Pos()
		}
	}
	return nil, token.NoPos
}

// ClosePoints returns the positions in owner at which the class is closed: the
// close itself, the literal or the call that closes it, or the start of what
// will. all is false if something else closes it, too.
func (c *Chan) ClosePoints(p *Package, owner *Func) (points []token.Pos, all bool) {
	for op := range c.Each(Close) {
		if op.Func == nil {
			return nil, false
		}
		found := op.Func.Within(owner)
		if found {
			points = append(points, op.Node.Pos())
		}
		for _, g := range p.Funcs {
			if !g.Within(owner) {
				continue
			}
			for _, call := range g.Calls {
				if body := p.Body(call.CallExpr); body != nil && body != owner && op.Func.Within(body) {
					points, found = append(points, call.Pos()), true
				}
			}
		}
		if !found {
			return nil, false
		}
	}
	return points, true
}

func isChan(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}
