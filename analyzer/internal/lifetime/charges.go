package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: what else than objects and goroutines of its own does a
// function start, and keep to itself?

// A Charge is something that runs from a certain point on, and that a function
// keeps in a local variable, if in any.
type Charge struct {
	Kind  ChargeKind
	Var   *types.Var // nil: it is dropped on the spot
	Start *Call
	f     *Func
	kept  *custody
	Spawn *Spawn // of a server or a group: the goroutine
}

// A ChargeKind is what runs.
type ChargeKind uint8

// The kinds.
const (
	Process ChargeKind = iota // another process, until somebody has waited for it
	Server                    // a server's goroutine, until the server is shut down
	Ticker                    // a ticker, until it is stopped
	Crew                      // a group's goroutines, until somebody waits
)

var (
	processEnds = &custodyKind{ends: []string{"Wait"}, fields: map[string][]string{"Process": {"Wait", "Release"}}}
	serverEnds  = &custodyKind{ends: []string{"Close", "Shutdown", "Stop", "GracefulStop"}}
	tickerEnds  = &custodyKind{ends: []string{"Stop"}}
	crewEnds    = &custodyKind{like: "Wait"} // by a channel, or for some time, too
)

// Dropped reports whether nothing ends it.
func (c *Charge) Dropped() bool { return c.kept == nil || len(c.kept.ends) == 0 }

// Left returns a return by which the function leaves it running: none that
// follows from a failure to start it. Of several it is the first.
func (c *Charge) Left() *ast.ReturnStmt {
	var avoid []token.Pos
	if c.kept != nil {
		avoid = c.kept.avoid(c.Start)
	}
	if all := c.f.returnsAfter(c.Start.Pos(), avoid, c.f.failures(c.Start)); len(all) > 0 {
		return all[0]
	}
	return nil
}

// InTurn reports whether something ends it inside of a loop that begins after
// the start: the loop may have other ways to be told.
func (c *Charge) InTurn() bool {
	return c.kept != nil && slices.ContainsFunc(c.kept.ends, func(pos token.Pos) bool {
		return slices.ContainsFunc(c.f.Loops, func(l *Loop) bool { return l.Contains(pos) && !l.Contains(c.Start.Pos()) })
	})
}

// Handled reports whether the function does something with a running process:
// it reads from it or writes to it through a pipe, or kills it.
func (c *Charge) Handled() bool {
	if c.Var == nil {
		return false
	}
	found := false
	eachUse(c.f.Pkg.Info, c.f.Body, c.Var, func(_ *ast.Ident, stack []ast.Node) {
		for i := len(stack) - 1; i >= max(0, len(stack)-2); i-- {
			if sel, ok := stack[i].(*ast.SelectorExpr); ok {
				found = found || slices.Contains([]string{"StdoutPipe", "StderrPipe", "StdinPipe", "Kill", "Signal"}, sel.Sel.Name)
			}
		}
	})
	return found
}

// Charges returns what f starts and keeps to itself, literals in it excluded.
func (f *Func) Charges() (all []*Charge) {
	for _, c := range f.Calls {
		switch {
		case known.Is(c.Callee, "(*os/exec.Cmd).Start") && c.Mode == Now:
			all = f.charge(all, c, Process, processEnds)
		case known.Is(c.Callee, "time.NewTicker") && f.beforeGo123():
			if v := f.Pkg.holders[c.CallExpr].v; v != nil && len(f.Pkg.defs[v]) == 1 {
				all = f.charged(all, c, Ticker, tickerEnds, v)
			}
		case known.Is(c.Callee, "time.Tick") && f.beforeGo123() && !f.ticksForEver(c):
			all = append(all, &Charge{Kind: Ticker, Start: c, f: f})
		}
	}
	return append(append(all, f.servers()...), f.crews()...)
}

// charge adds what a method starts on its receiver.
func (f *Func) charge(all []*Charge, c *Call, kind ChargeKind, ends *custodyKind) []*Charge {
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return all
	}
	if _, fresh := ast.Unparen(sel.X).(*ast.CallExpr); fresh && f.Pkg.fresh(sel.X, 0) {
		if f.Pkg.reaped(sel.X) {
			return all
		}
		return append(all, &Charge{Kind: kind, Start: c, f: f})
	}
	return f.charged(all, c, kind, ends, f.Pkg.Variable(sel.X))
}

