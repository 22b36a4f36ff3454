package lifetime

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// This file answers: what is done to a group of goroutines, and where?
//
// As with channels, variables that may point to the same sync.WaitGroup or
// errgroup.Group form a class; all values of a struct type share a field's
// variable. A group of which code that is not seen may hold the address, or
// whose Done goes somewhere as a value, is open: nothing can be said about its
// count, only that who waits for it waits for what it counts.

// A WaitGroup is a class of variables that hold a group, or point to one.
type WaitGroup struct {
	Ops  []*Count // in source order
	Open bool     // somebody else may count, too

	vars   []*types.Var
	parent *WaitGroup
}

// A Count is a call of one of a group's methods.
type Count struct {
	*Call
	Kind  CountKind
	Group ast.Expr // what the method is called on
	By    ast.Expr // an Add's argument
	N     int64    // its value, 0 if that is not constant
}

// A CountKind is what a call does to its group.
type CountKind uint8

// The kinds. An Add of a negative constant is a Done.
const (
	Adds CountKind = iota
	Dones
	Waits
	Goes
)

func (g *WaitGroup) root() *WaitGroup {
	for g.parent != nil {
		g = g.parent
	}
	return g
}

// Each yields the calls of one kind.
func (g *WaitGroup) Each(kind CountKind) func(yield func(*Count) bool) {
	return func(yield func(*Count) bool) {
		for _, c := range g.Ops {
			if c.Kind == kind && !yield(c) {
				return
			}
		}
	}
}

// Has reports whether there is a call of one kind.
func (g *WaitGroup) Has(kind CountKind) bool {
	for range g.Each(kind) {
		return true
	}
	return false
}

// Local reports whether the group is a variable of one function, and nobody
// but its literals, and helpers that it is passed to, count.
func (g *WaitGroup) Local() bool {
	return !slices.ContainsFunc(g.vars, func(v *types.Var) bool { return v.IsField() || v.Parent() == v.Pkg().Scope() })
}

// WaitGroups returns the classes of sync.WaitGroups of the package in the order
// of their first call.
func (p *Package) WaitGroups() []*WaitGroup {
	var all []*WaitGroup
	for _, class := range p.grouper().class {
		if class.parent == nil && len(class.Ops) > 0 && isWaitGroup(class.vars[0].Type()) {
			all = append(all, class)
		}
	}
	slices.SortFunc(all, func(a, b *WaitGroup) int { return cmp.Compare(a.Ops[0].Pos(), b.Ops[0].Pos()) })
	return all
}

// A grouper builds the classes.
type grouper struct {
	p       *Package
	class   map[*types.Var]*WaitGroup
	dynamic map[string]bool
}

// grouper returns the classes of the package, built at the first call.
func (p *Package) grouper() *grouper {
	if p.groups != nil {
		return p.groups
	}
	g := &grouper{p: p, class: map[*types.Var]*WaitGroup{}, dynamic: p.dynamicMethods()}
	p.groups = g
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			g.count(c)
		}
	}
	if len(g.class) == 0 {
		return g
	}
	for _, file := range p.Pass.Files {
		g.file(file)
	}
	for call, h := range p.holders {
		if body := p.Body(call); body != nil && isGroup(h.v.Type()) && body.Sig.Results().Len() > 0 {
			g.join(g.of(h.v), g.of(body.Sig.Results().At(0)))
		}
	}
	for _, class := range g.class {
		slices.SortFunc(class.Ops, func(a, b *Count) int { return cmp.Compare(a.Pos(), b.Pos()) })
	}
	return g
}

var countKinds = map[string]CountKind{
	"(*sync.WaitGroup).Add":  Adds,
	"(*sync.WaitGroup).Done": Dones,
	"(*sync.WaitGroup).Wait": Waits,
	"(*sync.WaitGroup).Go":   Goes,

	"(*golang.org/x/sync/errgroup.Group).Go":    Goes,
	"(*golang.org/x/sync/errgroup.Group).TryGo": Goes,
	"(*golang.org/x/sync/errgroup.Group).Wait":  Waits,
}

// count files a call under its group.
func (g *grouper) count(c *Call) {
	if c.Callee == nil || c.Callee.Signature().Recv() == nil || !isGroup(c.Callee.Signature().Recv().Type()) {
		return
	}
	kind, ok := countKinds[c.Callee.FullName()]
	sel, isSel := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok || !isSel {
		return
	}
	v := g.p.Variable(sel.X)
	if at := g.p.Info.Selections[sel]; at != nil && len(at.Index()) > 1 {
		v = embedded(at)
	}
	if v == nil {
		return
	}
	n := &Count{Call: c, Kind: kind, Group: sel.X, N: 1}
	class := g.of(v)
	if kind == Adds && len(c.Args) == 1 {
		n.By, n.N = c.Args[0], 0
		value := g.p.Info.Types[n.By].Value
		switch {
		case value != nil && value.Kind() == constant.Int:
			n.N, _ = constant.Int64Val(value)
		default:
			if u, ok := ast.Unparen(n.By).(*ast.UnaryExpr); ok && u.Op == token.SUB {
				class.Open = true
			}
		}
		if n.N < 0 {
			n.Kind, n.N = Dones, -n.N
		}
	}
	class.Ops = append(class.Ops, n)
}

// embedded returns the field that a promoted method is called on.
func embedded(at *types.Selection) *types.Var {
	t := at.Recv()
	var field *types.Var
	for _, i := range at.Index()[:len(at.Index())-1] {
		s, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		field = s.Field(i)
		t = field.Type()
	}
	return field.Origin()
}

