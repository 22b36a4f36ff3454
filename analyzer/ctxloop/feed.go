package ctxloop

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// starved looks at a range over a channel of which all users are in sight.
func starved(p *lifetime.Package, l *lifetime.Loop, s *ast.RangeStmt, c *lifetime.Chan) (f report.Finding, ok bool) {
	f = report.Finding{Pos: s.Pos(), End: s.X.End(), Category: feed}
	spared := func(why string) (report.Finding, bool) {
		f.Spared = why
		return f, true
	}
	switch {
	case c.MaySend || len(c.Made) == 0:
		return spared("somebody not in sight may close the channel")
	case l.Signals()&^lifetime.ByChannel != 0:
		return spared("the loop has another end")
	case l.Pauses():
		return spared("the pause is ctxsleep's to say")
	}
	name := lifetime.Text(s.X)
	if !c.Has(lifetime.Close) {
		ctx := l.Func.InScope(s.Pos())
		if ctx == nil {
			return spared("no live context is at hand")
		}
		f.Level = ctx.Level()
		f.Message = fmt.Sprintf("nobody closes %s: cancelling %s cannot end this loop", name, ctx.Name)
		f.Related = report.From(ctx)
		return f, true
	}
	owner, start := c.StartedBy(p, l.Func)
	if owner == nil {
		return spared("somebody closes the channel")
	}
	closes, all := c.ClosePoints(p, owner)
	if !all {
		return spared("somebody closes the channel")
	}
	ret := owner.ReturnAfter(start, closes)
	if ret == nil {
		return spared("every return comes after a close")
	}
	ctx := owner.InScope(start)
	if ctx == nil {
		return spared("no live context is at hand")
	}
	f.Level = ctx.Level()
	f.Message = fmt.Sprintf("a return leaves %s open: this loop waits for ever, whatever %s says", name, ctx.Name)
	f.Related = []analysis.RelatedInformation{
		{Pos: start, Message: "the goroutine starts here"},
		{Pos: ret.Pos(), Message: "returns here without closing " + name},
	}
	return f, true
}

// spinning looks for calls that get a context, and whose error, which says that
// it was cancelled, leads back to the call with nobody asked on the way.
func spinning(l *lifetime.Loop) (all []report.Finding) {
	for _, e := range l.ErrorTests() {
		f := report.Finding{Pos: e.Call.Pos(), End: e.Call.End(), Category: spins, Level: lifetime.Likely}
		ctx := l.Func.Pkg.ContextOf(e.Ctx)
		switch {
		case !ctx.Live() || ctx.Origin >= lifetime.Field:
			f.Spared = "the context is no parameter"
		case l.Assigns(e.Ctx) && ctx.Origin != lifetime.Param:
			f.Spared = "the context is another one on each turn"
		case !l.Spins(e.Test, e.Failed, e.Call):
			f.Spared = "the way back passes something that may end the loop"
		}
		if f.Spared == "" {
			if e.NeedsLive {
				f.Level = lifetime.Certain
			}
			f.Message = fmt.Sprintf("the loop goes on when this call fails: after %s is cancelled it spins", ctx.Name)
			f.Related = append(report.From(ctx), analysis.RelatedInformation{Pos: e.Test.Pos(), Message: "the error leads back to the loop's head"})
		}
		all = append(all, f)
	}
	return all
}
