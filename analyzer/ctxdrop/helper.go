package ctxdrop

import (
	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// helper judges a wait in a function that has no context: if the function is
// the package's own affair and all who call it have one, it lacks a parameter.
// Processes do not count: what a helper runs is mostly over at once. Nor do
// handshakes: who has the connection can close it.
func (a *asking) helper(f *lifetime.Func, w *lifetime.Wait) {
	fn := f.Top().Obj
	if w.Call.Callee.Name() == "Handshake" || w.How == lifetime.Through || w.For == effects.Process || w.Bounded || w.Unsure || fn == nil || fn.Exported() || f.Role == lifetime.Spawned || f.Role == lifetime.Deferred {
		return
	}
	if f.Role == lifetime.Value && !a.p.CallsArg(f) {
		return
	}
	callers := a.p.Callers(fn)
	if len(callers) == 0 || a.p.UsedAsValue(fn) || variantOf(a.p, callers[0]) != nil {
		return
	}
	var ctx *lifetime.Context
	var from *lifetime.Call
	for _, c := range callers {
		if c.Func == nil || c.Mode != lifetime.Now {
			return
		}
		hand, _ := c.Func.AtHand(c.CallExpr)
		if hand == nil || hand.Origin > lifetime.OfCall {
			a.spare(w.Call.Fun, "no context is at hand, and not all callers have one")
			return
		}
		if ctx == nil {
			ctx, from = hand, c
		}
	}
	what := short(lifetime.Text(w.Until.Fun))
	a.say(report.Finding{
		Pos: w.Call.Fun.Pos(), End: w.Call.Fun.End(), Category: helper, Level: lifetime.Likely,
		Message: what + " waits for " + w.For.Words() + ": every caller of " + short(fn.Name()) + " has a context, it gets none",
		Related: []analysis.RelatedInformation{
			{Pos: from.Pos(), Message: "called here"},
			{Pos: ctx.Pos, Message: "the context comes from here"},
		},
	})
}