func isWaitGroup(t types.Type) bool { return typeIs(t, "sync", "WaitGroup") }

func isGroup(t types.Type) bool {
	return isWaitGroup(t) || typeIs(t, "golang.org/x/sync/errgroup", "Group")
}

// of returns the class of a variable, made at the first call.
func (g *grouper) of(v *types.Var) *WaitGroup {
	class := g.class[v]
	if class == nil {
		class = &WaitGroup{vars: []*types.Var{v}}
		g.class[v] = class
		shared := v.IsField() || v.Parent() == v.Pkg().Scope()
		class.Open = v.Pkg() != g.p.Pass.Pkg || v.Exported() && shared || g.supplied(v)
	}
	return class.root()
}

// supplied reports whether a parameter's value may come from callers that
// nobody sees, or a variable's from an expression that is none of the usual.
func (g *grouper) supplied(v *types.Var) bool {
	if f := g.p.params[v]; f != nil {
		if f.Obj == nil {
			return f.Role != Spawned && f.Role != Called && f.Role != Deferred
		}
		return f.Obj.Exported() || g.p.UsedAsValue(f.Obj) || f.Sig.Recv() != nil && g.dynamic[f.Obj.Name()]
	}
	for _, d := range g.p.defs[v] {
		if !g.plain(d.Rhs) {
			return true
		}
	}
	return false
}

// plain reports whether a value is a new group, or one that has a variable.
func (g *grouper) plain(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.AND && g.plain(e.X)
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		id, ok := ast.Unparen(e.Fun).(*ast.Ident)
		return ok && id.Name == "new" && g.p.CalleeOf(e) == nil
	case *ast.Ident, *ast.SelectorExpr:
		return true
	}
	return false
}

func (g *grouper) join(a, b *WaitGroup) {
	a, b = a.root(), b.root()
	if a == b {
		return
	}
	b.parent = a
	a.Ops, b.Ops = append(a.Ops, b.Ops...), nil
	a.vars = append(a.vars, b.vars...)
	a.Open = a.Open || b.Open
}

// file joins each mention of a group with where it flows.
func (g *grouper) file(file *ast.File) {
	var stack []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if e, ok := n.(ast.Expr); ok {
			if v := g.mention(e, stack); v != nil {
				g.flow(e, g.of(v), stack)
			}
		}
		stack = append(stack, n)
		return true
	})
}

// mention returns the group that an expression names as a whole, or nil.
func (g *grouper) mention(e ast.Expr, stack []ast.Node) *types.Var {
	switch e := e.(type) {
	case *ast.Ident:
		if g.p.Info.Uses[e] == nil {
			return nil
		}
		if sel, ok := stack[len(stack)-1].(*ast.SelectorExpr); ok && sel.Sel == e {
			return nil
		}
		if kv, ok := stack[len(stack)-1].(*ast.KeyValueExpr); ok && kv.Key == e {
			return nil
		}
	case *ast.SelectorExpr:
	default:
		return nil
	}
	if v := g.p.Variable(e); v != nil && isGroup(v.Type()) {
		return v
	}
	return nil
}

// flow joins a group with what the code around its mention does with it.
func (g *grouper) flow(child ast.Node, src *WaitGroup, stack []ast.Node) {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ParenExpr:
		case *ast.UnaryExpr:
			if n.Op != token.AND {
				return
			}
		case *ast.BinaryExpr:
			return
		case *ast.SelectorExpr:
			if call, ok := stack[i-1].(*ast.CallExpr); !ok || call.Fun != n {
				src.Open = true // a method as a value
			}
			return
		case *ast.CallExpr:
			g.passed(n, child, src)
			return
		case *ast.AssignStmt:
			g.assigned(n.Lhs, n.Rhs, child, src)
			return
		case *ast.ValueSpec:
			for k, value := range n.Values {
				if value == child && len(n.Names) == len(n.Values) {
					g.assigned([]ast.Expr{n.Names[k]}, []ast.Expr{value}, child, src)
				}
			}
			return
		case *ast.KeyValueExpr:
			id, ok := n.Key.(*ast.Ident)
			if v, isVar := g.p.Info.Uses[id].(*types.Var); ok && isVar && v.IsField() {
				g.join(g.of(v.Origin()), src)
				return
			}
			src.Open = true
			return
		case *ast.ReturnStmt:
			src.Open = true // callers count on it, too
			if f := g.p.enclosing(stack[:i]); f != nil && len(n.Results) > 0 && n.Results[0] == child && isGroup(f.Sig.Results().At(0).Type()) {
				g.join(g.of(f.Sig.Results().At(0)), src)
			}
			return
		default:
			src.Open = true
			return
		}
		child = stack[i]
	}
}

func (g *grouper) passed(call *ast.CallExpr, arg ast.Node, src *WaitGroup) {
	f := g.p.Body(call)
	for i, a := range call.Args {
		if a != arg {
			continue
		}
		if f == nil || f.Sig.Variadic() && i >= f.Sig.Params().Len()-1 {
			src.Open = true
			return
		}
		g.join(g.of(f.Sig.Params().At(i)), src)
	}
}

func (g *grouper) assigned(lhs, rhs []ast.Expr, child ast.Node, src *WaitGroup) {
	for i, r := range rhs {
		if r != child || len(lhs) != len(rhs) {
			continue
		}
		if id, ok := lhs[i].(*ast.Ident); ok && id.Name == "_" {
			return
		}
		v := g.p.Variable(lhs[i])
		if v == nil {
			src.root().Open = true
			return
		}
		g.join(g.of(v), src)
	}
}
