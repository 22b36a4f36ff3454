package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: what becomes of something that a function starts and
// keeps in a local variable, a process, a server, a ticker, a group?
//
// All uses of the variable are looked at. A call of a method that ends the work
// is an end, wherever it stands: in a literal, a defer, a function of this
// package that the variable is passed to. Other methods and fields change
// nothing. Every use that is not understood makes it somebody else's: who has
// it may end it.

// A custodyKind is what ends one type's work.
type custodyKind struct {
	ends   []string            // methods
	like   string              // methods whose names begin so
	fields map[string][]string // fields that can end it, too, with the methods that do
	takers []string            // methods of others that may have it, and do not end it
}

// A custody is what becomes of one variable.
type custody struct {
	p    *Package
	kind *custodyKind
	f    *Func       // who keeps it
	ends []token.Pos // in f
	lost bool
	seen map[*types.Var]bool
}

// keep follows a variable that is declared in f, or one of its parameters. Nil
// says that somebody else has it.
func (f *Func) keep(v *types.Var, kind *custodyKind) *custody {
	if v == nil || v.IsField() || !within(v.Pos(), f.Node) || f.Pkg.params[v] != nil && (f.Pkg.params[v] != f || v == f.Sig.Recv()) {
		return nil
	}
	c := &custody{p: f.Pkg, kind: kind, f: f, seen: map[*types.Var]bool{}}
	c.follow(v, f.Body, token.NoPos)
	if c.lost {
		return nil
	}
	return c
}

// follow looks at the uses in a region. Uses in a function that it is passed to
// stand where the call does.
func (c *custody) follow(v *types.Var, region ast.Node, at token.Pos) {
	if c.seen[v] || len(c.seen) > maxTrail {
		return
	}
	c.seen[v] = true
	eachUse(c.p.Info, region, v, func(id *ast.Ident, stack []ast.Node) {
		where := at
		if !where.IsValid() {
			where = id.Pos()
		}
		if !c.lost && !c.use(id, stack, where) {
			c.lost = true
		}
	})
}

// use climbs from one mention; it reports whether it understands what it finds.
func (c *custody) use(child ast.Node, stack []ast.Node, at token.Pos) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ParenExpr, *ast.StarExpr:
		case *ast.UnaryExpr:
			if n.Op != token.AND {
				return false
			}
		case *ast.SelectorExpr:
			return n.X == child && c.selected(n, stack[:i], at)
		case *ast.CallExpr:
			return c.passed(n, child, at)
		case *ast.AssignStmt:
			return c.assigned(n, child)
		case *ast.BinaryExpr:
			return n.Op == token.EQL || n.Op == token.NEQ
		default:
			return false
		}
		child = stack[i]
	}
	return false
}

// assigned reports whether an assignment gives the variable a value, or drops it.
func (c *custody) assigned(n *ast.AssignStmt, child ast.Node) bool {
	for _, l := range n.Lhs {
		if l == child {
			return true
		}
	}
	for i, r := range n.Rhs {
		if id, ok := n.Lhs[min(i, len(n.Lhs)-1)].(*ast.Ident); r == child && ok && id.Name == "_" {
			return true
		}
	}
	return false
}

// selected looks at a method or a field.
func (c *custody) selected(sel *ast.SelectorExpr, stack []ast.Node, at token.Pos) bool {
	how := c.p.Info.Selections[sel]
	if how == nil {
		return false
	}
	if how.Kind() == types.MethodVal {
		return c.method(sel, c.kind.ends, stack, at)
	}
	ends, ok := c.kind.fields[sel.Sel.Name]
	if !ok || len(stack) == 0 {
		return true // a setting, or something to look at
	}
	switch n := stack[len(stack)-1].(type) {
	case *ast.SelectorExpr:
		if s := c.p.Info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
			return c.method(n, ends, stack[:len(stack)-1], at)
		}
		return true
	case *ast.BinaryExpr:
		return n.Op == token.EQL || n.Op == token.NEQ
	}
	return false
}

// method notes a call of a method that ends the work. A method as a value ends
// it, too: somebody will call it.
func (c *custody) method(sel *ast.SelectorExpr, ends []string, stack []ast.Node, at token.Pos) bool {
	if slices.Contains(ends, sel.Sel.Name) || c.kind.like != "" && strings.HasPrefix(sel.Sel.Name, c.kind.like) {
		c.ends = append(c.ends, at)
		return true
	}
	if len(stack) == 0 {
		return false
	}
	call, ok := stack[len(stack)-1].(*ast.CallExpr)
	return ok && ast.Unparen(call.Fun) == sel
}

// passed follows the variable into a function of this package.
func (c *custody) passed(call *ast.CallExpr, arg ast.Node, at token.Pos) bool {
	fn := c.p.CalleeOf(call)
	if e := c.p.Effects(fn); e != nil && e.Logs || known.Is(fn, c.kind.takers...) {
		return true
	}
	g := c.p.Body(call)
	i := slices.IndexFunc(call.Args, func(a ast.Expr) bool { return a == arg })
	if g == nil || i < 0 || g.Sig.Variadic() && i >= g.Sig.Params().Len()-1 {
		return false
	}
	v := g.Sig.Params().At(i)
	if len(c.p.defs[v]) > 0 || c.p.shared[v] {
		return false
	}
	c.follow(v, g.Body, at)
	return true
}

// avoid returns the positions that a way has to pass so that the work ends: the
// ends themselves, the tests of whether there is anything to end, for what is
// ended only if a flag says that it was started is ended.
func (c *custody) avoid(start *Call) []token.Pos {
	all := slices.Clone(c.ends)
	ast.Inspect(c.f.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.IfStmt)
		if !ok || !c.asksForIt(s.Cond) && !c.f.tests(s.Cond, start, token.EQL) {
			return true
		}
		if slices.ContainsFunc(c.ends, func(pos token.Pos) bool { return within(pos, s) }) {
			all = append(all, s.Cond.Pos())
		}
		return true
	})
	return all
}

// asksForIt reports whether a condition asks a flag, or for nil.
func (c *custody) asksForIt(cond ast.Expr) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.NOT && c.asksForIt(e.X)
	case *ast.Ident, *ast.SelectorExpr:
		return true
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			return c.asksForIt(e.X) || c.asksForIt(e.Y)
		}
		for _, pair := range [][2]ast.Expr{{e.X, e.Y}, {e.Y, e.X}} {
			if c.p.Info.Types[pair[0]].IsNil() {
				t := c.p.Info.TypeOf(pair[1])
				return t != nil && !types.Identical(t, types.Universe.Lookup("error").Type())
			}
		}
	}
	return false
}
