package lifetime

import (
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file says what ends a function to other packages, and hears it of them.

var endOf = map[StopKind]effects.End{
	StopContext: effects.ByContext, StopChannel: effects.ByChannel, StopIO: effects.ByIO,
	StopFlag: effects.ByFlag, StopTimer: effects.ByTimer, StopGroup: effects.ByGroup,
}

var kindOf = map[effects.End]StopKind{
	effects.ByContext: StopContext, effects.ByOwn: StopContext, effects.ByChannel: StopChannel, effects.ByIO: StopIO,
	effects.ByFlag: StopFlag, effects.ByTimer: StopTimer, effects.ByGroup: StopGroup,
}

// isGiven reports whether a context is what a caller gave, with no limit added.
func (p *Package) isGiven(ctx *types.Var) bool {
	return ctx != nil && p.params[ctx] != nil && len(p.defs[ctx]) == 0
}

// endsEffect says for other packages what ends a call of the function.
func (f *Func) endsEffect() (ends effects.Ends) {
	for _, stop := range f.Stops() {
		one, ok := endOf[stop.Kind]
		switch {
		case !ok:
			continue
		case stop.Kind == StopContext && !f.Pkg.isGiven(stop.Var):
			one = effects.ByOwn
		}
		ends = ends.Add(one)
	}
	return ends
}

// byFact adds what ends a call of a function of another package that has facts,
// or would have them if there were something to say.
func (f *Func) byFact(c *Call, r *reasons) bool {
	p, fn := f.Pkg, c.Callee
	if fn == nil || !p.kindred(fn) {
		return false
	}
	e := p.Effects(fn)
	if e == nil {
		return true
	}
	r.stays = r.stays || e.Forever
	ctx := p.contextArg(c.CallExpr)
	for i, one := range e.Ends.All {
		if one == effects.ByIO && p.stillArgs(c.CallExpr) {
			continue
		}
		kind := kindOf[one]
		if one == effects.ByContext && ctx != nil && p.neverDone(ctx, 0) {
			kind = StopIO // whomever the context was there to give up on
		}
		g := heard
		if i > 0 {
			g = replied
		}
		r.take(&reason{Stop: Stop{Kind: kind, What: Text(c.Fun), Func: f, Node: c.CallExpr}, grade: g, level: 1})
	}
	return true
}

// kindred reports whether a function has a body in another package that has
// facts, so that what is not said of it is not so.
func (p *Package) kindred(fn *types.Func) bool {
	if fn.Pkg() == nil || fn.Pkg() == p.Pass.Pkg {
		return false
	}
	if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return false
	}
	if p.kin == nil {
		p.kin = map[*types.Package]bool{}
		for _, fact := range p.Pass.AllObjectFacts() {
			p.kin[fact.Object.Pkg()] = true
		}
	}
	return p.kin[fn.Pkg()]
}
