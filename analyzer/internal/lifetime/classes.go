package lifetime

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// This file builds the classes that channels.go tells of.

// A joiner builds the classes.
type joiner struct {
	p       *Package
	dynamic map[string]bool // methods that are called through an interface
}

func (p *Package) channels() {
	if p.chans != nil {
		return
	}
	p.chans = map[*types.Var]*Chan{}
	j := &joiner{p: p, dynamic: p.dynamicMethods()}
	for _, f := range p.Funcs {
		j.signature(f)
		for _, op := range f.Ops {
			if c := j.of(op.Chan); c != nil {
				c.Ops = append(c.Ops, op)
			}
		}
	}
	for _, file := range p.Pass.Files {
		j.file(file)
	}
	for _, obj := range p.Info.Implicits { // of type switches
		if v, ok := obj.(*types.Var); ok && isChan(v.Type()) {
			j.class(v).open(types.SendRecv)
		}
	}
	for _, c := range p.chans {
		slices.SortFunc(c.Ops, func(a, b *Op) int { return cmp.Compare(a.Node.Pos(), b.Node.Pos()) })
	}
}

// class returns the class of a variable, made at the first call.
func (j *joiner) class(v *types.Var) *Chan {
	c := j.p.chans[v]
	if c == nil {
		c = &Chan{Vars: []*types.Var{v}}
		j.p.chans[v] = c
		switch {
		case v.Pkg() != j.p.Pass.Pkg:
			c.open(types.SendRecv)
		case v.Exported() && (v.IsField() || v.Parent() == j.p.Pass.Pkg.Scope()):
			c.open(direction(v.Type()))
		}
	}
	return c.root()
}

func (j *joiner) of(e ast.Expr) *Chan {
	if v := j.p.Variable(e); v != nil && isChan(v.Type()) {
		return j.class(v)
	}
	return nil
}

func direction(t types.Type) types.ChanDir {
	if c, ok := t.Underlying().(*types.Chan); ok {
		return c.Dir()
	}
	return types.SendRecv
}

func (c *Chan) open(dir types.ChanDir) {
	c = c.root()
	c.MayReceive = c.MayReceive || dir != types.SendOnly
	c.MaySend = c.MaySend || dir != types.RecvOnly
}

func (j *joiner) join(a, b *Chan) {
	a, b = a.root(), b.root()
	if a == b {
		return
	}
	b.parent = a
	a.Made = append(a.Made, b.Made...)
	a.Makers = append(a.Makers, b.Makers...)
	a.Ops = append(a.Ops, b.Ops...)
	a.Vars = append(a.Vars, b.Vars...)
	a.MayReceive = a.MayReceive || b.MayReceive
	a.MaySend = a.MaySend || b.MaySend
}

// signature opens the channels that callers outside of the package pass to a
// function, or get from it.
func (j *joiner) signature(f *Func) {
	open := f.Obj == nil && f.Role == Value && !j.bound(f)
	if f.Obj != nil {
		open = f.Obj.Exported() || j.p.UsedAsValue(f.Obj) || f.Sig.Recv() != nil && j.dynamic[f.Obj.Name()]
	}
	for i := range f.Sig.Params().Len() {
		if v := f.Sig.Params().At(i); isChan(v.Type()) {
			if c := j.class(v); open && !j.ours(v.Type()) {
				c.open(direction(v.Type()))
			}
		}
	}
	for i := range f.Sig.Results().Len() {
		if v := f.Sig.Results().At(i); isChan(v.Type()) {
			if c := j.class(v); open {
				c.open(direction(v.Type()))
			}
		}
	}
}

// ours reports whether only this package can make such a channel: nobody else
// can name its element type.
func (j *joiner) ours(t types.Type) bool {
	n, ok := types.Unalias(deref(chanElem(t))).(*types.Named)
	return ok && n.Obj().Pkg() == j.p.Pass.Pkg && !n.Obj().Exported()
}

