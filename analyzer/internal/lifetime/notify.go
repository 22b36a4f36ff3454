package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: which channels go on getting signals when the function
// that asked for them has returned?

// A Notification is a call of signal.Notify for a channel that is made here,
// that nobody outside of the package has, and that no call of signal.Stop gets.
type Notification struct {
	*Call
	Name  string // of the channel, as the source says it
	Fatal bool   // who receives the signal ends the process
}

// Notifications returns them in source order, literals' in f excluded.
func (f *Func) Notifications() (all []*Notification) {
	p := f.Pkg
	for _, c := range f.Calls {
		if !known.Is(c.Callee, "os/signal.Notify") || len(c.Args) == 0 {
			continue
		}
		ch := p.Chan(c.Args[0])
		if ch == nil || ch.MayReceive || len(ch.Made) == 0 || p.unsubscribed(ch) || f.resets() {
			continue
		}
		all = append(all, &Notification{Call: c, Name: Text(c.Args[0]), Fatal: ch.fatal(p)})
	}
	return all
}

// EndSignal reports whether what a node receives is a signal that asks the process
// to end.
func (p *Package) EndSignal(n ast.Node) bool {
	recv, ok := n.(*ast.UnaryExpr)
	if comm, isComm := n.(*ast.CommClause); isComm {
		recv = received(comm.Comm)
		ok = recv != nil
	}
	if !ok {
		return false
	}
	ch := p.Chan(recv.X)
	return ch != nil && slices.ContainsFunc(p.Funcs, func(f *Func) bool {
		return slices.ContainsFunc(f.Calls, func(c *Call) bool {
			return known.Is(c.Callee, "os/signal.Notify") &&
				p.Chan(c.Args[0]) == ch && (c.Ellipsis.IsValid() || asksForEnd(c.Args[1:]))
		})
	})
}

// asksForEnd reports whether one of the signals that are given, or of all if none
// is, is how an operator ends a process.
func asksForEnd(signals []ast.Expr) bool {
	return len(signals) == 0 || slices.ContainsFunc(signals, func(e ast.Expr) bool {
		switch name := Text(e); name[strings.LastIndex(name, ".")+1:] {
		case "Interrupt", "Kill", "SIGINT", "SIGTERM":
			return true
		}
		return false
	})
}

// unsubscribed reports whether somebody calls signal.Stop for a channel.
func (p *Package) unsubscribed(ch *Chan) bool {
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			if known.Is(c.Callee, "os/signal.Stop") && p.Chan(c.Args[0]) == ch {
				return true
			}
		}
	}
	return false
}

// resets reports whether the function takes signals back altogether.
func (f *Func) resets() bool {
	return slices.ContainsFunc(f.Pkg.Funcs, func(g *Func) bool {
		return g.Within(f.Top()) && slices.ContainsFunc(g.Calls, func(c *Call) bool {
			return known.Is(c.Callee, "os/signal.Reset", "os/signal.Ignore")
		})
	})
}

// fatal reports whether a function that receives from the channel ends the
// process.
func (c *Chan) fatal(p *Package) bool {
	for op := range c.Each(Receive, Range) {
		if op.Func == nil {
			continue
		}
		for _, call := range op.Func.Calls {
			if p.noReturn(call.CallExpr) || isKill(call.Callee) {
				return true
			}
		}
	}
	return false
}

func isKill(fn *types.Func) bool {
	return known.Is(fn, "syscall.Kill", "(*os.Process).Signal", "syscall.Exec")
}

// Returns reports whether control can get from a call to the function's end.
func (f *Func) Returns(call *ast.CallExpr) bool {
	return len(f.returnsAfter(call.Pos(), nil, nil)) > 0
}
