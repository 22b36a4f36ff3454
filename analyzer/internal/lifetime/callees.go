package lifetime

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// This file answers: which function does a call run, and who may call one?

// Body returns the function of this package that a call runs: a declared
// one, a literal, or the one literal that a variable ever holds; else nil.
func (p *Package) Body(call *ast.CallExpr) *Func {
	if fn := p.CalleeOf(call); fn != nil {
		return p.byObj[fn]
	}
	fun := ast.Unparen(call.Fun)
	if d, ok := p.Sole(p.Variable(fun)); ok && !p.Variable(fun).IsField() {
		fun = ast.Unparen(d.Rhs)
	}
	return p.byNode[fun]
}

// implementations returns the bodies that a call of an interface's method may
// run, if only this package can implement the interface: it has no name outside.
func (p *Package) implementations(fn *types.Func) (all []*Func) {
	if fn == nil || fn.Pkg() != p.Pass.Pkg || fn.Signature().Recv() == nil {
		return nil
	}
	named, ok := types.Unalias(fn.Signature().Recv().Type()).(*types.Named)
	if !ok || named.Obj().Exported() || named.TypeParams().Len() > 0 {
		return nil
	}
	face, ok := named.Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	scope := p.Pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || types.IsInterface(obj.Type()) {
			continue
		}
		t := types.NewPointer(obj.Type())
		if !types.Implements(t, face) {
			continue
		}
		m, _, _ := types.LookupFieldOrMethod(t, true, p.Pass.Pkg, fn.Name())
		if m, ok := m.(*types.Func); ok {
			f := p.byObj[m.Origin()]
			if m == fn {
				continue // embeds the interface: it runs another one's
			}
			if f == nil {
				return nil // promoted from elsewhere
			}
			all = append(all, f)
		}
	}
	return all
}

// madeBody returns the body that a call of an interface's method runs, if the value
// comes from a function of this package that returns one type only; else nil.
func (p *Package) madeBody(call *ast.CallExpr) *Func {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || p.Info.TypeOf(sel.X) == nil || !types.IsInterface(p.Info.TypeOf(sel.X)) {
		return nil
	}
	d, ok := p.Sole(p.Variable(sel.X))
	if !ok {
		return nil
	}
	maker, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if !ok {
		return nil
	}
	t := p.SoleResult(p.Body(maker), d.At)
	if t == nil {
		return nil
	}
	m, _, _ := types.LookupFieldOrMethod(t, true, p.Pass.Pkg, sel.Sel.Name)
	fn, ok := m.(*types.Func)
	if !ok {
		return nil
	}
	return p.byObj[fn.Origin()]
}

// SoleResult returns the type, not an interface, of a result that a function
// returns wherever it returns one; nil if there are several.
func (p *Package) SoleResult(f *Func, at int) (sole types.Type) {
	if f == nil {
		return nil
	}
	for _, r := range f.rets {
		if at >= len(r.Results) {
			return nil
		}
		tv := p.Info.Types[r.Results[at]]
		switch {
		case tv.IsNil():
		case tv.Type == nil || types.IsInterface(tv.Type), sole != nil && !types.Identical(sole, tv.Type):
			return nil
		default:
			sole = tv.Type
		}
	}
	return sole
}

// CalleeOf returns the function or method that a call names, generic functions
// as declared, or nil for a call of a value.
func (p *Package) CalleeOf(call *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(p.Info, call).(*types.Func)
	if fn != nil {
		fn = fn.Origin()
	}
	return fn
}

// dynamicMethods returns the names of methods that the package calls through
// interfaces.
func (p *Package) dynamicMethods() map[string]bool {
	return p.Memo(dynamicKey{}, func() any {
		names := map[string]bool{}
		for fn := range p.callers {
			if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
				names[fn.Name()] = true
			}
		}
		return names
	}).(map[string]bool)
}

type dynamicKey struct{}

// UsedAsValue reports whether a function is used other than by calling it: then
// there may be callers that nobody sees, or its parameters are prescribed.
func (p *Package) UsedAsValue(fn *types.Func) bool { return p.valueUses(fn) > 0 }

// valueUses returns how often a function is used other than by calling it.
func (p *Package) valueUses(fn *types.Func) int {
	if p.values != nil {
		return p.values[fn]
	}
	called := map[*ast.Ident]bool{}
	for _, calls := range p.callers {
		for _, c := range calls {
			switch fun := ast.Unparen(c.Fun).(type) {
			case *ast.Ident:
				called[fun] = true
			case *ast.SelectorExpr:
				called[fun.Sel] = true
			}
		}
	}
	p.values = map[*types.Func]int{}
	for id, obj := range p.Info.Uses {
		if f, ok := obj.(*types.Func); ok && f.Pkg() == p.Pass.Pkg && !called[id] {
			p.values[f.Origin()]++
		}
	}
	return p.values[fn]
}

// Callers returns the calls of a function in this package.
func (p *Package) Callers(fn *types.Func) []*Call { return p.callers[fn] }

// HasBody reports whether the function is declared in this package, with a
// body: then what is not known of it is not so.
func (p *Package) HasBody(fn *types.Func) bool { return p.byObj[fn] != nil }

// FuncNamed returns the function of this package that an object declares, or
// nil if it is another package's, or has no body.
func (p *Package) FuncNamed(fn *types.Func) *Func { return p.byObj[fn.Origin()] }

// IsStandard reports whether a function is the standard library's.
func IsStandard(fn *types.Func) bool {
	return fn.Pkg() != nil && !strings.Contains(strings.SplitN(fn.Pkg().Path(), "/", 2)[0], ".")
}
