package ctxblock

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxblock rule.
var Analyzer = report.Rule{Name: "ctxblock", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	forever  = "forever"
	sibling  = "sibling"
	gone     = "gone"
	acquire  = "acquire"
	limit    = "limit"
	cond     = "cond"
	returned = "returned"
	loop     = "loop"
)

// A channel operation that only its channel can wake is normal: most are
// certain to be answered. So each finding needs evidence that this one may not
// be: another operation of the kind on the same channel that does look at a
// stop signal (sibling), receivers that may leave (gone), a semaphore that other
// calls hold (acquire), a loop that is meant to end (loop). Selects are asked
// whether anything but minutes ends them (limit, forever), and condition variables
// whether anybody wakes them for the context (cond).
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		for _, op := range f.Ops {
			if op.Alone() && (op.Kind == lifetime.Send || op.Kind == lifetime.Receive) {
				say(bare(f, op))
			}
		}
		for _, s := range f.Selects {
			say(selects(f, s))
		}
		for _, c := range f.Calls {
			if finding, ok := waits(f, c); ok {
				say(finding)
			}
		}
	}
}

// bare judges an operation that only its channel can wake.
func bare(f *lifetime.Func, op *lifetime.Op) report.Finding {
	p := f.Pkg
	finding := report.Finding{Pos: op.Node.Pos(), End: op.Node.End()}
	spared := func(why string) report.Finding { finding.Spared = why; return finding }
	c := p.Chan(op.Chan)
	switch {
	case p.IsTimerChan(op.Chan):
		return spared("a pause is ctxsleep's to say")
	case p.DoneOf(op.Chan) != nil:
		return spared("it waits for a context")
	case c == nil:
		return spared("nothing is known of the channel")
	case op.Kind == lifetime.Receive && op.AfterStop():
		return spared("it comes after something was told to stop: it joins")
	case op.Takes():
		return spared("it takes what is there")
	}
	if finding, ok := deserted(f, op, c); ok {
		return finding
	}
	ctx, ended := f.AtHand(op.Node)
	switch {
	case ended != nil && (ctx == nil || op.Kind == lifetime.Receive):
		return spared("a context has ended here: it joins or cleans up")
	case ctx == nil:
		return spared("no live context is at hand")
	}
	if op.Kind == lifetime.Receive && ctx.Origin >= lifetime.Field {
		return spared("the context is not this function's own: it may be waiting for the end of what the context stops")
	}
	finding.Related = report.From(ctx)
	finding.Level = ctx.Level()
	if op.Kind == lifetime.Send && f.Alone(op) {
		return spared("nobody else has the channel yet: it has room for it")
	}
	if other := op.Guarded(); other != nil {
		switch {
		case op.Kind != lifetime.Send || !c.Room(p):
		case op.Loop == nil && c.Local(p):
			return spared("the channel has room for it")
		default:
			finding.Level = lifetime.Likely // there may be room
		}
		finding.Category = sibling
		finding.Fix = guard(op, ctx)
		finding.Message = fmt.Sprintf("%s ignores %s: elsewhere it can be stopped, here it cannot", what(op), ctx.Name)
		finding.Related = append(finding.Related, analysis.RelatedInformation{Pos: other.Node.Pos(), Message: "here it can be stopped"})
		return finding
	}
	if finding, ok := waitsInLine(f, op, c, ctx); ok {
		return finding
	}
	if finding, ok := handed(f, op, c); ok {
		return finding
	}
	if finding, ok := between(op, ctx); ok {
		return finding
	}
	return spared("nothing says that the other side may be gone or slow")
}

