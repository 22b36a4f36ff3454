package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// This file answers: what does one mention of a cancel function do with it?

// A Fate is what becomes of a cancel function at one mention.
type Fate uint8

// The fates. The first four leave it where it is: whoever had to call it still
// has to.
const (
	Compared  Fate = iota // with nil
	Blanked               // assigned to _, which silences the compiler and nobody else
	PassedOff             // to a function that neither calls nor keeps it
	Shelved               // stored where nothing ever looks
	Invoked               // called here, or in a literal that is called here
	Postponed             // deferred
	Returned
	Kept     // stored: in a field, a variable, a map, a slice, a channel
	Captured // by a literal that goes somewhere
	Passed   // to a function that calls or keeps it, or is not known to drop it
)

// Owned reports whether somebody has the function after the mention, or has
// called it.
func (f Fate) Owned() bool { return f >= Invoked }

// A Mention is one place that names a cancel function.
type Mention struct {
	Pos  token.Pos
	Fate Fate
	// Into is the local struct variable that got it in a field, or nil: as long
	// as nobody else has that variable, nobody can call it.
	Into *types.Var
	// Field is the field of Into.
	Field *types.Var
}

// Mentions returns all that f does with what v holds.
func (f *Func) Mentions(v *types.Var) (all []Mention) {
	named := f.named(v)
	ast.Inspect(f.Body, func(n ast.Node) bool {
		r, ok := n.(*ast.ReturnStmt)
		if ok && named && len(r.Results) == 0 {
			all = append(all, Mention{Pos: r.Pos(), Fate: Returned})
		}
		_, lit := n.(*ast.FuncLit)
		return !lit
	})
	eachUse(f.Pkg.Info, f.Body, v, func(id *ast.Ident, stack []ast.Node) {
		if m, ok := f.Pkg.mention(id, stack); ok {
			all = append(all, m)
		}
	})
	return all
}

// named reports whether v is a named result of f.
func (f *Func) named(v *types.Var) bool {
	for i := range f.Sig.Results().Len() {
		if f.Sig.Results().At(i) == v {
			return true
		}
	}
	return false
}

// mention judges what becomes of a variable's value, or of a literal, by what
// stands around it; ok is false if it only assigns to the variable.
func (p *Package) mention(child ast.Node, stack []ast.Node) (m Mention, ok bool) {
	pos := child.Pos()
	for i := len(stack) - 1; i >= 0; i-- {
		if a, ok := stack[i].(*ast.AssignStmt); ok && slices.ContainsFunc(a.Lhs, func(l ast.Expr) bool { return l == child }) {
			return m, false
		}
		if m, settled := p.settle(child, stack[i], stack[:i]); settled {
			m.Pos = pos
			return p.beyond(m, stack[:i]), true
		}
		child = stack[i]
	}
	return Mention{Pos: pos, Fate: Passed}, true
}

// settle judges a value by the node right above it; settled is false if it goes
// on as the value of that node.
func (p *Package) settle(child, above ast.Node, stack []ast.Node) (m Mention, settled bool) {
	m.Fate = Passed
	switch n := above.(type) {
	case *ast.ParenExpr:
		return m, false
	case *ast.CallExpr:
		fate, through := p.argument(n, child)
		return Mention{Fate: fate}, !through
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			m.Fate = Compared
		}
	case *ast.KeyValueExpr:
		m.Fate = Kept
		return m, n.Key == child // as a map's key
	case *ast.CompositeLit:
		field := p.fieldOf(n, child)
		switch {
		case field == nil:
			return m, false
		case p.unread(field):
			m.Fate = Shelved
		default:
			m.Fate, m.Field, m.Into = Kept, field, p.heldStruct(n, stack)
		}
	case *ast.AssignStmt:
		m = p.assigned(n, child)
	case *ast.ValueSpec:
		m.Fate = Kept
		if j := slices.IndexFunc(n.Values, func(e ast.Expr) bool { return e == child }); j >= 0 && j < len(n.Names) {
			m.Fate = p.kept(n.Names[j])
		}
	case *ast.SendStmt:
		m.Fate = p.kept(n.Chan)
	case *ast.ReturnStmt:
		m.Fate = Returned
	}
	return m, true
}

