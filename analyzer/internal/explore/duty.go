package explore

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// duties tells what of a package's code the explorer must step through. A
// statement that no goroutine can see and that decides nothing about control
// is passed over as a whole: the variables that it assigns are unknown after
// it. So is a function of such statements, and its results are unknown.
type duties struct {
	pkg   *lifetime.Package
	funcs map[*lifetime.Func]bool
	stmts map[duty]bool
	known map[string]libraryFunc
}

func newDuties(p *lifetime.Package, known map[string]libraryFunc) *duties {
	d := &duties{pkg: p, funcs: map[*lifetime.Func]bool{}, stmts: map[duty]bool{}, known: known}
	for _, f := range p.Funcs {
		d.funcs[f] = d.own(f)
	}
	for changed := true; changed; {
		changed = false
		for _, f := range p.Funcs {
			if d.funcs[f] {
				continue
			}
			for _, c := range f.Calls {
				if g := p.Body(c.CallExpr); g != nil && d.funcs[g] {
					d.funcs[f], changed = true, true
					break
				}
			}
		}
	}
	return d
}

// fn reports whether calls of a function must be stepped into.
func (d *duties) fn(f *lifetime.Func) bool { return d.funcs[f] }

// callee returns the function that a node calls if it must be stepped into, or nil.
func (d *duties) callee(n ast.Node) *lifetime.Func {
	if call, ok := n.(*ast.CallExpr); ok {
		if g := d.pkg.Body(call); g != nil && d.funcs[g] {
			return g
		}
	}
	return nil
}

// own reports whether a function does by itself what must be stepped through.
func (d *duties) own(f *lifetime.Func) bool {
	if len(f.Ops) > 0 || len(f.Selects) > 0 {
		return true
	}
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && lit != f.Node {
			found = true // it may be returned, stored, started
			return false
		}
		if !found {
			found = d.visible(n)
		}
		return !found
	})
	return found || d.carries(f)
}

// carries reports whether a function returns what others may wait for, or makes
// a thing of the package, which others may share.
func (d *duties) carries(f *lifetime.Func) bool {
	if handsOut(d.pkg, f) || f.Obj != nil && f.Makes() != nil {
		return true
	}
	if f.Sig.Results().Len() == 1 && len(f.Body.List) <= 3 {
		b, ok := f.Sig.Results().At(0).Type().Underlying().(*types.Basic)
		return ok && b.Info()&types.IsBoolean != 0 // a question about a flag
	}
	return false
}

// visible reports whether a node does something that other goroutines see, or
// that decides how they go on.
func (d *duties) visible(n ast.Node) bool {
	switch x := n.(type) {
	case *ast.GoStmt, *ast.SendStmt, *ast.SelectStmt, *ast.FuncLit:
		return true
	case *ast.UnaryExpr:
		return x.Op == token.ARROW || x.Op == token.AND && !d.plain(x.X)
	case *ast.RangeStmt:
		_, ok := d.typeOf(x.X).(*types.Chan)
		return ok
	case *ast.CompositeLit:
		return !d.plain(x)
	case *ast.AssignStmt:
		for i, l := range x.Lhs {
			if !d.plain(l) {
				return true
			}
			if len(x.Lhs) == len(x.Rhs) && d.decides(l, x.Rhs[i]) {
				return true
			}
		}
	case *ast.IncDecStmt:
		_, ok := ast.Unparen(x.X).(*ast.SelectorExpr)
		return ok
	case *ast.CallExpr:
		return d.call(x)
	}
	return false
}

// decides reports whether an assignment sets a flag to a constant, or several
// at a time.
func (d *duties) decides(l, r ast.Expr) bool {
	tv := d.pkg.Info.Types[r]
	if _, ok := ast.Unparen(r).(*ast.CallExpr); !ok && tv.Type != nil && d.flags(tv.Type) {
		return true
	}
	if id, ok := ast.Unparen(r).(*ast.Ident); ok && id.Name == "nil" {
		return true
	}
	return tv.Value != nil && tv.Type != nil && types.Default(tv.Type).Underlying() == types.Typ[types.Bool]
}

// flags reports whether a type is a struct of the package that has flags.
func (d *duties) flags(t types.Type) bool {
	s := structOf(t, d.pkg.Pass.Pkg)
	for i := 0; s != nil && i < s.NumFields(); i++ {
		if b, ok := s.Field(i).Type().Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
			return true
		}
	}
	return false
}