// deserted judges a send of which all receivers are in sight.
func deserted(f *lifetime.Func, op *lifetime.Op, c *lifetime.Chan) (finding report.Finding, ok bool) {
	if op.Kind != lifetime.Send || c.Room(f.Pkg) {
		return finding, false
	}
	left := c.Deserted(f.Pkg)
	if left != nil && !c.Local(f.Pkg) {
		return abandoned(f, op, left)
	}
	owner, start := c.StartedBy(f.Pkg, f)
	if left == nil || owner == nil || left.At.Func == f {
		return finding, false
	}
	again := owner.LoopAt(start) != nil // several senders
	switch {
	case left.How == lifetime.OnValue && (!again || op.Loop != nil):
		return finding, false
	case left.At.Loop != nil && op.Loop == nil && !again:
		return finding, false // one send, and a receiver that stays for at least one
	}
	ctx := f.InScope(op.Node.Pos())
	if ctx == nil {
		ctx = owner.InScope(start)
	}
	if ctx == nil {
		return finding, false
	}
	return report.Finding{
		Pos: op.Node.Pos(), End: op.Node.End(), Category: gone, Level: ctx.Level(),
		Message: fmt.Sprintf("%s ignores %s: nobody receives any more once the receiver has left", what(op), ctx.Name),
		Related: append(report.From(ctx), analysis.RelatedInformation{Pos: left.Exit, Message: "the receiver leaves here"}),
	}, true
}

// abandoned judges a send to a channel that outlives the call: its receivers
// stop when a context tells them to.
func abandoned(f *lifetime.Func, op *lifetime.Op, left *lifetime.Desertion) (finding report.Finding, ok bool) {
	ctx, _ := f.AtHand(op.Node)
	if ctx == nil || left.How != lifetime.OnContext || left.At.Func.Top() == f.Top() {
		return finding, false
	}
	return report.Finding{
		Pos: op.Node.Pos(), End: op.Node.End(), Category: gone, Level: ctx.Level(),
		Message: fmt.Sprintf("%s ignores %s: nobody receives any more once the receiver has left", what(op), ctx.Name),
		Related: append(report.From(ctx), analysis.RelatedInformation{Pos: left.Exit, Message: "the receiver leaves here"}),
	}, true
}

// waitsInLine judges a send that takes a slot of a semaphore.
func waitsInLine(f *lifetime.Func, op *lifetime.Op, c *lifetime.Chan, ctx *lifetime.Context) (finding report.Finding, ok bool) {
	if op.Kind != lifetime.Send || !c.Semaphore(f.Pkg) || c.Local(f.Pkg) || f.Made(op.Chan) {
		return finding, false
	}
	return report.Finding{
		Pos: op.Node.Pos(), End: op.Node.End(), Category: acquire, Level: ctx.Level(), Fix: guard(op, ctx),
		Message: fmt.Sprintf("%s waits for other calls to end: cancelling %s cannot end this wait", what(op), ctx.Name),
		Related: report.From(ctx),
	}, true
}

// handed judges a goroutine that sends to a channel which only the caller of the
// function that started it receives from: its ctx is the one way for that
// caller to say that it has enough.
func handed(f *lifetime.Func, op *lifetime.Op, c *lifetime.Chan) (finding report.Finding, ok bool) {
	owner, _ := c.StartedBy(f.Pkg, f)
	if op.Kind != lifetime.Send || op.Loop == nil || owner == nil || !c.HandedTo(owner) || c.Room(f.Pkg) && op.Loop.Bounded() || c.First(lifetime.Send, f) != op {
		return finding, false
	}
	ctx := f.InScope(op.Node.Pos())
	if ctx == nil || ctx.Origin >= lifetime.Field {
		return finding, false
	}
	return report.Finding{
		Pos: op.Node.Pos(), End: op.Node.End(), Category: returned, Level: lifetime.Likely,
		Message: fmt.Sprintf("%s ignores %s: a caller that has enough cannot stop this goroutine", what(op), ctx.Name),
		Related: report.From(ctx),
	}, true
}

// between judges a send in a loop that can be stopped while it waits for something
// else.
func between(op *lifetime.Op, ctx *lifetime.Context) (finding report.Finding, ok bool) {
	other := op.Beside()
	if other == nil {
		return finding, false
	}
	return report.Finding{
		Pos: op.Node.Pos(), End: op.Node.End(), Category: loop, Level: lifetime.Likely, Fix: guard(op, ctx),
		Message: fmt.Sprintf("%s ignores %s: the loop can be stopped elsewhere, here it cannot", what(op), ctx.Name),
		Related: append(report.From(ctx), analysis.RelatedInformation{Pos: other.Node.Pos(), Message: "here the loop can be stopped"}),
	}, true
}

func what(op *lifetime.Op) string {
	if op.Kind == lifetime.Send {
		return "send to " + lifetime.Text(op.Chan)
	}
	return "receive from " + lifetime.Text(op.Chan)
}
