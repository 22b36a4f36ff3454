package lifetime

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: is the object that alone has a cancel function given up?

// inside looks for a return that gives up the local object which m has put the
// cancel function in, before anybody else has the object.
func (d *Debt) inside(m Mention, owned []Mention) *Lapse {
	f := d.Func
	if f.Sig.Results().Len() == 0 || !isError(f.Sig.Results().At(f.Sig.Results().Len()-1).Type()) {
		return nil
	}
	home, at := f.spot(m.Pos)
	if home == nil || d.Var != m.Field && !d.reaches(m) {
		return nil
	}
	for _, other := range owned {
		if other.Pos != m.Pos && other.Fate != Invoked && other.Fate != Returned {
			return nil // somebody else has it as well
		}
	}
	pays := func(n ast.Node) bool {
		if slices.ContainsFunc(owned, func(other Mention) bool { return other.Pos != m.Pos && holds(n, other.Pos) }) {
			return true
		}
		return f.Pkg.lets(n, m.Into, m.Field, 0)
	}
	end, _ := d.escape(home.Nodes[at], pays, nil).(*ast.ReturnStmt)
	if end == nil || len(end.Results) == 0 || f.Pkg.Info.Types[end.Results[len(end.Results)-1]].IsNil() {
		return nil
	}
	return &Lapse{Kind: LostInside, Node: end, Last: &m, Sure: true, Garbage: !d.lingers()}
}

// lingers reports whether the context goes on for a while if nobody cancels it:
// it has a timer, or a parent that keeps it and does not end with this call. One
// made from a root is garbage, unless somebody waits for it.
func (d *Debt) lingers() bool {
	e := d.Func.Pkg.Effects(d.Call.Callee)
	if e.NeedsLive != 0 { // has a timer
		return true
	}
	if e.Makes != effects.Derived || int(e.From) >= len(d.Call.Args) {
		return false
	}
	parent := d.Call.Args[e.From]
	return !d.Func.Pkg.Root(parent) && d.Func.Pkg.ContextOf(parent).Origin != OfCall
}

// reaches reports whether a mention is of this debt, and not of what its
// variable held before or holds later.
func (d *Debt) reaches(m Mention) bool {
	return d.Node.Pos() < m.Pos && !slices.ContainsFunc(d.Func.Pkg.defs[d.Var], func(other Def) bool {
		return d.Node.Pos() < other.Node.Pos() && other.Node.Pos() < m.Pos
	})
}

// lets reports whether a node lets others have an object: it does anything with
// it but to read and write its fields, the given one excepted, and to call
// methods that do no more.
func (p *Package) lets(root ast.Node, v, field *types.Var, depth int) bool {
	found := false
	eachUse(p.Info, root, v, func(id *ast.Ident, stack []ast.Node) {
		found = found || p.letsAt(id, stack, field, depth)
	})
	return found
}

const letDepth = 3

func (p *Package) letsAt(id *ast.Ident, stack []ast.Node, field *types.Var, depth int) bool {
	if len(stack) == 0 || depth > letDepth {
		return true
	}
	for _, n := range stack {
		switch n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
			return true
		}
	}
	sel, ok := stack[len(stack)-1].(*ast.SelectorExpr)
	if !ok || sel.X != id || p.Info.Selections[sel] == nil {
		return true
	}
	outer := ast.Node(nil)
	if len(stack) > 1 {
		outer = stack[len(stack)-2]
	}
	if p.Info.Selections[sel].Kind() == types.FieldVal {
		u, addressed := outer.(*ast.UnaryExpr)
		if addressed && u.X == sel && u.Op.String() == "&" {
			return true
		}
		return p.Variable(sel) == field && !assignsTo(outer, sel)
	}
	call, ok := outer.(*ast.CallExpr)
	if !ok || ast.Unparen(call.Fun) != sel {
		return true
	}
	g := p.byObj[p.CalleeOf(call)]
	if g == nil || g.Sig.Recv() == nil {
		return true
	}
	recv := g.Sig.Recv()
	return len(p.defs[recv]) > 0 || p.lets(g.Body, recv, field, depth+1)
}

func assignsTo(n ast.Node, e ast.Expr) bool {
	a, ok := n.(*ast.AssignStmt)
	return ok && slices.Contains(a.Lhs, e)
}
