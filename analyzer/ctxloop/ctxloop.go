package ctxloop

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxloop rule.
var Analyzer = report.Rule{Name: "ctxloop", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	endless = "endless"
	calls   = "calls"
	poll    = "poll"
	feed    = "feed"
	spins   = "spins"
	clocked = "clocked"
)

// A loop is reported where it is proven that cancellation cannot end it, not
// where no Done case is seen: nothing ends it at all (endless, also in a callee:
// calls); the check it has does not cover the wait it has (poll); nobody closes
// the channel it ranges over, or a return skips the close (feed); or the error
// that a cancelled call returns leads straight back to the call (spins). What
// anything unknown may end is left alone.
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		for _, l := range f.Loops {
			switch finding, ok := consider(p, l); {
			case ok:
				say(finding)
			default:
				for _, finding := range spinning(l) {
					say(finding)
				}
			}
		}
		for _, c := range f.Calls {
			if e := p.Effects(c.Callee); e != nil && e.Forever && c.Mode == lifetime.Now {
				say(called(f, c))
			}
		}
	}
}

// consider looks at a loop as a whole.
func consider(p *lifetime.Package, l *lifetime.Loop) (report.Finding, bool) {
	if s, ok := l.Stmt.(*ast.RangeStmt); ok {
		if c := p.Chan(s.X); c != nil {
			return starved(p, l, s, c)
		}
	}
	if l.Hopeless() {
		return hopeless(l), true
	}
	if f, ok := waiting(l); ok {
		return f, true
	}
	return polling(p, l)
}

// A wait that is over within brief is nobody's trouble; within lengthy, it is
// arguable.
const (
	brief   = 5 * time.Second
	lengthy = time.Minute
)

// waiting looks for a loop that waits for timers on each turn, until something
// is true or a long time is over.
func waiting(l *lifetime.Loop) (f report.Finding, ok bool) {
	s, limit := l.Clocked()
	if s == nil || l.Signals()&(lifetime.ByContext|lifetime.ByFlag|lifetime.ByChannel) != 0 {
		return f, false
	}
	f = report.Finding{Pos: s.Stmt.Pos(), End: s.Stmt.Pos() + token.Pos(len("select")), Category: clocked}
	ctx, _ := l.Func.AtHand(s.Stmt)
	switch {
	case ctx == nil:
		f.Spared = "no live context is at hand"
		return f, true
	case limit > 0 && limit < brief:
		f.Spared = "a timer ends it soon"
		return f, true
	}
	f.Level = ctx.Level()
	if limit > 0 && limit < lengthy {
		f.Level = lifetime.Likely
	}
	f.Fix = rewrite.At(l.Func.Pkg.Pass, s.Stmt.Pos()).DoneCase(l.Func, s.Stmt, ctx)
	f.Message = fmt.Sprintf("the loop waits for timers only: cancelling %s cannot end it", ctx.Name)
	f.Related = append(report.From(ctx), analysis.RelatedInformation{Pos: l.Stmt.Pos(), Message: "the loop that goes on"})
	return f, true
}

func hopeless(l *lifetime.Loop) report.Finding {
	f := report.Finding{Category: endless}
	f.Pos, f.End = head(l)
	ctx, ended := l.Func.AtHand(l.Stmt)
	switch {
	case ctx == nil && ended != nil:
		f.Spared = "the context is done already"
	case ctx == nil:
		f.Spared = "no live context is at hand"
	case innerHopeless(l):
		f.Spared = "control stays in the loop inside of it"
	case l.Pauses():
		f.Spared = "it pauses: the pause is what ignores the context, which is ctxsleep's to say"
	case l.Observes():
		f.Spared = "it looks at a context, and stays: that is ctxbreak's to say"
	}
	if f.Spared != "" {
		return f
	}
	f.Level = ctx.Level()
	f.Fix = check(l, ctx)
	f.Message = fmt.Sprintf("nothing ends this loop: cancelling %s cannot stop it", ctx.Name)
	f.Related = report.From(ctx)
	return f
}

func innerHopeless(l *lifetime.Loop) bool {
	for _, inner := range l.Func.Loops {
		for o := inner.Outer; o != nil; o = o.Outer {
			if o == l && inner.Hopeless() {
				return true
			}
		}
	}
	return false
}

func called(f *lifetime.Func, c *lifetime.Call) report.Finding {
	finding := report.Finding{Pos: c.Pos(), End: c.End(), Category: calls}
	ctx, _ := f.AtHand(c.CallExpr)
	if ctx == nil {
		finding.Spared = "no live context is at hand"
		return finding
	}
	finding.Level = ctx.Level()
	finding.Message = fmt.Sprintf("%s loops for ever: cancelling %s cannot stop it", c.Callee.Name(), ctx.Name)
	finding.Related = report.From(ctx)
	if at := f.Pkg.ForeverLoop(c.Callee); at.IsValid() {
		finding.Related = append(finding.Related, analysis.RelatedInformation{Pos: at, Message: "nothing ends this loop"})
	}
	return finding
}

// polling looks for a loop that asks its context between turns, but waits on a
// channel in a statement that does not.
func polling(p *lifetime.Package, l *lifetime.Loop) (none report.Finding, ok bool) {
	if l.Signals()&lifetime.ByContext == 0 || !l.Polls() {
		return none, false
	}
	for _, op := range l.Func.Ops {
		if op.Loop != l || op.Kind != lifetime.Receive || !op.Alone() || p.DoneOf(op.Chan) != nil {
			continue
		}
		f := report.Finding{Pos: op.Node.Pos(), End: op.Node.End(), Category: poll}
		ctx, ended := l.Func.AtHand(op.Node)
		c := p.Chan(op.Chan)
		switch {
		case p.IsTimerChan(op.Chan):
			continue
		case c == nil || c.MaySend || len(c.Made) == 0:
			f.Spared = "who sends and who closes is not all in sight"
		case c.Has(lifetime.Close):
			f.Spared = "the channel is closed: that ends the wait"
		case ctx == nil || ended != nil:
			f.Spared = "no live context is at hand"
		case l.Asked(op):
			f.Spared = "the loop asked for this answer"
		default:
			f.Level = ctx.Level()
			f.Message = fmt.Sprintf("the loop polls %s, then waits for %s alone: cancelling it cannot end this wait", ctx.Name, lifetime.Text(op.Chan))
			f.Related = append(report.From(ctx), analysis.RelatedInformation{Pos: l.Stmt.Pos(), Message: "the loop that looks at it between turns"})
		}
		return f, true
	}
	return none, false
}

// head returns the text of a loop without its body.
func head(l *lifetime.Loop) (pos, end token.Pos) {
	switch s := l.Stmt.(type) {
	case *ast.ForStmt:
		if s.Cond == nil {
			return s.Pos(), s.Pos() + token.Pos(len("for"))
		}
		return s.Pos(), s.Cond.End()
	case *ast.RangeStmt:
		return s.Pos(), s.X.End()
	}
	return l.Stmt.Pos(), l.Body.Pos()
}