// bound reports whether a literal is the only value of a variable: then the
// variable's calls are its calls.
func (j *joiner) bound(f *Func) bool {
	for v, defs := range j.p.defs {
		if len(defs) == 1 && defs[0].Rhs == f.Node && !v.IsField() {
			return !j.p.shared[v]
		}
	}
	return false
}

// file visits every mention of a channel, and joins it with where it flows.
func (j *joiner) file(file *ast.File) {
	var stack []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		j.unpacked(n, stack)
		if e, ok := n.(ast.Expr); ok && isChan(j.p.Info.TypeOf(e)) {
			if src := j.source(e, stack); src != nil {
				j.flow(e, src, stack)
			}
		}
		stack = append(stack, n)
		return true
	})
}

// unpacked joins the channels that a statement takes out of a call with several
// results, a range or a comma-ok form.
func (j *joiner) unpacked(n ast.Node, stack []ast.Node) {
	var lhs []ast.Expr
	var rhs ast.Expr
	switch n := n.(type) {
	case *ast.AssignStmt:
		if len(n.Rhs) == 1 && len(n.Lhs) > 1 {
			lhs, rhs = n.Lhs, n.Rhs[0]
		}
	case *ast.ValueSpec:
		if len(n.Values) == 1 && len(n.Names) > 1 {
			rhs = n.Values[0]
			for _, name := range n.Names {
				lhs = append(lhs, name)
			}
		}
	case *ast.RangeStmt:
		lhs = []ast.Expr{n.Key, n.Value}
	}
	call, _ := rhs.(*ast.CallExpr)
	for i, l := range lhs {
		if l == nil || !isChan(j.p.Info.TypeOf(l)) {
			continue
		}
		c := j.of(l)
		switch {
		case c == nil:
		case call != nil:
			j.join(c, j.called(call, i, stack))
		default:
			c.open(types.SendRecv)
		}
	}
}

// source returns the class of what an expression denotes; nil for what is part
// of another expression, has no class, or is a type.
func (j *joiner) source(e ast.Expr, stack []ast.Node) *Chan {
	if tv := j.p.Info.Types[e]; tv.IsType() || tv.IsNil() {
		return nil
	}
	switch e := e.(type) {
	case *ast.Ident:
		if len(stack) > 0 {
			switch up := stack[len(stack)-1].(type) {
			case *ast.SelectorExpr:
				if up.Sel == e {
					return nil
				}
			case *ast.KeyValueExpr:
				if up.Key == e && j.p.Info.Uses[e] != nil && j.p.Info.Uses[e].(*types.Var).IsField() {
					return nil
				}
			}
		}
		if j.p.Info.Uses[e] == nil {
			return nil
		}
		return j.of(e)
	case *ast.SelectorExpr:
		return j.of(e)
	case *ast.CallExpr:
		return j.called(e, 0, stack)
	case *ast.ParenExpr, *ast.StarExpr:
		return nil
	}
	unknown := &Chan{} // an element, a received value, an assertion
	unknown.open(types.SendRecv)
	return unknown
}

// called returns the class of a call's result.
func (j *joiner) called(call *ast.CallExpr, result int, stack []ast.Node) *Chan {
	if j.p.Info.Types[call.Fun].IsType() {
		return nil // a conversion: its operand flows through
	}
	c := &Chan{}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := j.p.Info.Uses[id].(*types.Builtin); ok && b.Name() == "make" {
			c.Made = []*ast.CallExpr{call}
			c.Makers = []*Func{j.p.enclosing(stack)}
			return c
		}
	}
	if f := j.p.Body(call); f != nil && result < f.Sig.Results().Len() {
		return j.class(f.Sig.Results().At(result))
	}
	c.open(types.SendRecv)
	return c
}

// enclosing returns the innermost function on a stack of nodes.
func (p *Package) enclosing(stack []ast.Node) *Func {
	for i := len(stack) - 1; i >= 0; i-- {
		if f := p.byNode[stack[i]]; f != nil {
			return f
		}
	}
	return nil
}