// charged adds what runs for a variable from a call on. A process that somebody
// else may have made is this function's if it waits for it somewhere.
func (f *Func) charged(all []*Charge, c *Call, kind ChargeKind, ends *custodyKind, v *types.Var) []*Charge {
	kept := f.keep(v, ends)
	if kept == nil {
		return all
	}
	if kind == Process {
		windows := slices.ContainsFunc(f.Pkg.defs[v], func(d Def) bool { return d.Rhs != nil && f.Pkg.reaped(d.Rhs) })
		if windows || len(kept.ends) == 0 && !f.Pkg.freshVar(v, 0) {
			return all
		}
	}
	return append(all, &Charge{Kind: kind, Var: v, Start: c, f: f, kept: kept})
}

// fresh reports whether an expression makes a new command that nobody else has.
func (p *Package) fresh(e ast.Expr, depth int) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		_, ok := e.X.(*ast.CompositeLit)
		return e.Op == token.AND && ok
	case *ast.CallExpr:
		fn := p.CalleeOf(e)
		if fn == nil {
			return false
		}
		if known.Is(fn, "os/exec.Command", "os/exec.CommandContext") {
			return true
		}
		g := p.byObj[fn]
		return g != nil && depth < 3 && p.returnsFresh(g, depth)
	}
	return false
}

// reaped reports whether a command is one of Windows, by its name: there an
// ended process leaves nothing but a handle, which is collected.
func (p *Package) reaped(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		name, ok := p.constant(arg)
		return ok && (strings.HasSuffix(name, ".exe") || slices.Contains([]string{"rundll32", "explorer", "powershell", "cmd"}, name))
	})
}

func (p *Package) freshVar(v *types.Var, depth int) bool {
	defs := p.defs[v]
	return len(defs) > 0 && !slices.ContainsFunc(defs, func(d Def) bool {
		return d.Rhs != nil && !p.fresh(d.Rhs, depth) && !p.Info.Types[d.Rhs].IsNil()
	})
}

// returnsFresh reports whether all that a function returns first is new, and is
// kept by nobody.
func (p *Package) returnsFresh(g *Func, depth int) bool {
	return !slices.ContainsFunc(g.rets, func(r *ast.ReturnStmt) bool {
		if len(r.Results) == 0 {
			return true
		}
		first := r.Results[0]
		if v := p.Variable(first); v != nil {
			return p.params[v] != nil || v.IsField() || !p.freshVar(v, depth+1) || !g.onlyReturns(v)
		}
		return !p.fresh(first, depth+1) && !p.Info.Types[first].IsNil()
	})
}

// onlyReturns reports whether g does nothing with a variable that would keep
// it, but return it.
func (g *Func) onlyReturns(v *types.Var) bool {
	c := &custody{p: g.Pkg, kind: processEnds, f: g, seen: map[*types.Var]bool{v: true}}
	ok := true
	eachUse(g.Pkg.Info, g.Body, v, func(id *ast.Ident, stack []ast.Node) {
		if _, isReturn := stack[len(stack)-1].(*ast.ReturnStmt); !isReturn {
			ok = ok && c.use(id, stack, id.Pos())
		}
	})
	return ok && !c.lost && len(c.ends) == 0
}

// ticksForEver reports whether a call is what a loop ranges over that nothing
// leaves: the channel is never closed.
func (f *Func) ticksForEver(c *Call) bool {
	return slices.ContainsFunc(f.Loops, func(l *Loop) bool {
		s, ok := l.Stmt.(*ast.RangeStmt)
		return ok && ast.Unparen(s.X) == c.CallExpr && !l.leavesAny(l.Body.List)
	})
}

// beforeGo123 reports whether the function's file is of a version of Go in
// which a ticker that is not stopped is never collected.
func (f *Func) beforeGo123() bool {
	for file, v := range f.Pkg.Info.FileVersions {
		if within(f.Node.Pos(), file) {
			return version.IsValid(v) && version.Compare(v, "go1.23") < 0
		}
	}
	return false
}
