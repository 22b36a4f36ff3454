package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A builder walks one declaration and fills in the package's Funcs, and who
// assigns what.
type builder struct {
	p     *Package
	f     *Func
	loop  *Loop
	depth int
	mode  map[*ast.CallExpr]Mode
	role  map[*ast.FuncLit]Func // Role, call and arg only
	comm  map[ast.Node]comm
	label *ast.LabeledStmt
}

// comm is what an operation that is a select's communication knows of it.
type comm struct {
	clause *ast.CommClause
	around *Select
}

func (p *Package) build() {
	for _, file := range p.Pass.Files {
		b := &builder{p: p, mode: map[*ast.CallExpr]Mode{}, role: map[*ast.FuncLit]Func{}, comm: map[ast.Node]comm{}}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if obj, ok := p.Info.Defs[d.Name].(*types.Func); ok && d.Body != nil {
					b.function(&Func{Node: d, Type: d.Type, Body: d.Body, Obj: obj, Sig: obj.Signature()})
				}
			case *ast.GenDecl:
				b.walk(d) // literals in initializers, and package variables
			}
		}
	}
}

func (b *builder) function(f *Func) {
	f.Pkg, f.Outer = b.p, b.f
	b.p.Funcs = append(b.p.Funcs, f)
	b.p.byNode[f.Node] = f
	if f.Outer != nil {
		f.Outer.inner = append(f.Outer.inner, f)
	}
	if f.Obj != nil {
		b.p.byObj[f.Obj] = f
	}
	for i := range f.Sig.Params().Len() {
		b.p.params[f.Sig.Params().At(i)] = f
	}
	if recv := f.Sig.Recv(); recv != nil {
		b.p.params[recv] = f
	}
	outer, loop, depth := b.f, b.loop, b.depth
	b.f, b.loop, b.depth = f, nil, 0
	b.walk(f.Body)
	b.f, b.loop, b.depth = outer, loop, depth
}

// walk visits the node and everything below it, except what it hands to
// function, loop and conditional itself.
func (b *builder) walk(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if sig, ok := b.p.Info.TypeOf(n).(*types.Signature); ok {
				how, ok := b.role[n]
				if !ok {
					how = Func{Role: Value, arg: -1}
				}
				b.function(&Func{Node: n, Type: n.Type, Body: n.Body, Sig: sig, Role: how.Role, call: how.call, arg: how.arg})
			}
			return false
		case *ast.LabeledStmt:
			b.label = n
		case *ast.ForStmt, *ast.RangeStmt:
			b.enterLoop(n.(ast.Stmt))
			return false
		case *ast.IfStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			b.conditional(n)
			return false
		case *ast.GoStmt:
			b.mode[n.Call] = Apart
		case *ast.DeferStmt:
			b.mode[n.Call] = Later
		case *ast.CallExpr:
			b.call(n)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				b.op(Receive, n, n.X)
			} else if n.Op == token.AND {
				b.p.addressed(n.X)
			}
		case *ast.SendStmt:
			b.op(Send, n, n.Chan)
		case *ast.AssignStmt:
			b.p.assign(b.f, n.Lhs, n.Rhs, n)
		case *ast.IncDecStmt:
			b.p.assign(b.f, []ast.Expr{n.X}, nil, n)
		case *ast.ValueSpec:
			lhs := make([]ast.Expr, len(n.Names))
			for i, name := range n.Names {
				lhs[i] = name
			}
			if len(n.Values) > 0 {
				b.p.assign(b.f, lhs, n.Values, n)
			}
		case *ast.CompositeLit:
			b.p.fields(b.f, n)
		case *ast.ReturnStmt:
			b.f.rets = append(b.f.rets, n)
		}
		return true
	})
}

