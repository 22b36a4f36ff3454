package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// assume refines a state by the truth of a condition.
func (fl *Flow) assume(cond ast.Expr, truth bool, s *state) *state {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return fl.assume(e.X, !truth, s)
		}
	case *ast.BinaryExpr:
		switch {
		case e.Op == token.LAND && truth, e.Op == token.LOR && !truth:
			return fl.assume(e.Y, truth, fl.assume(e.X, truth, s))
		case e.Op == token.NEQ, e.Op == token.EQL:
			for _, pair := range [][2]ast.Expr{{e.X, e.Y}, {e.Y, e.X}} {
				if fl.f.Pkg.Info.Types[pair[1]].IsNil() {
					return fl.assumeNil(e, pair[0], (e.Op == token.EQL) == truth, s)
				}
			}
		}
	}
	return s
}

// assumeNil refines a state by a comparison with nil: of a context's Err, or of its
// Done channel.
func (fl *Flow) assumeNil(test, x ast.Expr, isNil bool, s *state) *state {
	if v := fl.errOf(x, s); v != nil && !isNil {
		return s.kill(v, &Death{Pos: test.Pos(), How: Tested, Ctx: v.name})
	}
	if v := fl.doneOf(x, s); v != nil && isNil {
		s = s.clone()
		s.endless[v] = true
	}
	return s
}

// errOf returns the context whose Err (or Cause) an expression is, or nil.
func (fl *Flow) errOf(e ast.Expr, s *state) *value {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		callee := fl.f.Pkg.CalleeOf(call)
		if callee == nil {
			return nil
		}
		sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		switch {
		case callee.Name() == "Err" && sel != nil && IsContext(fl.f.Pkg.Info.TypeOf(sel.X)):
			return fl.value(sel.X, s)
		case known.Is(callee, "context.Cause"):
			return fl.value(call.Args[0], s)
		}
		return nil
	}
	return s.vals[side(fl.f.Pkg.Place(e), "!err")]
}

// doneOf returns the context whose Done channel an expression is, or nil.
func (fl *Flow) doneOf(ch ast.Expr, s *state) *value {
	if call, ok := ast.Unparen(ch).(*ast.CallExpr); ok {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && sel.Sel.Name == "Done" && IsContext(fl.f.Pkg.Info.TypeOf(sel.X)) {
			return fl.value(sel.X, s)
		}
		return nil
	}
	return s.vals[side(fl.f.Pkg.Place(ch), "!done")]
}

// side is the key under which a state remembers whose Done channel, cancel
// function, group or error a place holds.
func side(p Place, kind string) Place {
	if p.Known() {
		p.Path += kind
	}
	return p
}

// value returns the abstract context that an expression denotes, or nil.
func (fl *Flow) value(e ast.Expr, s *state) *value {
	p := fl.f.Pkg
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && !p.isRequest(call) {
		if eff := p.Effects(p.CalleeOf(call)); eff != nil && eff.Makes == effects.Derived && int(eff.From) < len(call.Args) {
			return &value{parent: fl.value(call.Args[eff.From], s), name: types.ExprString(e)}
		}
		return nil
	}
	return fl.held(p.Place(e), types.ExprString(e), s)
}

// held returns the abstract context in a place, or nil.
func (fl *Flow) held(place Place, name string, s *state) *value {
	if !place.Known() || !fl.trusted(place) {
		return nil
	}
	if v, ok := s.vals[place]; ok {
		return v
	}
	if fl.initial[place] == nil {
		if name == "" {
			name = place.Root.Name() + place.Path
		}
		fl.initial[place] = &value{name: name}
	}
	return fl.initial[place]
}

// trusted reports whether only the statements of this function, as the flow
// follows them, can change what the place holds.
func (fl *Flow) trusted(place Place) bool {
	p := fl.f.Pkg
	if p.shared[place.Root] {
		return false
	}
	for _, d := range p.defs[place.Root] {
		if d.Func != fl.f && !fl.f.Within(d.Func) && place.Path == "" {
			return false
		}
	}
	if place.Path == "" || place.Path[len(place.Path)-1] == ')' {
		return true
	}
	field := p.fieldAt(place)
	return field != nil && len(p.defs[field]) <= 1 && field.Pkg() == p.Pass.Pkg
}
