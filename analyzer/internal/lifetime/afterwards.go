package lifetime

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// This file answers: may a function that has started something still be there
// when that ends?

// waitsAfter reports whether f, or a function around it, may wait for something
// after a position: then it may be for the work that it has started there.
func (f *Func) waitsAfter(pos token.Pos) bool {
	seen := map[*Func]bool{}
	for g := f; g != nil; g = g.Outer {
		for _, l := range g.Loops {
			if !l.Bounded() && l.Stmt.End() > pos {
				return true
			}
		}
		for _, op := range g.Ops {
			if op.Receives() && op.Node.End() > pos {
				return true
			}
		}
		for _, c := range g.Calls {
			if (c.Pos() > pos || c.Mode == Later) && (f.Pkg.mayWait(c, waitDepth, seen) || f.Pkg.comesFrom(c, pos)) {
				return true
			}
		}
		if g.Role == Spawned || g.Obj != nil {
			break
		}
		pos = g.Node.Pos()
	}
	return false
}

// waitDepth is how deep a wait may be hidden below a helper: what is further down
// is about something else.
const waitDepth = 2

// mayWait reports whether a call may wait for something that runs: by its name,
// by the facts, or because its body receives or calls what may, so many levels
// down. It looks at a body once.
func (p *Package) mayWait(c *Call, depth int, seen map[*Func]bool) bool {
	if c.Callee == nil || c.Mode == Apart {
		return false
	}
	e := p.Effects(c.Callee)
	if strings.HasPrefix(c.Callee.Name(), "Wait") || e != nil && (e.Joins|e.Awaits|e.Receives != 0 || e.Forever) {
		return true
	}
	body := p.byObj[c.Callee]
	if body == nil || seen[body] || depth == 0 {
		return false
	}
	seen[body] = true
	return slices.ContainsFunc(body.Ops, func(o *Op) bool { return o.Receives() }) ||
		slices.ContainsFunc(body.Calls, func(c *Call) bool { return p.mayWait(c, depth-1, seen) })
}

// comesFrom reports whether a call uses what a call at a position has returned: a
// function that waits, a timer that it stops.
func (p *Package) comesFrom(c *Call, pos token.Pos) bool {
	of := ast.Unparen(c.Fun)
	if sel, ok := of.(*ast.SelectorExpr); ok {
		of = sel.X
	}
	d, ok := p.Sole(p.Variable(of))
	return ok && d.Rhs != nil && within(pos, d.Rhs)
}

// servesOn reports whether f hands the answer, or the request, to somebody else
// after a position: that may well work together with what f has started.
func (f *Func) servesOn(pos token.Pos) bool {
	for g := f; g != nil; g = g.Outer {
		for _, c := range g.Calls {
			if c.Pos() > pos && f.Pkg.params[f.Pkg.Variable(c.Fun)] == g {
				return true // an interceptor calls what it stands before
			}
			for _, arg := range c.Args {
				if c.Pos() > pos && answers(f.Pkg.Info.TypeOf(arg)) && f.Pkg.params[f.Pkg.Variable(arg)] == g {
					return true
				}
			}
		}
	}
	return false
}
