package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// This file answers: is there nothing but a failure that a function can tell of?

// Fails reports whether the last result of a function is an error that is never
// nil.
func (p *Package) Fails(fn *types.Func) bool {
	e := p.Effects(fn)
	return e != nil && e.Fails
}

func (f *Func) failsEffect() bool {
	results := f.Sig.Results()
	last := results.Len() - 1
	if last < 0 || !ImplementsError(results.At(last).Type()) || len(f.Pkg.defs[results.At(last)]) > 0 {
		return false
	}
	return len(f.rets) > 0 && !slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool {
		return last >= len(r.Results) || !f.Pkg.isMade(r.Results[last])
	})
}

// isMade reports whether a value has just been made: it is not nil.
func (p *Package) isMade(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.AND
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		fn := p.CalleeOf(x)
		return p.Fails(fn) && fn.Signature().Results().Len() == 1
	case *ast.Ident:
		d, ok := p.Sole(p.Variable(x))
		if !ok || d.Func == nil {
			return false
		}
		_, again := ast.Unparen(d.Rhs).(*ast.Ident)
		return !again && p.isMade(d.Rhs)
	}
	return false
}
