package lifetime

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// This file answers: which contexts does the code at a point have at hand?

// ContextsAt returns the live contexts at hand at pos, the nearest first: the
// context variables in scope from the last declared to the first, then
// requests', then a field of the receiver or a parameter without a name. In a
// literal only what its own text mentions counts, unless the literal is called
// where it stands: a callback that never looks at an outer context may well be
// meant to outlive it. Code under synctest has no context: its time is not real.
func (f *Func) ContextsAt(pos token.Pos) []*Context {
	return f.contextsAt(pos, f.mentions)
}

// InScope returns the nearest live context in scope at pos, whether a literal's
// text uses it or not, or nil. It is for evidence that does not rest on it.
func (f *Func) InScope(pos token.Pos) *Context {
	all := f.contextsAt(pos, func(*types.Var, *Func) bool { return true })
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

func (f *Func) contextsAt(pos token.Pos, counts func(*types.Var, *Func) bool) []*Context {
	p := f.Pkg
	if f.virtual() {
		return nil
	}
	var named, carried []*Context
	for scope := p.Pass.Pkg.Scope().Innermost(pos); scope != nil && scope != types.Universe && scope != p.Pass.Pkg.Scope(); scope = scope.Parent() {
		for _, name := range scope.Names() {
			v, ok := scope.Lookup(name).(*types.Var)
			if !ok || v.Pos() >= pos {
				continue
			}
			if IsContext(v.Type()) {
				if c := p.contextVar(v); c.Live() && counts(v, c.Func) {
					named = append(named, c)
				}
			} else if c := p.requestContext(v); c != nil && counts(v, c.Func) {
				carried = append(carried, c)
			}
		}
	}
	byNearness := func(a, b *Context) int { return cmp.Compare(b.Pos, a.Pos) }
	slices.SortFunc(named, byNearness)
	slices.SortFunc(carried, byNearness)
	all := append(named, carried...)
	if len(all) == 0 {
		if c := f.lastResort(); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// AtHand returns the nearest context that the code at a node could look at and
// that is not done there, and can be, or nil. ended says how a nearer one ended:
// after <-ctx.Done() nothing is at hand, whatever else is alive, for what follows
// is clean-up; after the cancel of one turn's context the next one counts.
func (f *Func) AtHand(n ast.Node) (ctx *Context, ended *Death) {
	for _, ctx := range f.ContextsAt(n.Pos()) {
		death := f.Flow().DeadPlace(n, ctx.Place)
		if f.Flow().Endless(n, ctx.Place) {
			continue
		}
		if death == nil {
			return ctx, ended
		}
		if death.How == Received || death.How == Tested {
			return nil, death
		}
		ended = death
	}
	return nil, ended
}

// requestContext returns the context of a parameter that carries one: an HTTP
// request, a gRPC stream, a command. Of other types with a Context method one
// cannot tell whether cancelling it is meant to end this call: they count as a
// last resort.
func (p *Package) requestContext(v *types.Var) *Context {
	f := p.params[v]
	if f == nil || f.Sig.Recv() == v || ofTesting(v.Type()) {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(v.Type(), false, nil, "Context")
	m, ok := obj.(*types.Func)
	if !ok || m.Signature().Params().Len() != 0 || m.Signature().Results().Len() != 1 || !IsContext(m.Signature().Results().At(0).Type()) {
		return nil
	}
	c := &Context{Name: v.Name() + ".Context()", Place: Place{v, ".Context()"}, Pos: v.Pos(), Origin: Field, Func: f}
	if typeIs(v.Type(), "net/http", "Request") || isStream(v.Type()) {
		c.Origin = OfCall
	}
	return c
}

// ofTesting reports whether t is *testing.T or its like: their context ends
// with the test, and tests sleep on purpose.
func ofTesting(t types.Type) bool {
	n, ok := types.Unalias(deref(t)).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "testing"
}

// isStream reports whether t is a gRPC stream, by what all of them can do.
func isStream(t types.Type) bool {
	for _, name := range []string{"SendMsg", "RecvMsg"} {
		if obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name); obj == nil {
			return false
		}
	}
	return true
}

// virtual reports whether the function runs in a synctest bubble.
func (f *Func) virtual() bool {
	for g := f; g != nil; g = g.Outer {
		if g.call != nil && g.arg >= 0 && g.call.Callee != nil && g.call.Callee.Pkg() != nil && g.call.Callee.Pkg().Path() == "testing/synctest" {
			return true
		}
	}
	return false
}

// lastResort returns a context that one would have to reach for: a field of
// the receiver, or a parameter without a name.
func (f *Func) lastResort() *Context {
	for i := range f.Sig.Params().Len() {
		if v := f.Sig.Params().At(i); IsContext(v.Type()) && (v.Name() == "_" || v.Name() == "") {
			return &Context{Name: "its context", Pos: v.Pos(), Origin: Unnamed, Func: f}
		}
	}
	recv := f.Top().Sig.Recv()
	if recv == nil || recv.Name() == "" || recv.Name() == "_" || f.Role == Spawned && !f.mentions(recv, f.Top()) {
		return nil
	}
	s, ok := deref(recv.Type()).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for field := range s.Fields() {
		if IsContext(field.Type()) {
			if c := f.Pkg.fieldContext(field, recv.Name()+"."+field.Name()); c.Live() {
				c.Place = Place{recv, "." + field.Name()}
				return c
			}
		}
	}
	return nil
}

// mentions reports whether f may be held to a variable of the function owner:
// f is owner, or a literal in it that is called where it stands, or whose
// text uses the variable.
func (f *Func) mentions(v *types.Var, owner *Func) bool {
	if owner == nil {
		return false
	}
	for g := f; g != owner; g = g.Outer {
		if g == nil {
			return false
		}
		switch g.Role {
		case Called:
			continue
		case Deferred:
			return false // clean-up: it runs when the context may be done already
		}
		if !uses(f.Pkg.Info, g.Body, v) {
			return false
		}
	}
	return true
}

func uses(info *types.Info, root ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(root, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}