func (d *duties) call(x *ast.CallExpr) bool {
	if tv := d.pkg.Info.Types[x.Fun]; tv.IsType() {
		return false
	}
	if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok {
		if b, ok := d.pkg.Info.Uses[id].(*types.Builtin); ok {
			switch b.Name() {
			case "close", "panic", "recover":
				return true
			case "make":
				_, isMap := d.typeOf(x).(*types.Map)
				return !isMap && !d.plain(x)
			}
			return false
		}
	}
	fn := d.pkg.CalleeOf(x)
	if fn == nil {
		return true // the value of a variable: it may be anything
	}
	if _, ok := d.known[fn.FullName()]; ok {
		return true
	}
	if d.pkg.HasBody(fn) {
		return false // see newDuties
	}
	if e := d.pkg.Effects(fn); e != nil && e.NoReturn || lifetime.Fatal(fn) {
		return true
	}
	if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) && fn.Pkg() == d.pkg.Pass.Pkg {
		return true
	}
	for _, a := range x.Args {
		if !d.plain(a) {
			return true
		}
	}
	return false
}

func (d *duties) typeOf(e ast.Expr) types.Type {
	t := d.pkg.Info.TypeOf(e)
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return t.Underlying()
}

func (d *duties) plain(e ast.Expr) bool {
	t := d.pkg.Info.TypeOf(e)
	return t == nil || isPlain(t, d.pkg.Pass.Pkg, 0)
}

// isPlain reports whether values of the type are data: nobody waits for them.
func isPlain(t types.Type, pkg *types.Package, depth int) bool {
	if depth > 4 {
		return true // what lies deeper is not followed
	}
	if _, ok := syncKind(t); ok {
		return false
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		if p := n.Obj().Pkg(); p == nil { // error
			return true
		} else if p.Path() == "context" {
			return false
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return true
	case *types.Chan, *types.Signature:
		return false
	case *types.Interface:
		return !ownMethods(u, pkg)
	case *types.Pointer:
		return isPlain(u.Elem(), pkg, depth+1)
	case *types.Slice:
		return isPlain(u.Elem(), pkg, depth+1)
	case *types.Array:
		return isPlain(u.Elem(), pkg, depth+1)
	case *types.Map:
		return isPlain(u.Elem(), pkg, depth+1)
	case *types.Struct:
		if structOf(t, pkg) == nil {
			return true
		}
		for f := range u.Fields() {
			if !isPlain(f.Type(), pkg, depth+1) {
				return false
			}
		}
	}
	return true
}

// ownMethods reports whether an interface is one of the package's.
func ownMethods(u *types.Interface, pkg *types.Package) bool {
	for m := range u.Methods() {
		if m.Pkg() == pkg {
			return true
		}
	}
	return false
}

// A duty is a statement, in systems in which calls are followed, or not.
type duty struct {
	stmt  ast.Stmt
	calls calls
}

// inert reports whether a statement can be passed over.
func (d *duties) inert(s ast.Stmt, calls calls) bool {
	key := duty{s, calls}
	v, ok := d.stmts[key]
	if !ok {
		v = d.isInert(s, calls)
		d.stmts[key] = v
	}
	return v
}

// passedOver reports whether a call would be followed, if any were.
func (d *duties) passedOver(call *ast.CallExpr) bool {
	g := d.callee(call)
	return g != nil && g.Outer == nil
}

func (d *duties) isInert(s ast.Stmt, calls calls) bool {
	bad := false
	depth := []ast.Node{} // loops and switches around, inside of s
	ast.Inspect(s, func(n ast.Node) bool {
		if n == nil {
			depth = depth[:len(depth)-1]
			return true
		}
		if bad {
			return false
		}
		switch x := n.(type) {
		case *ast.ReturnStmt, *ast.DeferStmt, *ast.LabeledStmt:
			bad = true
		case *ast.ForStmt:
			bad = x.Cond == nil && !isLeft(x)
		case *ast.BranchStmt:
			bad = x.Label != nil || !breakable(depth, x.Tok)
		case *ast.CallExpr:
			if g := d.callee(x); g != nil {
				e := d.pkg.Effects(g.Obj)
				bad = calls == allCalls || g.Outer != nil || e != nil && e.NoReturn
			}
		}
		bad = bad || d.visible(n)
		if bad {
			return false
		}
		depth = append(depth, n)
		return true
	})
	return !bad
}

// isLeft reports whether a break leads out of a loop.
func isLeft(loop *ast.ForStmt) (left bool) {
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.FuncLit:
			return false // a break there leads out of that
		case *ast.BranchStmt:
			left = left || x.Tok == token.BREAK
		}
		return !left
	})
	return left
}

// breakable reports whether a break or continue stays within what is around it.
func breakable(around []ast.Node, tok token.Token) bool {
	for _, n := range around {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		case *ast.SwitchStmt, *ast.TypeSwitchStmt:
			if tok == token.BREAK || tok == token.FALLTHROUGH {
				return true
			}
		}
	}
	return false
}
