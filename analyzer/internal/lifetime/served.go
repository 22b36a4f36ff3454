package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// This file answers: does something happen only after a server has ended by
// itself?

// ServedBefore reports whether what happens at a position comes after a call that
// serves until something is wrong. One that a context ends, or another function
// of those that owner has in it, is not meant: that may follow from anything.
func (p *Package) ServedBefore(pos token.Pos, owner *Func) bool {
	f := p.funcAt(pos)
	if f == nil {
		return false
	}
	end := pos
	for _, o := range f.Ops {
		if within(pos, o.Node) {
			end = max(end, o.Node.End())
		}
	}
	for _, c := range f.Calls {
		if c.Mode == Later && within(pos, c.CallExpr) {
			end = f.Body.End()
		}
	}
	return slices.ContainsFunc(f.Calls, func(c *Call) bool {
		return c.Pos() < end && p.servesAlone(c, map[*Func]bool{}) && !p.ended(c, f, owner)
	})
}

func (p *Package) funcAt(pos token.Pos) (inner *Func) {
	for _, f := range p.Funcs { // in source order: the innermost comes last
		if within(pos, f.Node) {
			inner = f
		}
	}
	return inner
}

// servesAlone reports whether a call serves, by its name or because what it calls
// does, and no context ends it.
func (p *Package) servesAlone(c *Call, seen map[*Func]bool) bool {
	if c.Mode != Now || c.Callee == nil || slices.ContainsFunc(c.Args, func(e ast.Expr) bool { return IsContext(p.Info.TypeOf(e)) }) {
		return false
	}
	if body := p.byObj[c.Callee.Origin()]; body != nil {
		if seen[body] {
			return false
		}
		seen[body] = true
		return slices.ContainsFunc(body.Calls, func(c *Call) bool { return p.servesAlone(c, seen) })
	}
	name := c.Callee.Name()
	return name == "Serve" || name == "ServeTLS" || strings.HasPrefix(name, "ListenAndServe")
}

// ended reports whether a function in owner's text, other than the one that
// serves, ends a server or its listener.
func (p *Package) ended(c *Call, server, owner *Func) bool {
	var parts []*types.Var
	for _, e := range append([]ast.Expr{c.Fun}, c.Args...) {
		if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && e == c.Fun {
			e = sel.X
		}
		if v := p.Variable(e); v != nil {
			parts = append(parts, v)
		}
	}
	return slices.ContainsFunc(p.Funcs, func(f *Func) bool {
		return f != server && f.Top() == owner.Top() && slices.ContainsFunc(f.Calls, func(other *Call) bool {
			v := f.receiver(other)
			return v != nil && other.Callee != nil && slices.Contains(parts, v) && slices.Contains(serverEnds.ends, other.Callee.Name())
		})
	})
}
