package lifetime

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: what ends another process, or a server, and who waits for
// the process?
//
// Both run beside the function that starts them as a goroutine does, so they
// are spawns. A process has no body: a context ends it that the command was
// made with, or somebody who kills it; who calls Wait waits for it. A server
// ends when somebody shuts it down.

// OfProcess is the kind of a spawn that is another process.
const OfProcess = "exec.Cmd.Start"

// Process returns the spawn that a call is, if it starts another process, or nil.
func (p *Package) Process(c *Call) *Spawn {
	if !known.Is(c.Callee, "(*os/exec.Cmd).Start") {
		return nil
	}
	s := &Spawn{Call: c, Kind: OfProcess, Name: "process"}
	for _, made := range s.made() {
		for _, arg := range made.Args {
			if name, ok := p.constant(arg); ok {
				s.Name = "process " + name
				return s
			}
		}
	}
	return s
}

// holder returns the variable or field that holds what the spawn's method is
// called on, or nil.
func (s *Spawn) holder() *types.Var {
	if c := s.Serves(); c != nil {
		return c.Func.receiver(c)
	}
	return s.Call.Func.receiver(s.Call)
}

// made returns the calls that make the process's command.
func (s *Spawn) made() (all []*ast.CallExpr) {
	p := s.Call.Func.Pkg
	values := []ast.Expr{}
	if sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); ok {
		values = append(values, sel.X)
	}
	if v := s.holder(); v != nil {
		for _, d := range p.defs[v] {
			if d.Rhs != nil {
				values = append(values, d.Rhs)
			}
		}
	}
	for _, e := range values {
		if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
			if fn := p.CalleeOf(call); fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "os/exec" {
				all = append(all, call)
			}
		}
	}
	return all
}

// processStops returns what ends the process: the context of its command, and
// who kills it or signals it.
func (s *Spawn) processStops() (all []Stop) {
	p, f := s.Call.Func.Pkg, s.Call.Func
	for _, made := range s.made() {
		if len(made.Args) > 0 && IsContext(p.Info.TypeOf(made.Args[0])) && p.ContextOf(made.Args[0]).Origin != Dead {
			all = append(all, Stop{Kind: StopContext, What: Text(made.Args[0]), Func: f, Node: made, Var: p.Variable(made.Args[0])})
			break
		}
	}
	if c := p.callOn(s.holder(), "Process", "Kill", "Signal"); c != nil {
		all = append(all, Stop{Kind: StopIO, What: Text(c.Fun), Func: c.Func, Node: c.CallExpr})
	}
	return all
}

// processJoins returns who waits for the process.
func (s *Spawn) processJoins() []Join {
	p, v := s.Call.Func.Pkg, s.holder()
	for _, c := range []*Call{p.callOn(v, "", "Wait"), p.callOn(v, "Process", "Wait")} {
		if c != nil {
			return []Join{{JoinOther, Text(c.Fun), c.Func, c.CallExpr}}
		}
	}
	return nil
}

// Shutdown returns what ends the server that a goroutine serves with, if
// somebody in the package does.
func (s *Spawn) Shutdown() (stop Stop, ok bool) {
	if s.Serves() == nil {
		return stop, false
	}
	c := s.Call.Func.Pkg.callOn(s.holder(), "", serverEnds.ends...)
	if c == nil {
		return stop, false
	}
	return Stop{Kind: StopIO, What: Text(c.Fun), Func: c.Func, Node: c.CallExpr}, true
}

// callOn returns the first call of one of the methods on what a variable holds,
// or on a field of that.
func (p *Package) callOn(v *types.Var, field string, methods ...string) *Call {
	if v == nil {
		return nil
	}
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
			if !ok || !slices.Contains(methods, sel.Sel.Name) {
				continue
			}
			x := sel.X
			if field != "" {
				inner, ok := ast.Unparen(x).(*ast.SelectorExpr)
				if !ok || inner.Sel.Name != field {
					continue
				}
				x = inner.X
			}
			if p.Variable(x) == v {
				return c
			}
		}
	}
	return nil
}
