package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// makesEffect finds out which context the function returns: all its returns
// must agree.
func (f *Func) makesEffect(e *effects.Effects) {
	results := f.Sig.Results()
	if results.Len() == 0 || !IsContext(results.At(0).Type()) {
		return
	}
	for i, r := range f.rets {
		made := f.returned(r)
		if i > 0 && (made.Makes != e.Makes || made.From != e.From || made.Cancels != e.Cancels) {
			e.Makes, e.From, e.Cancels, e.CancelAt = effects.NoContext, 0, false, 0
			return
		}
		e.Makes, e.From, e.Cancels, e.CancelAt = made.Makes, made.From, made.Cancels, made.CancelAt
	}
}

// returned says how the results of one return statement come about.
func (f *Func) returned(r *ast.ReturnStmt) effects.Effects {
	if len(r.Results) == 0 {
		return effects.Effects{}
	}
	p := f.Pkg
	first := ast.Unparen(r.Results[0])
	call, _ := first.(*ast.CallExpr)
	var cancel *types.Var
	if v := p.Variable(first); v != nil {
		if bit := f.param(first); bit != 0 && call == nil {
			for i := range f.Sig.Params().Len() {
				if bit == effects.Param(i) && len(p.defs[v]) == 0 {
					return effects.Effects{Makes: effects.Derived, From: int8(i)}
				}
			}
		}
		if d, ok := p.soleHere(v); ok {
			call, _ = ast.Unparen(d.Rhs).(*ast.CallExpr)
			cancel = p.Sibling(d, 1)
		}
	}
	if call == nil {
		return effects.Effects{}
	}
	callee := p.Effects(p.CalleeOf(call))
	if callee == nil || callee.Makes == effects.NoContext || callee.Makes == effects.Group {
		return effects.Effects{}
	}
	out := effects.Effects{Makes: callee.Makes}
	if callee.Makes == effects.Request {
		return effects.Effects{} // whose request, the caller cannot see
	}
	if callee.Makes == effects.Derived || callee.Makes == effects.Detached || callee.Makes == effects.Signal {
		from, ok := f.paramIndex(call, int(callee.From))
		switch {
		case ok:
			out.From = int8(from)
		case callee.Makes != effects.Detached:
			return effects.Effects{}
		}
	}
	whole := len(r.Results) == 1 && f.Sig.Results().Len() > 1
	if callee.Cancels && (whole || len(r.Results) > 1 && cancel != nil && p.Variable(r.Results[1]) == cancel) {
		out.Cancels, out.CancelAt = true, 1
	}
	return out
}

func (f *Func) paramIndex(call *ast.CallExpr, from int) (int, bool) {
	if from >= len(call.Args) {
		return 0, false
	}
	bit := f.param(call.Args[from])
	if bit == 0 {
		return 0, false
	}
	for i := range f.Sig.Params().Len() {
		if bit == effects.Param(i) {
			return i, true
		}
	}
	return 0, false
}

// soleHere is Sole, for a parameter that is assigned once as well: the return
// comes after.
func (p *Package) soleHere(v *types.Var) (Def, bool) {
	if len(p.defs[v]) != 1 || p.shared[v] || p.defs[v][0].Rhs == nil {
		return Def{}, false
	}
	return p.defs[v][0], true
}
