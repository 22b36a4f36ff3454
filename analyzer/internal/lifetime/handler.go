package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: which functions serve a request, under a context that ends
// when they return?

// A Served is what a function serves: the parameter that is its context, or
// carries it.
type Served struct {
	Func *Func
	Var  *types.Var
	Kind string // what ends the context, as a person says it
}

// Serves returns what f serves, or nil: it has the shape of ServeHTTP, or is a
// method of a type that is served over gRPC, or is passed to something that is
// known to call it per request. A context parameter alone is no evidence.
func (f *Func) Serves() *Served {
	writer, request := f.paramOf("net/http", "ResponseWriter"), f.paramOf("net/http", "Request")
	if writer != nil && request != nil {
		return &Served{f, request, "the HTTP request"}
	}
	if f.Sig.Params().Len() == 0 {
		return nil
	}
	for v := range f.Sig.Params().Variables() {
		if hasRequest(v.Type()) {
			return &Served{f, v, "the HTTP request"}
		}
	}
	first := f.Sig.Params().At(0)
	last := f.Sig.Params().At(f.Sig.Params().Len() - 1)
	switch {
	case IsContext(first.Type()) && f.served():
		return &Served{f, first, "the RPC"}
	case isStream(last.Type()) && f.served():
		return &Served{f, last, "the RPC"}
	case IsContext(first.Type()) && f.handles():
		return &Served{f, first, "the invocation"}
	}
	return nil
}

func (f *Func) paramOf(path, name string) *types.Var {
	for v := range f.Sig.Params().Variables() {
		if typeIs(v.Type(), path, name) {
			return v
		}
	}
	return nil
}

// served reports whether f is a method that a generated service calls: its type
// embeds what the generator makes for those that implement the service, or is
// passed to the function that registers it.
func (f *Func) served() bool {
	if f.Obj == nil || f.Sig.Recv() == nil || !f.Obj.Exported() {
		return false
	}
	named, ok := types.Unalias(deref(f.Sig.Recv().Type())).(*types.Named)
	if !ok {
		return false
	}
	if s, ok := named.Underlying().(*types.Struct); ok {
		for field := range s.Fields() {
			name := field.Name()
			if !field.Embedded() || !strings.HasSuffix(name, "Server") ||
				!strings.HasPrefix(name, "Unimplemented") && !strings.HasPrefix(name, "Unsafe") {
				continue
			}
			if hasMethod(field.Type(), f.Obj.Name()) || strings.HasPrefix(name, "Unsafe") {
				return true
			}
		}
	}
	return f.Pkg.registered(named, f.Obj.Name())
}

func hasMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Func)
	return ok
}

// registered reports whether the package passes a value of a type to a function
// RegisterFooServer(registrar, FooServer) whose interface has the method.
func (p *Package) registered(named *types.Named, method string) bool {
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			if c.Callee == nil || len(c.Args) != 2 || !strings.HasPrefix(c.Callee.Name(), "Register") || !strings.HasSuffix(c.Callee.Name(), "Server") {
				continue
			}
			params, given := c.Callee.Signature().Params(), p.Info.TypeOf(c.Args[1])
			if given != nil && params.Len() == 2 && types.IsInterface(params.At(1).Type()) && hasMethod(params.At(1).Type(), method) &&
				hasMethod(params.At(0).Type(), "RegisterService") && types.Identical(deref(given), named) {
				return true
			}
		}
	}
	return false
}

// handles reports whether f is passed to a function that is known to call it for
// each request.
func (f *Func) handles() bool {
	for _, g := range f.Pkg.Funcs {
		for _, c := range g.Calls {
			if i, ok := known.HandlerAt(c.Callee); ok && i < len(c.Args) && f.Pkg.FuncOfValue(c.Args[i]) == f {
				return true
			}
		}
	}
	return false
}

// source returns the parameter that a context is, or is carried by or made from,
// so that it ends with it; nil if there is none, or that cannot be seen.
func (p *Package) source(e ast.Expr) *types.Var {
	for range 10 {
		e = ast.Unparen(e)
		if call, ok := e.(*ast.CallExpr); ok {
			sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			if sel != nil && p.isRequest(call) {
				v := p.Variable(p.beforeRequest(sel.X))
				if v == nil || p.params[v] == nil || len(p.defs[v]) > 0 {
					return nil
				}
				return v
			}
			made := p.Effects(p.CalleeOf(call))
			if made == nil || made.Makes != effects.Derived && made.Makes != effects.Signal || int(made.From) >= len(call.Args) {
				return nil
			}
			e = call.Args[made.From]
			continue
		}
		v := p.Variable(e)
		if v == nil || v.IsField() || p.shared[v] {
			return nil
		}
		from := slices.DeleteFunc(slices.Clone(p.defs[v]), func(d Def) bool { return p.derives(d, v) })
		switch {
		case p.params[v] != nil && len(from) == 0:
			return v
		case p.params[v] != nil || len(from) != 1 || from[0].Rhs == nil || from[0].At != 0:
			return nil
		}
		e = from[0].Rhs
	}
	return nil
}

// beforeRequest returns the c of c.Request and c.Request(), if c is of a type that
// handlers get instead of the request, and any other expression as it is.
func (p *Package) beforeRequest(e ast.Expr) ast.Expr {
	of := ast.Unparen(e)
	if call, ok := of.(*ast.CallExpr); ok {
		of = ast.Unparen(call.Fun)
	}
	if sel, ok := of.(*ast.SelectorExpr); ok && sel.Sel.Name == "Request" && hasRequest(p.Info.TypeOf(sel.X)) {
		return sel.X
	}
	return e
}

// hasRequest reports whether a type is what web frameworks pass to handlers: it
// has the request, and what to answer it with.
func hasRequest(t types.Type) bool {
	return hasAs(t, "Request", func(t types.Type) bool { return typeIs(t, "net/http", "Request") }) &&
		(hasAs(t, "Writer", answers) || hasAs(t, "Response", func(t types.Type) bool { return hasMethod(t, "WriteHeader") }))
}

func answers(t types.Type) bool {
	return t != nil && hasMethod(t, "WriteHeader") && hasMethod(t, "Header")
}

// hasAs reports whether a type has a field, or a method without parameters, of
// the name and of a type that is as wanted.
func hasAs(t types.Type, name string, is func(types.Type) bool) bool {
	if t == nil {
		return false
	}
	switch obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name); obj := obj.(type) {
	case *types.Var:
		return is(obj.Type())
	case *types.Func:
		sig := obj.Signature()
		return sig.Params().Len() == 0 && sig.Results().Len() == 1 && is(sig.Results().At(0).Type())
	}
	return false
}

// ServedBy returns what the function serves whose parameter v is, or nil.
func (p *Package) ServedBy(v *types.Var) *Served {
	f := p.params[v]
	if f == nil {
		return nil
	}
	if r := f.Serves(); r != nil && r.Var == v {
		return r
	}
	return nil
}

// Detached returns the roots that a function which serves a request passes on in
// goroutines that it starts: what they do loses the request's values.
func (f *Func) Detached() (all []ast.Expr) {
	serves := false
	for g := f.Outer; g != nil; g = g.Outer {
		serves = serves || g.Serves() != nil
	}
	if f.Role != Spawned || !serves {
		return nil
	}
	for _, c := range f.Calls {
		for _, arg := range c.Args {
			if call, ok := ast.Unparen(arg).(*ast.CallExpr); ok && f.Pkg.makes(call) == effects.Root {
				all = append(all, arg)
			}
		}
	}
	return all
}
