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

// Serves returns what f serves, or nil: it has the shape of ServeHTTP or of an
// interceptor of gRPC, or is a method of a type that is served over gRPC, or is
// passed to something that is known to call it per request. A context parameter
// alone is no evidence.
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
	case IsContext(first.Type()) && f.paramOf(grpc, "UnaryServerInfo") != nil:
		return &Served{f, first, "the RPC"}
	case f.Sig.Params().Len() > 2 && f.paramOf(grpc, "StreamServerInfo") != nil:
		return &Served{f, f.Sig.Params().At(1), "the RPC"}
	case IsContext(first.Type()) && f.served():
		return &Served{f, first, "the RPC"}
	case isStream(last.Type()) && f.served():
		return &Served{f, last, "the RPC"}
	case IsContext(first.Type()) && f.handles():
		return &Served{f, first, "the invocation"}
	}
	return nil
}

const grpc = "google.golang.org/grpc"

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
			if !field.Embedded() || !strings.HasSuffix(name, "Server") && !strings.HasSuffix(name, "Handler") ||
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
// that a generator makes to register it, for an interface that has the method.
func (p *Package) registered(named *types.Named, method string) bool {
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			i := registersAt(c.Callee)
			if i < 0 || i >= len(c.Args) {
				continue
			}
			service, given := c.Callee.Signature().Params().At(i).Type(), p.Info.TypeOf(c.Args[i])
			if given != nil && types.IsInterface(service) && hasMethod(service, method) && types.Identical(deref(given), named) {
				return true
			}
		}
	}
	return false
}

// registersAt returns which parameter of a generated function is the service that
// it registers, or -1: RegisterFooServer(registrar, FooServer) is gRPC's, and
// NewFooHandler(FooHandler, ...option) (path string, http.Handler) is Connect's.
func registersAt(fn *types.Func) int {
	if fn == nil {
		return -1
	}
	name, params, results := fn.Name(), fn.Signature().Params(), fn.Signature().Results()
	switch {
	case params.Len() == 2 && strings.HasPrefix(name, "Register") && strings.HasSuffix(name, "Server") &&
		hasMethod(params.At(0).Type(), "RegisterService"):
		return 1
	case params.Len() > 0 && results.Len() == 2 && strings.HasPrefix(name, "New") && strings.HasSuffix(name, "Handler") &&
		typeIs(results.At(1).Type(), "net/http", "Handler"):
		return 0
	}
	return -1
}

// handles reports whether f is passed to a function that is known to call it for
// each request.
func (f *Func) handles() bool { return f.Pkg.handlers()[f] }

type handlersKey struct{}

func (p *Package) handlers() map[*Func]bool {
	return p.Memo(handlersKey{}, func() any {
		all := map[*Func]bool{}
		for _, g := range p.Funcs {
			for _, c := range g.Calls {
				if i, ok := known.HandlerAt(c.Callee); ok && i < len(c.Args) {
					all[p.FuncOfValue(c.Args[i])] = true
				}
			}
		}
		return all
	}).(map[*Func]bool)
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
// goroutines that it starts, or to them: what they do loses the request's values.
func (f *Func) Detached() (all []ast.Expr) {
	serves, spawned := false, false
	for g := f; g != nil; g = g.Outer {
		serves = serves || g.Serves() != nil
		spawned = spawned || g.Role == Spawned
	}
	if !serves {
		return nil
	}
	for _, c := range f.Calls {
		if c.Mode != Apart && !spawned {
			continue
		}
		for _, arg := range c.Args {
			if call, ok := ast.Unparen(arg).(*ast.CallExpr); ok && f.Pkg.makes(call) == effects.Root {
				all = append(all, arg)
			}
		}
	}
	return all
}
