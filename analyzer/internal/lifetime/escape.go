package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: which work goes on needing a context after the function
// that was given it has returned?
//
// A body that runs apart does, if it passes the context, or one made from it, to
// something that needs it alive, and if nobody waits for the body. One that
// looks at the context is there to end with it, and so may be one that loops.

// An Escape is a context that outlasts the function whose parameter it comes
// from.
type Escape struct {
	Func   *Func      // that starts the work
	Source *types.Var // the parameter
	Start  *Call      // the go statement's call, or of what starts the work
	Ctx    ast.Expr   // the context, where the work uses or gets it
	Inside *Func      // the literal that it is used in; nil if it is an argument of Start
	Need   *Call      // what needs it alive
	Sure   bool       // that is known of Need, and not only seen by its signature
}

// Escapes returns the contexts that outlast f, by what f itself starts and by
// what its callees are known to start.
func (f *Func) Escapes() (all []Escape) {
	p := f.Pkg
	for _, s := range f.Spawns() {
		found := f.taken(s)
		if len(found) == 0 || f.waitsAfter(s.Call.Pos()) || !found[0].Sure && f.servesOn(s.Call.Pos()) || len(s.Joins()) > 0 {
			continue
		}
		all = append(all, found[0])
	}
	for _, c := range f.Calls {
		e := p.Effects(c.Callee)
		if e == nil || e.Outlasts == 0 || c.Mode == Apart || f.waitsAfter(c.Pos()) {
			continue
		}
		for i, arg := range c.Args {
			if !e.Outlasts.Has(i) {
				continue
			}
			v := p.source(arg)
			if w := p.Variable(arg); v == nil && w != nil && p.params[w] != nil && len(p.defs[w]) == 0 {
				v = w // the request that carries it
			}
			if v != nil {
				all = append(all, Escape{Func: f, Source: v, Start: c, Ctx: arg, Need: c, Sure: true})
			}
		}
	}
	return all
}

// taken returns the contexts of parameters that the work of a spawn needs alive,
// the surest first.
func (f *Func) taken(s *Spawn) (all []Escape) {
	p := f.Pkg
	if s.Body != nil && s.Body.lasts(0) {
		return nil
	}
	if s.Body == nil || s.Body.Obj != nil {
		if s.Kind != "go" {
			return nil
		}
		for i, arg := range s.Call.Args {
			if v := p.sourceOf(arg); v != nil {
				if needs, sure := p.needs(s.Call, i, 0); needs {
					all = append(all, Escape{Func: f, Source: v, Start: s.Call, Ctx: arg, Need: s.Call, Sure: sure})
				}
			}
		}
		return surest(all)
	}
	for g := range s.Body.each {
		if g.Role == Spawned && g != s.Body {
			continue
		}
		for _, c := range g.Calls {
			for i, arg := range c.Args {
				v := p.sourceOf(arg)
				if v == nil || within(v.Pos(), s.Body.Node) {
					continue
				}
				if p.watchedIn(s.Body, v) {
					return nil
				}
				if needs, sure := p.needs(c, i, 0); needs {
					all = append(all, Escape{Func: f, Source: v, Start: s.Call, Ctx: arg, Inside: s.Body, Need: c, Sure: sure})
				}
			}
		}
	}
	return surest(all)
}

func surest(all []Escape) []Escape {
	slices.SortStableFunc(all, func(a, b Escape) int {
		switch {
		case a.Sure == b.Sure:
			return 0
		case a.Sure:
			return -1
		}
		return 1
	})
	return all
}

// sourceOf is source, for expressions that may be no contexts.
func (p *Package) sourceOf(e ast.Expr) *types.Var {
	if !IsContext(p.Info.TypeOf(e)) {
		return nil
	}
	return p.source(e)
}

// needs reports whether a call needs its i-th argument, a context, alive; sure
// says that this is known of what is called. A body in sight is asked. Of others
// the signature speaks: what returns an error may fail, and what returns nothing
// and runs apart does nothing but work.
func (p *Package) needs(c *Call, i, depth int) (needs, sure bool) {
	if c.Callee == nil || depth > stopDepth {
		return false, false
	}
	if e := p.Effects(c.Callee); e != nil {
		if e.NeedsLive.Has(i) || e.Outlasts.Has(i) {
			return true, true
		}
		if e.Logs || e.Makes != effects.NoContext {
			return false, false
		}
	}
	if body := p.byObj[c.Callee]; body != nil {
		return body.exposes(i, depth+1), false
	}
	results := c.Callee.Signature().Results()
	if results.Len() == 0 {
		return c.Mode == Apart && !p.IsTelemetry(c.Callee), false
	}
	return isError(results.At(results.Len()-1).Type()) && !p.IsTelemetry(c.Callee), false
}

// exposes reports whether f passes its i-th parameter, a context, to something
// that needs it alive.
func (f *Func) exposes(i, depth int) bool {
	if i >= f.Sig.Params().Len() {
		return false
	}
	v := f.Sig.Params().At(i)
	for g := range f.each {
		for _, c := range g.Calls {
			for j, arg := range c.Args {
				if c.Callee == f.Obj || f.Pkg.sourceOf(arg) != v {
					continue
				}
				if needs, _ := f.Pkg.needs(c, j, depth); needs {
					return true
				}
			}
		}
	}
	return false
}

// IsTelemetry reports whether a function's package is one that says what happens
// elsewhere, by its path: what it is given it does not wait with.
func (p *Package) IsTelemetry(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	for _, word := range []string{"log", "trace", "tracing", "metric", "telemetry"} {
		if strings.Contains(fn.Pkg().Path(), word) {
			return true
		}
	}
	return false
}

// lasts reports whether a body may go on for as long as its context does: it, or
// a function of this package that it calls, has a loop without a bound, or waits
// for a channel.
func (f *Func) lasts(depth int) bool {
	if depth > stopDepth {
		return true
	}
	for g := range f.each {
		if slices.ContainsFunc(g.Loops, func(l *Loop) bool { return !l.Bounded() }) ||
			slices.ContainsFunc(g.Ops, func(o *Op) bool { return o.Receives() }) {
			return true
		}
		for _, c := range g.Calls {
			if body := f.Pkg.Body(c.CallExpr); body != nil && body.Obj != nil && c.Mode != Apart && body != f && body.lasts(depth+1) {
				return true
			}
		}
	}
	return false
}

// watchedIn reports whether a body asks a context that comes from a parameter
// whether it is done.
func (p *Package) watchedIn(body *Func, v *types.Var) bool {
	for g := range body.each {
		for _, c := range g.Calls {
			sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
			if ok && (sel.Sel.Name == "Done" || sel.Sel.Name == "Err") && p.sourceOf(sel.X) == v {
				return true
			}
		}
	}
	return false
}

// outlasting adds Outlasts to the package's effects.
func (p *Package) outlasting() {
	for range 3 { // functions that call functions
		for _, f := range p.Funcs {
			if f.Obj == nil {
				continue
			}
			for _, esc := range f.Escapes() {
				if bit := f.bit(esc.Source); bit != 0 && esc.Sure && p.params[esc.Source] == f {
					p.update(f, func(e *effects.Effects) { e.Outlasts |= bit })
				}
			}
		}
	}
}
