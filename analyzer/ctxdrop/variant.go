package ctxdrop

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// A variant is what does the same under a context.
type variant struct {
	name string
	fn   *types.Func // nil if its parameters are others
}

// is reports whether f is the variant, or a literal in it.
func (v *variant) is(f *lifetime.Func) bool {
	return v != nil && v.fn != nil && f.Top().Obj != nil && v.fn.Origin() == f.Top().Obj
}

// suffixes are what the names of functions that take a context end in.
var suffixes = []string{"Context", "Ctx", "WithContext", "WithCtx"}

// variantOf returns the function of the same receiver, or of the same package,
// with a name that says so and the same parameters behind a context; or the one
// that is known to do what the called one does.
func variantOf(p *lifetime.Package, c *lifetime.Call) *variant {
	fn := c.Callee
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	if name := known.Instead(fn); name != "" {
		return &variant{name: name, fn: lookup(p, c, name)}
	}
	if takesContext(fn.Signature()) {
		return nil
	}
	for _, suffix := range suffixes {
		if other := lookup(p, c, fn.Name()+suffix); other != nil {
			return &variant{name: other.Name(), fn: other}
		}
	}
	return nil
}

// lookup finds a function with the called one's parameters behind a context.
func lookup(p *lifetime.Package, c *lifetime.Call, name string) *types.Func {
	fn := c.Callee
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	var obj types.Object
	if recv := fn.Signature().Recv(); recv != nil {
		sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		obj, _, _ = types.LookupFieldOrMethod(p.Info.TypeOf(sel.X), true, p.Pass.Pkg, name)
	} else {
		obj = fn.Pkg().Scope().Lookup(name)
	}
	other, ok := obj.(*types.Func)
	if !ok || !other.Exported() && other.Pkg() != p.Pass.Pkg {
		return nil
	}
	sig, ok := p.Info.TypeOf(c.Fun).(*types.Signature)
	if !ok || !sameBehindContext(sig, other.Signature()) {
		return nil
	}
	return other
}

func takesContext(sig *types.Signature) bool {
	for param := range sig.Params().Variables() {
		if lifetime.IsContext(param.Type()) {
			return true
		}
	}
	return false
}

func sameBehindContext(plain, with *types.Signature) bool {
	n := plain.Params().Len()
	if with.Params().Len() != n+1 || plain.Variadic() != with.Variadic() || plain.Results().Len() != with.Results().Len() {
		return false
	}
	if !lifetime.IsContext(with.Params().At(0).Type()) {
		return false
	}
	if with.TypeParams().Len() > 0 || with.RecvTypeParams().Len() > 0 {
		return true // its types are not those of this call
	}
	for i := range n {
		if !types.Identical(plain.Params().At(i).Type(), with.Params().At(i+1).Type()) {
			return false
		}
	}
	for i := range plain.Results().Len() {
		if !types.Identical(plain.Results().At(i).Type(), with.Results().At(i).Type()) {
			return false
		}
	}
	return true
}

// pair judges a call of a function that has a variant, where nothing is known
// of what it waits for: foreign code is silent then, because most pairs out
// there are there for form's sake. An interface of this package is its own word.
func (a *asking) pair(f *lifetime.Func, c *lifetime.Call) {
	if c.Callee == nil || c.Mode != lifetime.Now || a.p.Effects(c.Callee) != nil || c.Callee.Pkg() == nil {
		return
	}
	v := variantOf(a.p, c)
	if v == nil {
		return
	}
	ctx, _ := f.AtHand(c.CallExpr)
	switch {
	case ctx == nil:
		return
	case spared(f, &lifetime.Wait{Call: c}, ctx, v) != "":
		a.spare(c.Fun, spared(f, &lifetime.Wait{Call: c}, ctx, v))
		return
	case a.p.HasBody(c.Callee):
		a.spare(c.Fun, "the called function waits for nothing outside the program")
		return
	case c.Callee.Pkg() != a.p.Pass.Pkg:
		a.spare(c.Fun, "nothing is known of the called function")
		return
	case !returnsError(c.Callee.Signature()):
		a.spare(c.Fun, "nothing is known of the called function, and it returns no error")
		return
	}
	a.say(report.Finding{
		Pos: c.Fun.Pos(), End: c.Fun.End(), Category: pair, Level: lifetime.Likely,
		Message: short(lifetime.Text(c.Fun)) + " ignores " + ctx.Name + ", " + v.name + " does not",
		Related: related(&lifetime.Wait{Call: c, Until: c.CallExpr}, ctx),
		Fix:     fix(f, c, ctx, v),
	})
}

func returnsError(sig *types.Signature) bool {
	n := sig.Results().Len()
	return n > 0 && types.Identical(sig.Results().At(n-1).Type(), types.Universe.Lookup("error").Type())
}