func (b *builder) enterLoop(s ast.Stmt) {
	loop := &Loop{Stmt: s, Func: b.f, Outer: b.loop}
	if b.label != nil && b.label.Stmt == s {
		loop.Label = b.label
	}
	b.f.Loops = append(b.f.Loops, loop)
	switch s := s.(type) {
	case *ast.ForStmt:
		loop.Body = s.Body
		if s.Init != nil {
			b.walk(s.Init)
		}
		b.loop = loop
		if s.Cond != nil {
			b.walk(s.Cond)
		}
		if s.Post != nil {
			b.walk(s.Post)
		}
	case *ast.RangeStmt:
		loop.Body = s.Body
		b.walk(s.X)
		b.loop = loop
		if t := b.p.Info.TypeOf(s.X); t != nil {
			if _, ok := t.Underlying().(*types.Chan); ok {
				b.op(Range, s, s.X)
			}
		}
		var lhs []ast.Expr
		for _, e := range []ast.Expr{s.Key, s.Value} {
			if e != nil {
				lhs = append(lhs, e)
			}
		}
		b.p.assign(b.f, lhs, nil, s)
	}
	b.walk(loop.Body)
	b.loop = loop.Outer
}

func (b *builder) conditional(n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		if n.Init != nil {
			b.walk(n.Init)
		}
		b.walk(n.Cond)
		b.depth++
		b.walk(n.Body)
		if n.Else != nil {
			b.walk(n.Else)
		}
	case *ast.SwitchStmt:
		if n.Init != nil {
			b.walk(n.Init)
		}
		if n.Tag != nil {
			b.walk(n.Tag)
		}
		b.depth++
		b.walk(n.Body)
	case *ast.TypeSwitchStmt:
		if n.Init != nil {
			b.walk(n.Init)
		}
		b.walk(n.Assign)
		b.depth++
		b.walk(n.Body)
	case *ast.SelectStmt:
		b.enterSelect(n)
		b.depth++
		b.walk(n.Body)
	}
	b.depth--
}

// received returns the receive expression of a communication, or nil.
func received(s ast.Stmt) *ast.UnaryExpr {
	var e ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	default:
		return nil
	}
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return u
	}
	return nil
}

func (b *builder) enterSelect(s *ast.SelectStmt) {
	around := &Select{Stmt: s, Func: b.f, Loop: b.loop, Depth: b.depth}
	for _, c := range s.Body.List {
		clause := c.(*ast.CommClause)
		if e := received(clause.Comm); e != nil {
			b.comm[e] = comm{clause, around}
		} else if clause.Comm == nil {
			around.Default = clause
		} else {
			b.comm[clause.Comm] = comm{clause, around}
		}
	}
	if b.f != nil {
		b.f.Selects = append(b.f.Selects, around)
	}
}

func (b *builder) op(kind OpKind, n ast.Node, ch ast.Expr) *Op {
	op := &Op{Kind: kind, Node: n, Chan: ch, Func: b.f, Loop: b.loop, Depth: b.depth}
	if c, ok := b.comm[n]; ok {
		op.Clause, op.Select = c.clause, c.around
		c.around.Cases = append(c.around.Cases, op)
	}
	if b.f != nil {
		b.f.Ops = append(b.f.Ops, op)
	}
	return op
}

func (b *builder) call(n *ast.CallExpr) {
	c := &Call{CallExpr: n, Func: b.f, Callee: b.p.CalleeOf(n), Mode: b.mode[n], Loop: b.loop, Depth: b.depth}
	if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
		b.role[lit] = Func{Role: [...]Role{Now: Called, Later: Deferred, Apart: Spawned}[c.Mode], call: c, arg: -1}
	}
	for i, arg := range n.Args {
		if lit, ok := ast.Unparen(arg).(*ast.FuncLit); ok {
			b.role[lit] = Func{Role: Value, call: c, arg: i}
		}
	}
	if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "close" && len(n.Args) == 1 {
		if v := b.p.Variable(n.Args[0]); v != nil {
			b.p.closed[v] = true
		}
		b.op(Close, n, n.Args[0]).Mode = c.Mode
	}
	if c.Callee != nil && c.Callee.Pkg() == b.p.Pass.Pkg {
		b.p.callers[c.Callee] = append(b.p.callers[c.Callee], c)
	}
	if b.f != nil {
		b.f.Calls = append(b.f.Calls, c)
	}
}
