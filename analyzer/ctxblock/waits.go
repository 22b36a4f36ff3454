package ctxblock

import (
	"fmt"
	"go/ast"
	"go/token"
	"time"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// A select that a timer ends within grace is nobody's trouble; within patience,
// it is arguable.
const (
	grace    = 5 * time.Second
	patience = time.Minute
)

func selects(f *lifetime.Func, s *lifetime.Select) report.Finding {
	finding := report.Finding{Pos: s.Stmt.Pos(), End: s.Stmt.Pos() + token.Pos(len("select"))}
	spared := func(why string) report.Finding { finding.Spared = why; return finding }
	if len(s.Stmt.Body.List) > 0 && (s.Default != nil || len(s.Cases) < 2) {
		return spared("it has a default, or is no choice")
	}
	ctx, ended := f.AtHand(s.Stmt)
	switch {
	case ended != nil:
		return spared("a context has ended here: it joins or cleans up")
	case ctx == nil:
		return spared("no live context is at hand")
	}
	finding.Level, finding.Related = ctx.Level(), report.From(ctx)
	if len(s.Stmt.Body.List) == 0 {
		finding.Category = forever
		finding.End = s.Stmt.End()
		finding.Message = fmt.Sprintf("select{} waits for ever: cancelling %s cannot end it", ctx.Name)
		return finding
	}
	longest, ok := s.Limit()
	switch {
	case !ok:
		return spared("it has another end than a timer, or one that is not in sight")
	case longest <= grace:
		return spared("a timer ends it soon")
	case longest < patience:
		finding.Level = lifetime.Likely
	}
	finding.Category = limit
	finding.Fix = rewrite.At(f.Pkg.Pass, s.Stmt.Pos()).DoneCase(f, s.Stmt, ctx)
	finding.Message = fmt.Sprintf("select ignores %s: cancelling it does not end a wait of up to %s", ctx.Name, longest)
	return finding
}

// waits judges a call of a condition variable's Wait.
func waits(f *lifetime.Func, c *lifetime.Call) (finding report.Finding, ok bool) {
	if !known.Is(c.Callee, "(*sync.Cond).Wait") {
		return finding, false
	}
	finding = report.Finding{Pos: c.Pos(), End: c.End(), Category: cond}
	ctx, ended := f.AtHand(c.CallExpr)
	switch {
	case ended != nil || ctx == nil || ctx.Origin >= lifetime.Field:
		finding.Spared = "no live context of its own is at hand"
	case woken(f, c):
		finding.Spared = "something wakes it for a stop"
	case c.Loop != nil && c.Loop.Observes():
		finding.Spared = "each turn looks at a context: somebody must wake it"
	default:
		finding.Level, finding.Related = ctx.Level(), report.From(ctx)
		finding.Message = fmt.Sprintf("%s ignores %s: cancelling it wakes nobody", lifetime.Text(c.Fun), ctx.Name)
	}
	return finding, true
}

func woken(f *lifetime.Func, c *lifetime.Call) bool {
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	return !ok || f.Woken(sel.X)
}
