package ctxdrop

import (
	_ "embed"
	"fmt"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxdrop rule.
var Analyzer = report.Rule{Name: "ctxdrop", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	call    = "call"
	request = "request"
	command = "command"
	pair    = "pair"
	helper  = "helper"
	root    = "root"
)

// find asks of every wait whether a context was at hand, then of every call of
// one of a pair, and of every root that is passed on.
func find(p *lifetime.Package, say func(report.Finding)) {
	a := &asking{p: p, say: say}
	for _, f := range p.Funcs {
		for _, w := range f.Waits() {
			a.wait(f, w)
		}
		for _, c := range f.Calls {
			a.pair(f, c)
			a.root(f, c)
		}
	}
}

type asking struct {
	p   *lifetime.Package
	say func(report.Finding)
}

func (a *asking) spare(at ast.Node, why string) {
	a.say(report.Finding{Pos: at.Pos(), End: at.End(), Spared: why})
}

// wait judges a place that waits while nothing ends it.
func (a *asking) wait(f *lifetime.Func, w *lifetime.Wait) {
	at := w.Call.Fun
	ctx, ended := f.AtHand(w.Call.CallExpr)
	switch {
	case ctx == nil && ended != nil && ended.How != lifetime.Cancelled:
		a.spare(at, "the context is done already: this is a period of grace")
		return
	case ctx == nil:
		a.helper(f, w)
		return
	}
	v := variantOf(a.p, w.Call)
	if why := spared(f, w, ctx, v); why != "" {
		a.spare(at, why)
		return
	}
	category := [...]string{call, request, command, pair}[w.How]
	level := levelOf(f, ctx)
	if weak(w) {
		level = lifetime.Likely
	}
	a.say(report.Finding{
		Pos: at.Pos(), End: at.End(), Category: category, Level: level,
		Message: message(w, ctx, v),
		Related: related(w, ctx),
		Fix:     fix(f, w.Call, ctx, v),
	})
}

// spared returns why a wait beside a context is none of this rule's, or the
// empty string.
func spared(f *lifetime.Func, w *lifetime.Wait, ctx *lifetime.Context, v *variant) string {
	switch {
	case ctx.Origin == lifetime.Field && ctx.Func != nil:
		return "the context comes with a parameter that is there for other things: a command line's never ends"
	case w.How == lifetime.Through && v == nil:
		return "the called function waits without a context, and there is no other that takes one"
	case v.is(f):
		return "this is the function that would have to be called instead"
	case weak(w) && levelOf(f, ctx) != lifetime.Certain:
		return "the wait has a limit or may come later, and whether the context is meant to end it is not sure"
	}
	return apart(f, ctx)
}

// weak reports whether the wait itself leaves a doubt.
func weak(w *lifetime.Wait) bool { return w.Bounded || w.Unsure }

// levelOf is how sure it is that cancelling the context is meant to end what f
// calls: a parameter's or a served request's context says so, in f itself or in
// a literal that runs before f goes on.
func levelOf(f *lifetime.Func, ctx *lifetime.Context) lifetime.Level {
	if ctx.Origin > lifetime.OfCall || ctx.Origin == lifetime.OfCall && !serves(ctx.Func) {
		return lifetime.Likely
	}
	for g := f; g != nil && g != ctx.Func; g = g.Outer {
		if g.Role != lifetime.Called && !f.Pkg.CallsArg(g) {
			return lifetime.Likely
		}
	}
	return lifetime.Certain
}

// apart returns why a literal that runs concurrently may well be meant to go on
// when the context is done, or the empty string: it mentions the context, but
// lets nothing end by it. A request's context ends with the handler.
func apart(f *lifetime.Func, ctx *lifetime.Context) string {
	for g := f; g != nil && g != ctx.Func; g = g.Outer {
		if g.Role != lifetime.Spawned && (g.Role != lifetime.Value || f.Pkg.CallsArg(g)) {
			continue
		}
		if ctx.Origin == lifetime.OfCall {
			return "the literal may go on when the request is served"
		}
		if !g.HoldsTo(ctx) {
			return "the literal mentions the context, but nothing in it ends with it"
		}
	}
	return ""
}

// serves reports whether somebody ends the request that a function gets: the
// server, because the function is a handler that has not taken over the
// connection, or the client whose transport it is.
func serves(f *lifetime.Func) bool {
	for param := range f.Sig.Params().Variables() {
		if param.Type().String() == "net/http.ResponseWriter" {
			return !slices.ContainsFunc(f.Calls, func(c *lifetime.Call) bool { return c.Callee != nil && c.Callee.Name() == "Hijack" })
		}
	}
	return f.Obj != nil && f.Obj.Name() == "RoundTrip"
}

func message(w *lifetime.Wait, ctx *lifetime.Context, v *variant) string {
	what, instead := short(lifetime.Text(w.Call.Fun)), ""
	if v != nil {
		instead = ", " + v.name + " does not"
	}
	switch w.How {
	case lifetime.Request:
		return fmt.Sprintf("the request is made without %s: cancelling it cannot end %s", ctx.Name, short(lifetime.Text(w.Until.Fun)))
	case lifetime.Command:
		return fmt.Sprintf("the command is made without %s: cancelling it cannot end the process", ctx.Name)
	}
	return fmt.Sprintf("%s waits for %s and ignores %s%s", what, w.For.Words(), ctx.Name, instead)
}

// short is a name that fits into a line.
func short(name string) string {
	if len(name) > 30 {
		return "this call"
	}
	return name
}

func related(w *lifetime.Wait, ctx *lifetime.Context) []analysis.RelatedInformation {
	list := report.From(ctx)
	if w.Until != w.Call.CallExpr {
		list = append(list, analysis.RelatedInformation{Pos: w.Until.Pos(), Message: "this waits"})
	}
	return list
}
