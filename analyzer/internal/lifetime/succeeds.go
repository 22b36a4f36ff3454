package lifetime

import (
	"go/ast"
	"go/constant"
	"go/types"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: can a call fail at all?

// Succeeds reports whether the last result of a call is an error that is always nil:
// by the callee's effects, or by what it is given.
func (p *Package) Succeeds(call *ast.CallExpr) bool {
	fn := p.CalleeOf(call)
	if fn == nil {
		return false
	}
	if e := p.Effects(fn); e != nil && e.Succeeds {
		return true
	}
	switch {
	case known.Is(fn, "net/http.NewRequest") && len(call.Args) == 3:
		return p.isMethod(call.Args[0]) && p.isAddress(call.Args[1])
	case known.Is(fn, "net/http.NewRequestWithContext") && len(call.Args) == 4:
		return p.isMethod(call.Args[1]) && p.isAddress(call.Args[2])
	case known.Is(fn, "net/url.Parse") && len(call.Args) == 1:
		return p.isAddress(call.Args[0])
	case known.Is(fn, "encoding/json.Marshal", "encoding/json.MarshalIndent") && len(call.Args) > 0:
		return isPlainData(p.Info.TypeOf(call.Args[0]), map[types.Type]bool{})
	}
	return false
}

func (f *Func) succeedsEffect() bool {
	results := f.Sig.Results()
	last := results.Len() - 1
	if last < 0 || !isError(results.At(last).Type()) || len(f.Pkg.defs[results.At(last)]) > 0 {
		return false
	}
	return len(f.rets) > 0 && !slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool {
		return last >= len(r.Results) || !f.Pkg.isNil(r.Results[last])
	})
}

// isNil reports whether an error can only be nil.
func (p *Package) isNil(e ast.Expr) bool {
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok {
		return p.Succeeds(call)
	}
	if p.Info.Types[e].IsNil() {
		return true
	}
	id, ok := e.(*ast.Ident)
	if !ok {
		return false
	}
	v := p.Variable(id)
	if v == nil || v.IsField() || p.params[v] != nil || p.shared[v] || v.Parent() == p.Pass.Pkg.Scope() || len(p.defs[v]) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.defs[v], func(d Def) bool {
		call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
		return !ok || !p.Succeeds(call)
	})
}

// isMethod reports whether an expression is a constant that names a request's method.
func (p *Package) isMethod(e ast.Expr) bool {
	s, ok := p.constantText(e)
	return ok && !strings.ContainsFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// isAddress reports whether an expression is a constant that is a URL.
func (p *Package) isAddress(e ast.Expr) bool {
	s, ok := p.constantText(e)
	if !ok {
		return false
	}
	_, err := url.Parse(s)
	return err == nil
}

func (p *Package) constantText(e ast.Expr) (string, bool) {
	v := p.Info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}

// isPlainData reports whether encoding/json can encode all values of a type: there is
// no channel, function, complex or floating-point number (NaN), interface or cycle in
// it, and no method that may fail.
func isPlainData(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	defer delete(seen, t)
	for _, name := range []string{"MarshalJSON", "MarshalText"} {
		if obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(deref(t)), true, nil, name); obj != nil {
			return false
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsBoolean|types.IsInteger|types.IsString) != 0
	case *types.Pointer:
		return isPlainData(u.Elem(), seen)
	case *types.Slice:
		return isPlainData(u.Elem(), seen)
	case *types.Array:
		return isPlainData(u.Elem(), seen)
	case *types.Map:
		key, ok := u.Key().Underlying().(*types.Basic)
		return ok && key.Info()&(types.IsInteger|types.IsString) != 0 && isPlainData(u.Key(), seen) && isPlainData(u.Elem(), seen)
	case *types.Struct:
		for i := range u.NumFields() {
			if f := u.Field(i); (f.Exported() || f.Embedded()) && reflect.StructTag(u.Tag(i)).Get("json") != "-" && !isPlainData(f.Type(), seen) {
				return false
			}
		}
		return true
	}
	return false
}
