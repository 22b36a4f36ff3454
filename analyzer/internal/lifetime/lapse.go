package lifetime

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/cfg"
)

// This file answers: is a cancel function lost, and where?

// A LapseKind is a way of losing a cancel function.
type LapseKind uint8

// The ways.
const (
	LostAtOnce   LapseKind = iota // assigned to nothing
	LostHere                      // nothing in the function calls it or gives it to somebody who may
	LostUnread                    // stored where nothing ever looks
	LostOnReturn                  // a return comes before anything of that
	LostOnTurn                    // it is assigned anew before
	LostInside                    // a return gives up the object that alone has it
)

// A Lapse is how a debt is lost.
type Lapse struct {
	Kind LapseKind
	Node ast.Node // the return or the assignment, if it is one
	Last *Mention // what is done with it instead, if anything is
	Sure bool     // no test that others might know to come out alike stands between

	Garbage bool // once nobody has the context, nothing keeps it
}

// Lost returns how the debt is lost, or nil if somebody pays, or may.
func (d *Debt) Lost() *Lapse {
	p, v := d.Func.Pkg, d.Var
	switch {
	case d.Thrown():
		return &Lapse{Kind: LostAtOnce, Sure: true, Garbage: d.asRoot()}
	case v == nil || v.IsField() || v.Parent() == p.Pass.Pkg.Scope():
		return d.stored()
	case !within(v.Pos(), d.Func.Node) || p.params[v] != nil || p.shared[v] || p.outside(d.Func, v):
		return nil
	}
	mentions := d.Func.Mentions(v)
	owned := slices.DeleteFunc(slices.Clone(mentions), func(m Mention) bool { return !m.Fate.Owned() })
	if len(owned) == 0 {
		loss := &Lapse{Kind: LostHere, Sure: true}
		if len(mentions) > 0 {
			last := slices.MaxFunc(mentions, func(a, b Mention) int { return cmp.Compare(a.Fate, b.Fate) })
			loss.Last = &last
			loss.Sure = last.Fate != Blanked
			if last.Fate == Shelved {
				loss.Kind = LostUnread
			}
		}
		return loss
	}
	for _, m := range owned {
		if m.Pos < d.Node.Pos() && (m.Fate == Captured || m.Fate == Postponed) {
			return nil // var cancel func(); defer func() { cancel() }()
		}
	}
	if loss := d.onPath(owned); loss != nil {
		return loss
	}
	for _, m := range owned {
		if m.Into != nil {
			if loss := d.inside(m, owned); loss != nil {
				return loss
			}
		}
	}
	return nil
}

// asRoot reports whether the context is as good as the root that it is made from:
// thrown away, its cancel function changes nothing.
func (d *Debt) asRoot() bool {
	return strings.HasPrefix(d.Call.Callee.FullName(), "context.WithCancel") && len(d.Call.Args) > 0 && d.Func.Pkg.Root(d.Call.Args[0])
}

// outside reports whether a variable of f is declared in a literal of it, or
// assigned in one: then the order is not that of the text.
func (p *Package) outside(f *Func, v *types.Var) bool {
	for _, d := range p.defs[v] {
		if d.Func != f {
			return true
		}
	}
	for g := range slices.Values(f.inner) {
		if within(v.Pos(), g.Node) {
			return true
		}
	}
	return false
}

// stored judges a debt that its maker's own statement puts into a field, a
// package variable, or a container.
func (d *Debt) stored() *Lapse {
	p := d.Func.Pkg
	if p.kept(d.Name) == Shelved {
		return &Lapse{Kind: LostUnread, Sure: true}
	}
	if sel, ok := ast.Unparen(d.Name).(*ast.SelectorExpr); ok && d.Var != nil && d.Var.IsField() {
		if s := p.structVar(sel.X); s != nil {
			return d.inside(Mention{Pos: d.Node.Pos(), Fate: Kept, Into: s, Field: d.Var}, nil)
		}
	}
	return nil
}

// onPath looks for a way on which nothing pays.
func (d *Debt) onPath(owned []Mention) *Lapse {
	paid := func(n ast.Node) bool {
		return slices.ContainsFunc(owned, func(m Mention) bool { return holds(n, m.Pos) })
	}
	end := d.escape(d.Node, paid, d.overwrites)
	if end == nil {
		return nil
	}
	first := token.Pos(0)
	for _, m := range owned {
		if m.Pos > d.Node.Pos() && (first == 0 || m.Pos < first) {
			first = m.Pos
		}
	}
	if _, ok := end.(*ast.ReturnStmt); !ok {
		if end == d.Node && d.conditional() {
			return nil // a turn that comes there again may know that it is paid
		}
		return &Lapse{Kind: LostOnTurn, Node: end, Garbage: !d.lingers()}
	}
	loss := &Lapse{Kind: LostOnReturn, Node: end, Sure: first == 0 || end.Pos() < first}
	if !loss.Sure && d.conditional() {
		return nil // the test that made it is asked again, in other words
	}
	return loss
}

