package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: which servers and groups of goroutines does a function
// leave to themselves?

// servers and their methods that serve until somebody shuts the server down or
// closes the listener.
var serving = []string{
	"(*net/http.Server).Serve", "(*net/http.Server).ServeTLS", "(*net/http.Server).ListenAndServe", "(*net/http.Server).ListenAndServeTLS",
	"(*google.golang.org/grpc.Server).Serve",
}

var listenerEnds = &custodyKind{ends: []string{"Close"}, takers: serving}

// Serves returns the call by which a goroutine serves, or nil: its own, or one
// in the literal that it runs.
func (s *Spawn) Serves() *Call {
	if s.Kind == "go" && known.Is(s.Call.Callee, serving...) {
		return s.Call
	}
	if s.Body == nil || s.Body.Obj != nil {
		return nil
	}
	for _, c := range s.Body.Calls {
		if c.Mode == Now && known.Is(c.Callee, serving...) {
			return c
		}
	}
	return nil
}

// servers returns the servers that f starts in a goroutine, and keeps with
// their listeners. One that f waits for is none.
func (f *Func) servers() (all []*Charge) {
	for _, s := range f.Spawns() {
		c := s.Serves()
		if c == nil || len(s.Joins()) > 0 {
			continue
		}
		if name := c.Callee.Name(); len(c.Args) > 0 && (name == "Serve" || name == "ServeTLS") { // no argument: broken code
			v := f.Pkg.Variable(c.Args[0])
			l := f.keep(v, listenerEnds)
			if l == nil || len(l.ends) > 0 || f.Pkg.params[v] != nil {
				continue // whoever has the listener ends it
			}
		}
		v := f.receiver(c)
		if kept := f.keep(v, serverEnds); kept != nil && f.Pkg.params[v] == nil && f.Pkg.newHere(v) {
			all = append(all, &Charge{Kind: Server, Var: v, Start: s.Call, f: f, kept: kept, Spawn: s})
		}
	}
	return all
}

// newHere reports whether all values of a variable are made where they are
// assigned: by a literal, or a function of another package.
func (p *Package) newHere(v *types.Var) bool {
	for _, d := range p.defs[v] {
		switch e := ast.Unparen(d.Rhs).(type) {
		case *ast.UnaryExpr, *ast.CompositeLit:
		case *ast.CallExpr:
			if fn := p.CalleeOf(e); fn == nil || fn.Pkg() == p.Pass.Pkg {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// crews returns the local groups that f starts goroutines in, each with the
// first of them.
func (f *Func) crews() (all []*Charge) {
	seen := map[*types.Var]bool{}
	for _, s := range f.Spawns() {
		v := s.group()
		if v == nil || seen[v] || f.Pkg.params[v] != nil {
			continue
		}
		seen[v] = true
		if kept := f.keep(v, crewEnds); kept != nil {
			all = append(all, &Charge{Kind: Crew, Var: v, Start: s.Call, f: f, kept: kept, Spawn: s})
		}
	}
	return all
}

// group returns the variable of the group that counts the goroutine, or nil.
func (s *Spawn) group() *types.Var {
	p := s.Call.Func.Pkg
	if c := s.Call.Callee; c != nil && s.Kind != "go" && countKinds[c.FullName()] == Goes {
		return s.Call.Func.receiver(s.Call)
	}
	if s.Body == nil || s.Body.Obj != nil {
		return nil
	}
	for _, f := range p.Funcs {
		if !f.Within(s.Body) {
			continue
		}
		for _, c := range f.Calls {
			if known.Is(c.Callee, "(*sync.WaitGroup).Done") {
				return f.receiver(c)
			}
		}
	}
	return nil
}

// Errors reports whether it is a group that keeps its goroutines' errors.
func (c *Charge) Errors() bool { return c.Kind == Crew && !isWaitGroup(c.Var.Type()) }

// Released returns something that the goroutine calls, and that the function
// releases when it returns; empty if there is none. What a goroutine waits for,
// as a connection, is not meant: that it is closed ends the goroutine.
func (c *Charge) Released() string {
	if c.Spawn == nil || c.Spawn.Body == nil {
		return ""
	}
	p := c.f.Pkg
	for _, call := range c.f.Calls {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || call.Mode != Later || !releases(sel.Sel.Name) {
			continue
		}
		v := p.Variable(sel.X)
		if v != nil && !v.IsField() && within(v.Pos(), c.f.Node) && !wakes(v.Type()) && c.Spawn.Body.calls(v) {
			return v.Name()
		}
	}
	return ""
}

func releases(method string) bool {
	return slices.Contains([]string{"Close", "Release", "Free", "Destroy", "Rollback"}, method)
}

// wakes reports whether closing a value of a type wakes who waits for it.
func wakes(t types.Type) bool {
	for _, name := range []string{"Read", "Accept", "Recv", "RecvMsg", "CloseWrite", "Next"} {
		if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name); obj != nil {
			return true
		}
	}
	return false
}

// calls reports whether a function, or a literal in it, calls a method on a
// variable.
func (f *Func) calls(v *types.Var) bool {
	return slices.ContainsFunc(f.Pkg.Funcs, func(g *Func) bool {
		return g.Within(f) && slices.ContainsFunc(g.Calls, func(c *Call) bool { return g.receiver(c) == v && c.Mode == Now })
	})
}

// Fatal reports whether the goroutine ends the process, by what it calls or by
// the name of that.
func (s *Spawn) Fatal() bool {
	return s.Body != nil && slices.ContainsFunc(s.Body.Calls, func(c *Call) bool {
		return s.Body.Pkg.noReturn(c.CallExpr) || Fatal(c.Callee)
	})
}

// Cancelled reports whether the function ends a context when it returns: then
// the goroutines that it leaves are told.
func (f *Func) Cancelled() bool {
	return slices.ContainsFunc(f.Calls, func(c *Call) bool {
		if c.Mode != Later {
			return false
		}
		v := f.Pkg.Variable(c.Fun)
		return v != nil && isCancelType(v.Type()) || strings.Contains(strings.ToLower(Text(c.Fun)), "cancel")
	})
}
