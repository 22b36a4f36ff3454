package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"

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

// Level returns how sure it is that cancelling the context is meant to end what
// the function does: a parameter is there for that, a field perhaps.
func (c *Context) Level() Level {
	if c.Origin >= Field {
		return Likely
	}
	return Certain
}

// IsContext reports whether t is context.Context, an interface that contains
// it, or a struct that embeds it, like the contexts of query engines. A type
// with the methods only does not count: gin's context is never done.
func IsContext(t types.Type) bool {
	if t == nil {
		return false
	}
	if typeIs(t, "context", "Context") {
		return true
	}
	switch u := deref(t).Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if f.Embedded() && typeIs(f.Type(), "context", "Context") {
				return true
			}
		}
	case *types.Interface:
		found := 0
		for m := range u.Methods() {
			switch m.Name() {
			case "Deadline", "Done", "Err", "Value":
				found++
			}
		}
		return found == 4
	}
	return false
}

// isRequest reports whether the call asks its receiver for the context that
// it carries: r.Context().
func (p *Package) isRequest(call *ast.CallExpr) bool {
	e := p.Effects(p.CalleeOf(call))
	return e != nil && e.Makes == effects.Request || p.carried(call) != nil
}

// carried returns the context that a call asks a parameter for, or nil.
func (p *Package) carried(call *ast.CallExpr) *Context {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Context" || p.Variable(sel.X) == nil {
		return nil
	}
	return p.requestContext(p.Variable(sel.X))
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
		if _, ok := deref(v.Type()).Underlying().(*types.Struct); ok {
			c.Origin = Field // it may be there for its other fields: a command line's context never ends
		}
		if v.Name() == "_" || v.Name() == "" {
			c.Origin = Unnamed
		}
		return c
	}
	for _, d := range p.defs[v] {
		c.Func = d.Func
		from := p.defContext(d)
		if from.Origin == Field && from.Func == nil {
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
	if c := p.carried(call); c != nil {
		return c
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
