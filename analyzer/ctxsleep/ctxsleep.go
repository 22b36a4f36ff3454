package ctxsleep

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"time"

	"golang.org/x/tools/go/analysis"

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
	for _, f := range p.Funcs {
		for _, pause := range f.Pauses() {
			ctx := ignoredBy(pause)
			if ctx == nil {
				continue
			}
			category, level := judge(pause)
			if category == "" {
				continue
			}
			if ctx.Origin >= lifetime.Field || pause.Callee != nil && (!pause.Callee.Always || category == repeats) {
				level = lifetime.Likely
			}
			pos, end := span(pause.Node)
			say(report.Finding{
				Pos: pos, End: end, Category: category, Level: level,
				Message: message(pause, ctx, category),
				Related: []analysis.RelatedInformation{{Pos: ctx.Pos, Message: "the context comes from here"}},
				Fix:     fix(pause, ctx),
			})
		}
	}
}

// ignoredBy returns the nearest context that could end the pause and does not,
// or nil. After <-ctx.Done() a pause is a period of grace, whatever else is
// alive; after the cancel of one turn's context it is a pause.
func ignoredBy(pause *lifetime.Pause) *lifetime.Context {
	f := pause.Func
	for _, ctx := range f.ContextsAt(pause.Node.Pos()) {
		switch death := f.Flow().DeadPlace(pause.Node, ctx.Place); {
		case death == nil:
			return ctx
		case death.How == lifetime.Received || death.How == lifetime.Tested:
			return nil
		}
	}
	return nil
}

// judge returns the sub-case of a pause, or nothing if it is short enough.
func judge(pause *lifetime.Pause) (string, lifetime.Level) {
	l := pause.Length
	repeated := pause.Callee != nil && pause.Callee.Repeats && pause.Callee.Always
	observed, bounded := true, true
	if pause.Loop != nil {
		observed, bounded = pause.Loop.Observes(), pause.Loop.Bounded()
	}
	switch {
	case l.Data:
		return data, lifetime.Certain
	case l.Max >= lengthy:
		return long, lifetime.Certain
	case repeated, !observed && (!bounded || l.Max >= brief) && l.Max > 0:
		return repeats, lifetime.Certain
	case l.Max >= brief:
		return short, lifetime.Likely
	}
	return "", 0
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
