package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A Place is the identity of a context, channel, timer, group or flag: a
// variable and the path of fields behind it. Unknown equals nothing, so the
// unknown never produces a finding: ask Known before comparing.
type Place struct {
	Root *types.Var
	Path string
}

// Known reports whether the place is one.
func (p Place) Known() bool { return p.Root != nil }

// Place returns the place that an expression names, or the unknown.
func (p *Package) Place(e ast.Expr) Place {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := p.Info.ObjectOf(e).(*types.Var); ok && v.Name() != "_" {
			return Place{Root: v}
		}
	case *ast.SelectorExpr:
		if sel := p.Info.Selections[e]; sel != nil && sel.Kind() == types.FieldVal {
			if x := p.Place(e.X); x.Known() {
				return Place{x.Root, x.Path + "." + e.Sel.Name}
			}
			return Place{}
		}
		if v, ok := p.Info.Uses[e.Sel].(*types.Var); ok { // variable of another package
			return Place{Root: v}
		}
	case *ast.StarExpr:
		return p.Place(e.X)
	case *ast.CallExpr: // r.Context(): as good as a field
		if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && p.isRequest(e) {
			if x := p.Place(sel.X); x.Known() {
				return Place{x.Root, x.Path + "." + sel.Sel.Name + "()"}
			}
		}
	}
	return Place{}
}

// Variable returns the variable or field that an expression names, or nil.
// All values of a struct type share a field's variable, all instances of a
// generic one, too.
func (p *Package) Variable(e ast.Expr) *types.Var {
	var obj types.Object
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		obj = p.Info.ObjectOf(e)
	case *ast.SelectorExpr:
		obj = p.Info.Uses[e.Sel]
	case *ast.StarExpr:
		return p.Variable(e.X)
	}
	if v, ok := obj.(*types.Var); ok {
		return v.Origin()
	}
	return nil
}

// A Def is one assignment to a variable or field.
type Def struct {
	Func *Func    // nil at package level
	Rhs  ast.Expr // the value; nil for x++, range variables
	At   int      // the result's index if Rhs is a call with several, else 0
	Node ast.Node // the statement
	Op   token.Token
}

// Defs returns the assignments to a variable or field that this package
// holds, parameters' initial values excluded.
func (p *Package) Defs(v *types.Var) []Def { return p.defs[v] }

// Sole returns the only value ever assigned to a local variable, a package
// variable or a field of this package, if there is exactly one.
func (p *Package) Sole(v *types.Var) (Def, bool) {
	if v == nil || p.params[v] != nil || p.shared[v] || len(p.defs[v]) != 1 || v.Pkg() != p.Pass.Pkg {
		return Def{}, false
	}
	d := p.defs[v][0]
	return d, d.Rhs != nil
}

func (p *Package) assign(f *Func, lhs, rhs []ast.Expr, node ast.Node) {
	op := token.ASSIGN
	switch n := node.(type) {
	case *ast.AssignStmt:
		op = n.Tok
	case *ast.IncDecStmt:
		op = n.Tok
	}
	for i, l := range lhs {
		if x, ok := ast.Unparen(l).(*ast.IndexExpr); ok && f != nil {
			if v := p.Variable(x.X); v != nil {
				p.stores[v] = append(p.stores[v], f)
			}
		}
		v := p.Variable(l)
		if v == nil || v.Name() == "_" {
			continue
		}
		d := Def{Func: f, Node: node, Op: op}
		switch {
		case len(rhs) == len(lhs):
			d.Rhs = rhs[i]
		case len(rhs) == 1:
			d.Rhs, d.At = rhs[0], i
		}
		p.defs[v] = append(p.defs[v], d)
		if call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr); ok && d.At == 0 && node != nil {
			p.holders[call] = holder{v, d}
		}
	}
}

// A holder is a variable, and the assignment that gave it a call's first result.
type holder struct {
	v   *types.Var
	def Def
}

// fields records the field values of a struct literal.
func (p *Package) fields(f *Func, lit *ast.CompositeLit) {
	t := p.Info.TypeOf(lit)
	if t == nil {
		return
	}
	s, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, elt := range lit.Elts {
		var v *types.Var
		value := elt
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				v, _ = p.Info.Uses[id].(*types.Var)
			}
			value = kv.Value
		} else if i < s.NumFields() {
			v = s.Field(i)
		}
		if v != nil {
			v = v.Origin()
			p.defs[v] = append(p.defs[v], Def{Func: f, Rhs: value, Node: elt, Op: token.ASSIGN})
		}
	}
}

// addressed records that a variable's address was taken, so that anybody may
// change it.
func (p *Package) addressed(e ast.Expr) {
	if v := p.Variable(e); v != nil {
		if _, ok := v.Type().Underlying().(*types.Struct); !ok {
			p.shared[v] = true
		}
	}
}

func deref(t types.Type) types.Type {
	if ptr, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}

// typeIs reports whether t is the named type, or a pointer to it.
func typeIs(t types.Type, path, name string) bool {
	if t == nil {
		return false
	}
	n, ok := types.Unalias(deref(t)).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}
