package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// This file answers: what starts concurrent work, and which body does it run?

// A Spawn is a place that starts concurrent work.
type Spawn struct {
	Call *Call
	Kind string // go, or the name of the function that starts it: WaitGroup.Go, exec.Cmd.Start
	Body *Func  // nil if it is not in this package
	Name string // of the body, as the source says it

	Fun ast.Expr // the body, as it is given
}

// Spawns returns what the function starts, what literals in it start excluded.
func (f *Func) Spawns() (all []*Spawn) {
	for _, c := range f.Calls {
		if c.Mode == Apart {
			all = append(all, f.Pkg.spawn(c, "go", c.Fun))
			continue
		}
		if s := f.Pkg.Process(c); s != nil {
			all = append(all, s)
			continue
		}
		e := f.Pkg.Effects(c.Callee)
		if e == nil || e.Spawns == 0 {
			continue
		}
		for i, arg := range c.Args {
			if e.Spawns.Has(i) && f.param(arg) == 0 { // what a caller gave is the caller's
				all = append(all, f.Pkg.spawn(c, spawnKind(c.Callee), arg))
			}
		}
	}
	return all
}

func (p *Package) spawn(c *Call, kind string, fun ast.Expr) *Spawn {
	s := &Spawn{Call: c, Kind: kind, Body: p.FuncOfValue(fun), Name: Text(fun), Fun: fun}
	switch {
	case s.Body != nil && s.Body.Obj == nil:
		s.Name = "func literal"
	case s.Body != nil:
		s.Name = s.Body.FullName()
	case len(s.Name) > 60:
		s.Name = "a function"
	}
	return s
}

// spawnKind returns a starting function's name with its type's or package's.
func spawnKind(fn *types.Func) string {
	name := fn.Name()
	if recv := fn.Signature().Recv(); recv != nil {
		if n, ok := types.Unalias(deref(recv.Type())).(*types.Named); ok {
			return n.Obj().Name() + "." + name
		}
		return name
	}
	if fn.Pkg() != nil {
		return fn.Pkg().Name() + "." + name
	}
	return name
}

// FuncOfValue returns the function of this package that an expression denotes:
// a literal, a declared function or method, or the one literal that a variable
// ever holds; else nil.
func (p *Package) FuncOfValue(e ast.Expr) *Func {
	e = ast.Unparen(e)
	switch x := e.(type) {
	case *ast.FuncLit:
		return p.byNode[x]
	case *ast.IndexExpr: // an instance
		return p.FuncOfValue(x.X)
	case *ast.Ident, *ast.SelectorExpr:
		id, ok := x.(*ast.Ident)
		if sel, is := x.(*ast.SelectorExpr); is {
			id, ok = sel.Sel, true
		}
		if !ok {
			return nil
		}
		if fn, ok := p.Info.Uses[id].(*types.Func); ok {
			return p.byObj[fn.Origin()]
		}
		if v := p.Variable(e); v != nil && !v.IsField() {
			if d, ok := p.Sole(v); ok {
				return p.byNode[ast.Unparen(d.Rhs)]
			}
		}
	}
	return nil
}

// FullName returns the function's name with its receiver: (*Server).Run, or of
// a literal that of the function around it.
func (f *Func) FullName() string {
	top := f.Top()
	if top.Obj == nil {
		return f.Name()
	}
	recv := top.Sig.Recv()
	if recv == nil {
		return top.Obj.Name()
	}
	name := types.TypeString(recv.Type(), func(*types.Package) string { return "" })
	if i := strings.IndexByte(name, '['); i > 0 {
		name = name[:i]
	}
	if strings.HasPrefix(name, "*") {
		name = "(" + name + ")"
	}
	return name + "." + top.Obj.Name()
}

// Owner returns the name of the type whose method the function is, or of the
// type that it makes; empty for other functions.
func (f *Func) Owner() string {
	sig := f.Top().Sig
	if recv := sig.Recv(); recv != nil {
		if n, ok := types.Unalias(deref(recv.Type())).(*types.Named); ok {
			return n.Obj().Name()
		}
	}
	if n := f.Makes(); n != nil {
		return n.Obj().Name()
	}
	return ""
}

// Makes returns the type of this package that the function returns first: it
// may be its constructor. Nil if there is none, or it is an error.
func (f *Func) Makes() *types.Named {
	results := f.Top().Sig.Results()
	if results.Len() == 0 {
		return nil
	}
	n, ok := types.Unalias(deref(results.At(0).Type())).(*types.Named)
	if !ok || n.Obj().Pkg() != f.Pkg.Pass.Pkg || ImplementsError(results.At(0).Type()) {
		return nil
	}
	return n
}

// Once reports whether the function runs at most once per process, as far as this
// package tells: it is main or init, an initializer, a command's own function, or a
// Main for a main package to call, or is called from such only, outside of loops;
// or it is what a sync.Once calls.
func (f *Func) Once() bool { return f.once(map[*Func]bool{}, f.Pkg.commands()) }

// OfMain reports whether the function runs at most once per process, commands'
// own functions aside.
func (f *Func) OfMain() bool { return f.once(map[*Func]bool{}, &commandFuncs{}) }

func (f *Func) once(seen map[*Func]bool, also *commandFuncs) bool {
	if seen[f] {
		return false
	}
	seen[f] = true
	if f.Obj == nil {
		switch {
		case f.Outer == nil, also.literals[f.Node]:
			return true // a package variable's initializer
		case f.call != nil && f.call.Callee != nil && strings.HasPrefix(f.call.Callee.FullName(), "(*sync.Once).Do"):
			return true
		}
		return f.Outer.LoopAt(f.Node.Pos()) == nil && f.Outer.once(seen, also)
	}
	if f.Obj.Name() == "init" && f.Sig.Recv() == nil {
		return true
	}
	main := f.Pkg.Pass.Pkg.Name() == "main"
	if f.Sig.Recv() == nil && (main && f.Obj.Name() == "main" || f.Obj.Name() == "Main") {
		return true
	}
	uses := f.Pkg.valueUses(f.Obj)
	if !main && f.Obj.Exported() || uses > also.values[f.Obj] {
		return false
	}
	for _, c := range f.Pkg.callers[f.Obj] {
		if f.Pkg.isTest(c.Pos()) {
			continue
		}
		uses++
		if c.Loop != nil || c.Func != nil && !c.Func.once(seen, also) {
			return false
		}
	}
	return uses > 0
}

// OnlyGlobals reports whether values of a type are seen as package variables
// only: no function makes one.
func (p *Package) OnlyGlobals(t *types.Named) bool {
	global := false
	for _, name := range p.Pass.Pkg.Scope().Names() {
		if v, ok := p.Pass.Pkg.Scope().Lookup(name).(*types.Var); ok {
			global = global || types.Identical(deref(v.Type()), t)
		}
	}
	if !global {
		return false
	}
	for e, tv := range p.Info.Types {
		if tv.Type == nil || !types.Identical(deref(tv.Type), t) {
			continue
		}
		switch e := e.(type) {
		case *ast.CompositeLit:
		case *ast.CallExpr:
			if id, ok := ast.Unparen(e.Fun).(*ast.Ident); !ok || id.Name != "new" {
				continue
			}
		default:
			continue
		}
		if p.inFunction(e.Pos()) {
			return false
		}
	}
	return true
}

func (p *Package) inFunction(pos token.Pos) bool {
	for _, f := range p.Funcs {
		if within(pos, f.Node) {
			return true
		}
	}
	return false
}
