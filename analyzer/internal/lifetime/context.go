package lifetime

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// A Context is where a context value comes from.
type Context struct {
	Name   string    // as the source says it: ctx, r.Context(), s.ctx
	Place  Place     // its identity, if it has a name
	Pos    token.Pos // of the declaration
	Origin Origin
	Func   *Func // whose parameter or variable it is; nil for a field or package variable
}

// An Origin is the evidence that somebody can cancel a context, best first.
type Origin uint8

// The origins.
const (
	Param   Origin = iota // a parameter, or derived from one
	OfCall                // a parameter's context: r.Context()
	Local                 // made here; something that runs apart, or a signal, ends it
	Field                 // of the receiver, or carried by a parameter of another kind
	Unnamed               // a parameter named _
	Dead                  // nobody can end it: a root, detached, or cancelled by its own function only
	Unknown
)

// Live reports whether cancelling the context is somebody's right.
func (c *Context) Live() bool { return c != nil && c.Origin < Dead }

// IsContext reports whether t is context.Context, or an interface that
// contains it.
func IsContext(t types.Type) bool {
	if t == nil {
		return false
	}
	if typeIs(t, "context", "Context") {
		return true
	}
	i, ok := t.Underlying().(*types.Interface)
	if !ok || i.NumMethods() < 4 {
		return false
	}
	found := 0
	for m := range i.Methods() {
		switch m.Name() {
		case "Deadline", "Done", "Err", "Value":
			found++
		}
	}
	return found == 4
}

// isRequest reports whether the call asks its receiver for the context that
// it carries: r.Context().
func (p *Package) isRequest(call *ast.CallExpr) bool {
	e := p.Effects(p.CalleeOf(call))
	return e != nil && e.Makes == effects.Request
}

// ContextOf returns where the context that an expression denotes comes from.
// It does not look at the order of statements: a variable that is live once is
// live.
func (p *Package) ContextOf(e ast.Expr) *Context {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := p.Info.ObjectOf(e).(*types.Var); ok {
			return p.contextVar(v)
		}
	case *ast.SelectorExpr:
		if v, ok := p.Info.Uses[e.Sel].(*types.Var); ok && v.IsField() {
			return p.fieldContext(v, types.ExprString(e))
		}
	case *ast.CallExpr:
		return p.madeContext(e)
	}
	return &Context{Origin: Unknown, Pos: e.Pos()}
}

func (p *Package) contextVar(v *types.Var) *Context {
	if c := p.contexts[v]; c != nil {
		return c
	}
	c := &Context{Name: v.Name(), Place: Place{Root: v}, Pos: v.Pos(), Origin: Unknown}
	p.contexts[v] = c // ends the recursion of ctx = f(ctx)
	if f := p.params[v]; f != nil {
		c.Func, c.Origin = f, Param
		if v.Name() == "_" || v.Name() == "" {
			c.Origin = Unnamed
		}
		return c
	}
	for _, d := range p.defs[v] {
		c.Func = d.Func
		from := p.defContext(d)
		if from.Origin == Field {
			from.Origin = Unknown // copied: the receiver is not at hand any more
		}
		c.Origin = min(c.Origin, from.Origin)
	}
	return c
}

// defContext returns what one assignment makes of a context variable.
func (p *Package) defContext(d Def) *Context {
	if d.Rhs == nil {
		return &Context{Origin: Unknown}
	}
	call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if !ok {
		return p.ContextOf(d.Rhs)
	}
	c := p.madeContext(call)
	if c.Origin != Dead {
		return c
	}
	// A root with a cancel function of its own lives if that function goes
	// somewhere: to another goroutine, a field, a callee.
	if e := p.Effects(p.CalleeOf(call)); e != nil && e.Cancels {
		if cancel := p.Sibling(d, int(e.CancelAt)); cancel != nil && p.handedOut(cancel, d.Func) {
			return &Context{Origin: Local}
		}
	}
	return c
}

// Sibling returns the variable that the same assignment gives another result.
func (p *Package) Sibling(d Def, at int) *types.Var {
	if a, ok := d.Node.(*ast.AssignStmt); ok && at < len(a.Lhs) {
		return p.Variable(a.Lhs[at])
	}
	return nil
}

// handedOut reports whether a function variable is used other than by calling
// or deferring it in f.
func (p *Package) handedOut(v *types.Var, f *Func) bool {
	if v.IsField() {
		return true
	}
	if f == nil {
		return false
	}
	out := false
	called := map[*ast.Ident]bool{}
	ast.Inspect(f.Top().Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && p.Info.Uses[id] == v {
				called[id] = true
			}
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok {
					called[id] = true
				}
			}
		case *ast.Ident:
			out = out || p.Info.Uses[n] == v && !called[n]
		}
		return !out
	})
	if out {
		return true
	}
	for _, g := range p.Funcs {
		if g != f && g.Within(f) && g.Role != Deferred && g.Role != Called {
			for _, c := range g.Calls {
				if p.Variable(c.Fun) == v {
					return true
				}
			}
		}
	}
	return false
}

func (p *Package) fieldContext(v *types.Var, name string) *Context {
	c := &Context{Name: name, Pos: v.Pos(), Origin: Field}
	if defs := p.defs[v]; len(defs) > 0 {
		c.Origin = Dead
		for _, d := range defs {
			call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
			if !ok || p.makes(call) != effects.Root {
				c.Origin = Field
			}
		}
	}
	return c
}

func (p *Package) makes(call *ast.CallExpr) effects.Makes {
	if e := p.Effects(p.CalleeOf(call)); e != nil {
		return e.Makes
	}
	return effects.NoContext
}

// madeContext returns the context that a call returns.
func (p *Package) madeContext(call *ast.CallExpr) *Context {
	unknown := &Context{Origin: Unknown, Pos: call.Pos()}
	callee := p.CalleeOf(call)
	if e := p.Effects(callee); e != nil {
		switch e.Makes {
		case effects.Root, effects.Detached:
			return &Context{Origin: Dead, Pos: call.Pos()}
		case effects.Signal:
			return &Context{Origin: Local, Pos: call.Pos()}
		case effects.Request:
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
				c := &Context{Name: types.ExprString(call), Origin: OfCall, Pos: call.Pos()}
				if v := p.Variable(sel.X); v == nil || p.params[v] == nil {
					c.Origin = Unknown
				}
				return c
			}
			return unknown
		case effects.Derived, effects.Group:
			if int(e.From) < len(call.Args) {
				return p.ContextOf(call.Args[e.From])
			}
			return unknown
		}
	}
	// The signature speaks: what is made from a context ends with it.
	if callee != nil {
		for _, arg := range call.Args {
			if IsContext(p.Info.TypeOf(arg)) {
				return p.ContextOf(arg)
			}
		}
	}
	return unknown
}

// ContextsAt returns the live contexts at hand at pos, the nearest first: the
// context variables in scope from the last declared to the first, then
// requests', then a field of the receiver or a parameter without a name. In a
// literal only what its own text mentions counts, unless the literal is called
// where it stands: a callback that never looks at an outer context may well be
// meant to outlive it. Code under synctest has no context: its time is not real.
func (f *Func) ContextsAt(pos token.Pos) []*Context {
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
				if c := p.contextVar(v); c.Live() && f.mentions(v, c.Func) {
					named = append(named, c)
				}
			} else if c := p.requestContext(v); c != nil && f.mentions(v, c.Func) {
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
