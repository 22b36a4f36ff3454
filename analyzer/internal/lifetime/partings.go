package lifetime

import "go/ast"

// This file answers: by what does a body say that it is over, and to whom does its
// work belong?

// partings calls done for each group and over for each operation on a channel by
// which a body may say that it ends, and returns the functions that it came to.
func (f *Func) partings(done func(group ast.Expr), over func(op *Op)) map[*Func]bool {
	p := f.Pkg
	seen := map[*Func]bool{}
	var visit func(f *Func, depth int)
	visit = func(f *Func, depth int) {
		if seen[f] || depth > stopDepth {
			return
		}
		seen[f] = true
		for _, c := range f.Calls {
			sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
			switch {
			case ok && sel.Sel.Name == "Done" && len(c.Args) == 0 && !IsContext(p.Info.TypeOf(sel.X)):
				if done != nil {
					done(sel.X)
				}
			case c.Mode != Apart:
				if body := p.Body(c.CallExpr); body != nil {
					visit(body, depth+1)
				}
			}
		}
		for _, op := range f.Ops {
			if over != nil && (op.Kind == Close || op.Kind == Send && op.Farewell()) {
				over(op)
			}
		}
		for _, g := range f.inner {
			if g.Role == Called || g.Role == Deferred || g.Role == Value && p.CallsArg(g) {
				visit(g, depth+1)
			}
		}
	}
	visit(f, 0)
	return seen
}

// kept adds who waits for the spawn's work by what it belongs to, other than the
// receiver of the call that starts it: the pool that it is given to, what the call
// returns, or the call itself.
func (s *Spawn) kept(all []Join) []Join {
	p := s.Call.Func.Pkg
	e := p.Effects(s.Call.Callee)
	if e == nil || s.Kind == "go" {
		return all
	}
	for i, arg := range s.Call.Args {
		if e.Tasks.Has(i) {
			all = p.waitsOf(p.Variable(arg), JoinErrs, all)
		}
		if arg == s.Fun && e.Joins.Has(i) {
			all = append(all, Join{JoinOther, Text(s.Call.Fun), s.Call.Func, s.Call.CallExpr})
		}
	}
	return p.waitsOf(p.holders[s.Call.CallExpr].v, JoinOther, all)
}

// waits reports whether a call of a method waits for the receiver's work.
func (p *Package) waits(c *Call) bool {
	if c.Callee != nil && c.Callee.Name() == "Wait" {
		return true
	}
	e := p.Effects(c.Callee)
	return e != nil && e.Joins&receiver != 0
}