// beyond goes on from what happens in a literal to what happens to the literal:
// one that calls cancel is worth as much as cancel.
func (p *Package) beyond(m Mention, stack []ast.Node) Mention {
	if m.Fate == Invoked && len(stack) > 0 {
		switch stack[len(stack)-1].(type) {
		case *ast.DeferStmt:
			m.Fate = Postponed
		case *ast.GoStmt:
			m.Fate = Passed
		}
	}
	if !m.Fate.Owned() {
		return m
	}
	for i := len(stack) - 1; i >= 0; i-- {
		lit, ok := stack[i].(*ast.FuncLit)
		if !ok {
			continue
		}
		outer, _ := p.mention(lit, stack[:i])
		if outer.Fate > Postponed {
			outer.Fate = Captured
		}
		return Mention{Pos: outer.Pos, Fate: outer.Fate}
	}
	return m
}

// argument returns the fate of what stands in a call; through says that it goes
// on with the call's result: a conversion, append.
func (p *Package) argument(call *ast.CallExpr, child ast.Node) (fate Fate, through bool) {
	if call.Fun == child {
		return Invoked, false
	}
	if p.Info.Types[call.Fun].IsType() {
		return 0, true
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := p.Info.Uses[id].(*types.Builtin); ok {
			return Passed, b.Name() == "append"
		}
	}
	e := p.Effects(p.CalleeOf(call))
	for i, arg := range call.Args {
		if arg == child && e != nil && e.Drops.Has(i) && (!p.CalleeOf(call).Signature().Variadic() || i < p.CalleeOf(call).Signature().Params().Len()-1) {
			return PassedOff, false
		}
	}
	return Passed, false
}

// assigned judges an assignment of a value.
func (p *Package) assigned(n *ast.AssignStmt, child ast.Node) (m Mention) {
	m.Fate = Kept
	for j, value := range n.Rhs {
		if value != child || len(n.Lhs) != len(n.Rhs) {
			continue
		}
		m.Fate = p.kept(n.Lhs[j])
		if sel, ok := ast.Unparen(n.Lhs[j]).(*ast.SelectorExpr); ok && m.Fate == Kept {
			m.Into, m.Field = p.structVar(sel.X), p.Variable(sel)
		}
	}
	return m
}

// kept returns the fate of what is stored in a place.
func (p *Package) kept(place ast.Expr) Fate {
	if id, ok := place.(*ast.Ident); ok && id.Name == "_" {
		return Blanked
	}
	for {
		switch e := ast.Unparen(place).(type) {
		case *ast.IndexExpr:
			place = e.X
			continue
		case *ast.StarExpr:
			return Kept
		}
		break
	}
	if v := p.Variable(place); v != nil && p.unread(v) {
		return Shelved
	}
	return Kept
}

// fieldOf returns the field of a struct literal that an element fills, or nil.
func (p *Package) fieldOf(lit *ast.CompositeLit, element ast.Node) *types.Var {
	t := p.Info.TypeOf(lit)
	if t == nil {
		return nil
	}
	s, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for i, elt := range lit.Elts {
		if elt != element {
			continue
		}
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				if v, ok := p.Info.Uses[id].(*types.Var); ok {
					return v.Origin()
				}
			}
		} else if i < s.NumFields() {
			return s.Field(i).Origin()
		}
	}
	return nil
}

// heldStruct returns the local variable that a struct literal, or its address,
// is assigned to, or nil.
func (p *Package) heldStruct(lit *ast.CompositeLit, stack []ast.Node) *types.Var {
	var child ast.Node = lit
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.UnaryExpr:
		case *ast.AssignStmt:
			for j, r := range n.Rhs {
				if r == child && len(n.Lhs) == len(n.Rhs) {
					return p.structVar(n.Lhs[j])
				}
			}
			return nil
		default:
			return nil
		}
		child = stack[i]
	}
	return nil
}

// structVar returns the local variable that an expression is, if it was made in
// sight and is the only name of what it holds; else nil.
func (p *Package) structVar(e ast.Expr) *types.Var {
	v := p.Variable(e)
	if v == nil || v.IsField() || len(p.defs[v]) != 1 || p.params[v] != nil || p.defs[v][0].Func == nil || p.shared[v] {
		return nil
	}
	if _, ok := deref(v.Type()).Underlying().(*types.Struct); !ok {
		return nil
	}
	switch x := ast.Unparen(p.defs[v][0].Rhs).(type) {
	case *ast.CompositeLit:
		return v
	case *ast.UnaryExpr:
		if _, ok := x.X.(*ast.CompositeLit); ok && x.Op == token.AND {
			return v
		}
	}
	return nil
}