// conditional reports whether the debt is made under a condition that its
// variable is declared outside of.
func (d *Debt) conditional() bool {
	found := false
	ast.Inspect(d.Func.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt, *ast.CaseClause, *ast.CommClause:
			found = found || within(d.Node.Pos(), n) && !within(d.Var.Pos(), n)
		}
		return true
	})
	return found
}

func (d *Debt) overwrites(n ast.Node) bool {
	return slices.ContainsFunc(d.Func.Pkg.defs[d.Var], func(other Def) bool { return other.Node == n })
}

// holds reports whether a node of a graph holds a position. A return that is
// implied has no end.
func holds(n ast.Node, pos token.Pos) bool {
	if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == 0 {
		return r.Pos() == pos
	}
	return within(pos, n)
}

// escape returns a return statement, or a node that ends it otherwise, to which
// control can come from start without passing one that pays; or nil. It does
// not follow branches on which the maker has failed, and neither of a test that
// asks for what else the maker has said.
func (d *Debt) escape(start ast.Node, pays, ends func(ast.Node) bool) (found ast.Node) {
	f := d.Func
	home, at := f.spot(start.Pos())
	if home == nil {
		return nil
	}
	seen := map[*cfg.Block]bool{}
	var visit func(b *cfg.Block, i int)
	visit = func(b *cfg.Block, i int) {
		for _, n := range b.Nodes[i:] {
			if pays(n) {
				return
			}
			_, returns := n.(*ast.ReturnStmt)
			if returns || ends != nil && ends(n) {
				if found == nil || n.Pos() < found.Pos() {
					found = n
				}
				return
			}
		}
		for j, succ := range b.Succs {
			if !seen[succ] && !d.failed(b, j) {
				seen[succ] = true
				visit(succ, 0)
			}
		}
	}
	visit(home, at+1)
	return found
}

// failed reports whether a branch is one on which there is no debt, or of which
// that is not known.
func (d *Debt) failed(b *cfg.Block, branch int) bool {
	if len(b.Succs) != 2 || len(b.Nodes) == 0 {
		return false
	}
	cond, ok := b.Nodes[len(b.Nodes)-1].(ast.Expr)
	if !ok {
		return false
	}
	var about *types.Var
	ast.Inspect(cond, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v := d.Func.Pkg.Variable(id); v != nil && d.said(v, id.Pos()) {
				about = v
			}
		}
		return true
	})
	if about == nil {
		return false
	}
	isNil, ok := d.nilTest(cond, about, branch == 0)
	return !ok || isNil == (about != d.Err)
}

// said reports whether a variable holds, at a position, what the maker has
// returned beside the context, which is there to be asked.
func (d *Debt) said(v *types.Var, pos token.Pos) bool {
	for _, def := range d.Func.Pkg.defs[v] {
		if def.Node.Pos() > d.Node.Pos() && def.Node.Pos() < pos && def.Node != d.Node {
			return false // assigned anew
		}
	}
	return v == d.Var || v != d.Ctx && slices.ContainsFunc(d.Func.Pkg.defs[v], func(def Def) bool { return def.Node == d.Node })
}

// nilTest reads a test of a variable for nil; isNil is what the variable is on
// the branch on which the test is true, or false.
func (d *Debt) nilTest(cond ast.Expr, v *types.Var, truth bool) (isNil, ok bool) {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ && b.Op != token.EQL || !d.Func.Pkg.Info.Types[b.Y].IsNil() {
		return false, false
	}
	id, ok := ast.Unparen(b.X).(*ast.Ident)
	return (b.Op == token.EQL) == truth, ok && d.Func.Pkg.Variable(id) == v
}

// VetSays reports whether go vet's lostcancel says something about the debt. It
// knows package context only, and counts every mention as use.
func (d *Debt) VetSays() bool {
	fn := d.Call.Callee
	if fn.Pkg() == nil || fn.Pkg().Path() != "context" || !strings.HasPrefix(fn.Name(), "With") {
		return false
	}
	id, ok := d.Name.(*ast.Ident)
	switch {
	case !ok:
		return false
	case id.Name == "_":
		return true
	case d.Var == nil || !within(d.Var.Pos(), d.Func.Node):
		return false
	case d.Func.Obj != nil && d.Func.Obj.Name() == "main" && d.Func.Pkg.Pass.Pkg.Name() == "main" && d.Func.Sig.Recv() == nil:
		return false
	}
	home, at := d.Func.spot(d.Node.Pos())
	if home == nil {
		return false
	}
	says := false
	named := d.Func.named(d.Var)
	w := walk{seen: map[*cfg.Block]bool{}, each: func(n ast.Node) {
		_, returns := n.(*ast.ReturnStmt)
		says = says || returns
	}}
	w.stop = func(n ast.Node) bool {
		r, ok := n.(*ast.ReturnStmt)
		if ok && len(r.Results) == 0 {
			return named
		}
		return uses(d.Func.Pkg.Info, n, d.Var)
	}
	w.from(home, at+1)
	return says
}
