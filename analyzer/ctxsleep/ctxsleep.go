package ctxsleep

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"time"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxsleep rule.
var Analyzer = report.Rule{Name: "ctxsleep", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	long    = "long"
	data    = "data"
	repeats = "repeats"
	short   = "short"
)

// A pause under brief is nobody's trouble; one of at least lengthy is felt by
// whoever waits for a shutdown.
const (
	brief   = 500 * time.Millisecond
	lengthy = 2 * time.Second
)

func find(p *lifetime.Package, say func(report.Finding)) {
	said := map[*types.Func]bool{} // helpers that pause on some paths: once is enough
	for _, f := range p.Funcs {
		for _, pause := range f.Pauses() {
			finding := consider(pause, said)
			finding.Pos, finding.End = span(pause.Node)
			say(finding)
		}
	}
}

func consider(pause *lifetime.Pause, said map[*types.Func]bool) report.Finding {
	spared := func(why string) report.Finding { return report.Finding{Spared: why} }
	ctx, ended := pause.Func.AtHand(pause.Node)
	switch {
	case ctx == nil && ended != nil && ended.How != lifetime.Cancelled:
		return spared("the context is done already: this is a period of grace")
	case ctx == nil:
		return spared("no live context is at hand")
	}
	category, level, why := judge(pause)
	if category == "" {
		return spared(why)
	}
	distant := ctx.Origin >= lifetime.Field
	atTimes := pause.Callee != nil && !pause.Callee.Always
	switch {
	case atTimes && distant:
		return spared("the function pauses on some paths only, and the context is not a parameter")
	case atTimes && said[pause.Call]:
		return spared("the function pauses on some paths only, and an earlier call of it is reported")
	case atTimes, distant, pause.Callee != nil && category == repeats:
		level = lifetime.Likely
	}
	said[pause.Call] = true
	return report.Finding{
		Category: category, Level: level, Message: message(pause, ctx, category),
		Related: report.From(ctx),
		Fix:     fix(pause, ctx),
	}
}

// judge returns the sub-case of a pause, or why it is none.
func judge(pause *lifetime.Pause) (category string, level lifetime.Level, why string) {
	l := pause.Length
	repeated := pause.Callee != nil && pause.Callee.Repeats && pause.Callee.Always
	observed, bounded := true, true
	if pause.Loop != nil {
		observed, bounded = pause.Loop.Observes(), pause.Loop.Bounded()
	}
	switch {
	case l.Data:
		return data, lifetime.Certain, ""
	case l.Max >= lengthy:
		return long, lifetime.Certain, ""
	case !repeated && !observed && !bounded && l.Max > 0 && l.Max < brief && pause.Loop.Timed():
		return short, lifetime.Likely, ""
	case repeated, !observed && (!bounded || l.Max >= brief) && l.Max > 0:
		return repeats, lifetime.Certain, ""
	case l.Max >= brief:
		return short, lifetime.Likely, ""
	case pause.Loop == nil:
		return "", 0, "it is shorter than " + brief.String()
	case observed:
		return "", 0, "it is shorter than " + brief.String() + ", and each turn of the loop looks at a context"
	}
	return "", 0, "it is shorter than " + brief.String() + ", and the loop counts its turns"
}

func message(pause *lifetime.Pause, ctx *lifetime.Context, category string) string {
	what := pause.What
	if len(what) > 40 {
		what = "this wait"
	}
	switch category {
	case repeats:
		return fmt.Sprintf("%s on each turn ignores %s: cancelling it cannot end this wait", what, ctx.Name)
	case data:
		return fmt.Sprintf("%s ignores %s: cancelling it does not end this pause, however long", what, ctx.Name)
	}
	return fmt.Sprintf("%s ignores %s: cancelling it does not end this pause", what, ctx.Name)
}

// span returns the smallest text to look at: of a range statement its head.
func span(n ast.Node) (pos, end token.Pos) {
	if s, ok := n.(*ast.RangeStmt); ok {
		return s.Pos(), s.X.End()
	}
	return n.Pos(), n.End()
}
