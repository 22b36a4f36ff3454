package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: which results of a function does its caller have to call,
// and which cancel functions that it is given does it lose?

// owesEffect finds the results that are cancel functions which nobody else has.
func (f *Func) owesEffect() (owes effects.Params) {
	results := f.Sig.Results()
	for i := range min(results.Len(), effects.Receiver) {
		if isStopFunc(results.At(i).Type()) && f.owes(i) {
			owes |= effects.Param(i)
		}
	}
	return owes
}

// isStopFunc reports whether values of t may be cancel or stop functions.
func isStopFunc(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return false
	}
	in, out := sig.Params(), sig.Results()
	switch {
	case in.Len() > 1 || in.Len() == 1 && !isError(in.At(0).Type()) || out.Len() > 1:
		return false
	case out.Len() == 0:
		return true
	}
	b, ok := out.At(0).Type().Underlying().(*types.Basic)
	return isError(out.At(0).Type()) || ok && b.Kind() == types.Bool
}

// owes reports whether every return that gives result i a value gives it a
// debt; a function that does nothing is no value.
func (f *Func) owes(i int) bool {
	found := false
	for _, r := range f.rets {
		switch f.indebts(r, i) {
		case yes:
			found = true
		case no:
			return false
		}
	}
	return found
}

type answer uint8

const (
	no answer = iota
	yes
	neither
)

// indebts reports whether a return gives the caller a debt as result i.
func (f *Func) indebts(r *ast.ReturnStmt, i int) answer {
	p := f.Pkg
	switch {
	case len(r.Results) == 0:
		return f.hands(f.Sig.Results().At(i))
	case len(r.Results) == 1 && f.Sig.Results().Len() > 1:
		if call, ok := ast.Unparen(r.Results[0]).(*ast.CallExpr); ok {
			if p.handedOn(p.CalleeOf(call)).Has(i) {
				return yes
			}
		}
		return no
	case i >= len(r.Results):
		return no // does not compile
	}
	e := ast.Unparen(r.Results[i])
	if call, ok := e.(*ast.CallExpr); ok && p.Info.Types[call.Fun].IsType() && len(call.Args) == 1 {
		e = ast.Unparen(call.Args[0])
	}
	if p.Info.Types[e].IsNil() {
		return neither
	}
	switch e := e.(type) {
	case *ast.FuncLit:
		return f.wraps(e)
	case *ast.CallExpr:
		if p.handedOn(p.CalleeOf(e)) == effects.Param(0) && p.CalleeOf(e).Signature().Results().Len() == 1 {
			return yes
		}
		return no
	case *ast.Ident:
		return f.hands(p.Variable(e))
	}
	return no
}

// hands reports whether a variable holds a debt of f which f does nothing with
// but to return it, or to pay it on another way out.
func (f *Func) hands(v *types.Var) answer {
	if v == nil || v.IsField() || f.Pkg.shared[v] || len(f.Pkg.defs[v]) != 1 || !f.makes(v) {
		return no
	}
	for _, m := range f.Mentions(v) {
		if m.Fate.Owned() && m.Fate != Returned && m.Fate != Invoked {
			return no
		}
	}
	return yes
}

// makes reports whether the only assignment to v, in f, gives it a debt.
func (f *Func) makes(v *types.Var) bool {
	d := f.Pkg.defs[v][0]
	call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if !ok || d.Func != f {
		return false
	}
	return f.Pkg.handedOn(f.Pkg.CalleeOf(call)).Has(d.At)
}

// handedOn returns the debts that a function's callers can hand on to theirs.
// The stop function of context.AfterFunc is a debt only where one sees that the
// context never ends.
func (p *Package) handedOn(fn *types.Func) effects.Params {
	e := p.Effects(fn)
	if e == nil || known.Is(fn, "context.AfterFunc") {
		return 0
	}
	return e.Owes
}

// wraps reports whether a returned literal is the only thing that pays a debt
// of f.
func (f *Func) wraps(lit *ast.FuncLit) answer {
	g := f.Pkg.byNode[lit]
	if g == nil {
		return no
	}
	if len(lit.Body.List) == 0 {
		return neither
	}
	for _, c := range g.Calls {
		v := f.Pkg.Variable(c.Fun)
		if c.Callee != nil || v == nil || v.IsField() || f.Pkg.shared[v] || c.Mode == Apart || len(f.Pkg.defs[v]) != 1 || !f.makes(v) {
			continue
		}
		for _, m := range f.Mentions(v) {
			if m.Fate.Owned() && m.Fate != Invoked && (m.Fate != Returned && m.Fate != Captured || m.Pos != lit.Pos()) {
				return no
			}
		}
		return yes
	}
	return no
}

// dropsEffect finds the parameters that are of a cancel function's type and that
// the body neither calls nor keeps.
func (f *Func) dropsEffect() (drops effects.Params) {
	params := f.Sig.Params()
	for i := range min(params.Len(), effects.Receiver) {
		v := params.At(i)
		if !isStopFunc(v.Type()) || len(f.Pkg.defs[v]) > 0 || f.Pkg.shared[v] || f.Sig.Variadic() && i == params.Len()-1 {
			continue
		}
		owned := false
		for _, m := range f.Mentions(v) {
			owned = owned || m.Fate.Owned()
		}
		if !owned {
			drops |= effects.Param(i)
		}
	}
	return drops
}

// Root reports whether a context is made here and never ends.
func (p *Package) Root(e ast.Expr) bool {
	e = ast.Unparen(e)
	if v := p.Variable(e); v != nil {
		d, ok := p.Sole(v)
		if !ok {
			return false
		}
		e = ast.Unparen(d.Rhs)
	}
	call, ok := e.(*ast.CallExpr)
	return ok && (p.makes(call) == effects.Root || p.makes(call) == effects.Detached)
}