// flow joins a channel with what the code around its mention does with it.
func (j *joiner) flow(child ast.Node, src *Chan, stack []ast.Node) {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ParenExpr:
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				src.open(types.SendRecv)
			}
			return
		case *ast.BinaryExpr, *ast.ExprStmt, *ast.CaseClause:
			return
		case *ast.SendStmt:
			if n.Value == child {
				src.open(j.sent(n.Chan))
			}
			return
		case *ast.RangeStmt:
			if n.X != child {
				src.open(types.SendRecv)
			}
			return
		case *ast.CallExpr:
			if j.p.Info.Types[n.Fun].IsType() {
				break // a conversion
			}
			j.argument(n, child, src)
			return
		case *ast.AssignStmt:
			j.assigned(n.Lhs, n.Rhs, child, src)
			return
		case *ast.ValueSpec:
			lhs := make([]ast.Expr, len(n.Names))
			for i, name := range n.Names {
				lhs[i] = name
			}
			j.assigned(lhs, n.Values, child, src)
			return
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok && n.Value == child {
				if v, ok := j.p.Info.Uses[id].(*types.Var); ok && v.IsField() {
					j.join(j.class(v.Origin()), src)
					return
				}
			}
			src.open(types.SendRecv)
			return
		case *ast.CompositeLit:
			j.element(n, child, src)
			return
		case *ast.ReturnStmt:
			j.returned(n, child, src, stack[:i])
			return
		default:
			src.open(types.SendRecv)
			return
		}
		child = stack[i]
	}
}

// element joins a channel with the field that its place in a literal stands for.
func (j *joiner) element(lit *ast.CompositeLit, child ast.Node, src *Chan) {
	s, ok := deref(j.p.Info.TypeOf(lit)).Underlying().(*types.Struct)
	for i, elt := range lit.Elts {
		if ok && elt == child && i < s.NumFields() {
			j.join(j.class(s.Field(i).Origin()), src)
			return
		}
	}
	src.open(types.SendRecv)
}

// sent returns what the receiver of a channel of channels may do with one.
func (j *joiner) sent(ch ast.Expr) types.ChanDir {
	if elem := chanElem(j.p.Info.TypeOf(ch)); elem != nil && isChan(elem) {
		return direction(elem)
	}
	return types.SendRecv
}

func (j *joiner) argument(call *ast.CallExpr, arg ast.Node, src *Chan) {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := j.p.Info.Uses[id].(*types.Builtin); ok && b.Name() != "append" {
			return
		}
	}
	for i, a := range call.Args {
		if a != arg {
			continue
		}
		f := j.p.Body(call)
		if all := j.p.implementations(j.p.CalleeOf(call)); f == nil && len(all) > 0 && i < all[0].Sig.Params().Len() && !all[0].Sig.Variadic() {
			for _, one := range all {
				j.join(j.class(one.Sig.Params().At(i)), src)
			}
			return
		}
		if f == nil || i >= f.Sig.Params().Len() || f.Sig.Variadic() && i >= f.Sig.Params().Len()-1 {
			dir := types.SendRecv
			if sig, ok := j.p.Info.TypeOf(call.Fun).(*types.Signature); ok && i < sig.Params().Len() {
				dir = direction(sig.Params().At(i).Type())
			}
			src.open(dir)
			return
		}
		j.join(j.class(f.Sig.Params().At(i)), src)
	}
}

func (j *joiner) assigned(lhs, rhs []ast.Expr, child ast.Node, src *Chan) {
	for i, r := range rhs {
		if r != child || len(lhs) != len(rhs) {
			continue
		}
		if id, ok := lhs[i].(*ast.Ident); ok && id.Name == "_" {
			return
		}
		if c := j.of(lhs[i]); c != nil {
			j.join(c, src)
			return
		}
		src.open(types.SendRecv)
	}
}

func (j *joiner) returned(n *ast.ReturnStmt, child ast.Node, src *Chan, stack []ast.Node) {
	f := j.p.enclosing(stack)
	for i, r := range n.Results {
		if r == child && f != nil && i < f.Sig.Results().Len() {
			j.join(j.class(f.Sig.Results().At(i)), src)
		}
	}
}
