package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file follows what is made now and waited for later: an HTTP request to
// the call that sends it, a command to the call that runs it. A context that
// is attached on the way ends the matter, and so does every use that is not
// understood: somebody else may attach one, or end it in another way.

// An errandKind is a request or a command.
type errandKind struct {
	how     WaitHow
	attach  map[string]bool // methods that give it a context
	escapes map[string]bool // fields and methods that let somebody end it
}

var (
	request = &errandKind{how: Request,
		attach:  map[string]bool{"WithContext": true, "Clone": true},
		escapes: map[string]bool{"Cancel": true}}
	command = &errandKind{how: Command,
		attach:  map[string]bool{"Cancel": true, "WaitDelay": true},
		escapes: map[string]bool{"Process": true}}
)

// made returns the kind of errand that a function makes without a context.
func made(fn *types.Func) *errandKind {
	switch {
	case known.Is(fn, "net/http.NewRequest"):
		return request
	case known.Is(fn, "os/exec.Command"):
		return command
	}
	return nil
}

// errand returns the wait that the errand made by a call comes to, or nil.
func (f *Func) errand(c *Call, kind *errandKind) *Wait {
	t := &trail{p: f.Pkg, kind: kind, f: f, seen: map[*types.Var]bool{}}
	p := f.Pkg
	h := p.holders[c.CallExpr]
	switch {
	case h.v == nil: // exec.Command(...).Run()
		if kind != command {
			return nil
		}
		for _, run := range f.Calls {
			if sel, ok := ast.Unparen(run.Fun).(*ast.SelectorExpr); ok && ast.Unparen(sel.X) == c.CallExpr && run.Mode == Now {
				if carried, ok := known.CarriedBy(run.Callee); ok {
					return &Wait{Call: c, Until: run.CallExpr, How: Command, For: carried.Waits}
				}
			}
		}
		return nil
	case h.v.IsField() || p.shared[h.v]:
		return nil
	}
	if !p.only(h.v, h.def, c.Callee) {
		return nil
	}
	t.follow(h.v, f.Top().Body)
	if t.lost || t.sent == nil {
		return nil
	}
	w := &Wait{Call: c, Until: t.sent, How: kind.how, For: t.waits, Unsure: t.unsure, Elsewhere: t.away}
	w.Bounded = kind == request && t.client != nil && p.hasLimit(t.client, 0)
	return w
}

// only reports whether all values of a variable come from the same function:
// else it may be another one by the time it is used.
func (p *Package) only(v *types.Var, def Def, maker *types.Func) bool {
	for _, d := range p.defs[v] {
		if d.Node == def.Node {
			continue
		}
		if call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr); d.Rhs == nil || !ok || p.CalleeOf(call) != maker {
			return false
		}
	}
	return true
}
