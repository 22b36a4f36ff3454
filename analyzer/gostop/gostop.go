package gostop

import (
	_ "embed"
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the gostop rule.
var Analyzer = report.Rule{Name: "gostop", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	never   = "never"
	skipped = "skipped"
	group   = "group"
	early   = "early"
	process = "process"
	server  = "server"
	ticker  = "ticker"
	signals = "signals"
)

// What a function starts and keeps to itself, nobody else can stop: an object
// whose constructor or method spawns work that another of its methods stops,
// and a group of goroutines that only its Wait looks after. What is returned,
// stored, passed on or captured belongs to somebody else from then on.
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		for _, h := range f.Held() {
			say(held(f, h))
		}
		forgotten := false
		for _, c := range f.Charges() {
			if c.Kind == lifetime.Process && c.Var == nil && forgotten {
				continue // the same in another case of a switch
			}
			forgotten = forgotten || c.Var == nil
			say(charge(f, c))
		}
		for _, g := range f.Groups() {
			say(grouped(f, g))
		}
		for _, n := range f.Notifications() {
			say(notified(f, n))
		}
	}
}

// held judges an object that owns running work.
func held(f *lifetime.Func, h *lifetime.Held) report.Finding {
	finding := report.Finding{Pos: h.Start.Pos(), End: h.Start.End(), Category: never, Level: h.Level}
	if f.Once() {
		finding.Spared = "it is started once per process"
		return finding
	}
	if len(h.Stops) == 0 {
		if f.Last(h.Start.CallExpr) {
			finding.Spared = "the function ends with it: it may run until then"
			return finding
		}
		if f.OfCommand() {
			finding.Level = lifetime.Likely
		}
		finding.Message = fmt.Sprintf("%s owns running work, and nothing here stops it: it stays behind", h.Var.Name())
		return finding
	}
	var stops []token.Pos
	for _, c := range h.Stops {
		stops = append(stops, c.Pos())
	}
	ret := f.ReturnAfter(h.Start.Pos(), stops)
	switch {
	case ret == nil:
		finding.Spared = "every return comes after a stop"
		return finding
	case f.FailedStart(h.Start, ret):
		finding.Spared = "the return says that it did not start"
		return finding
	}
	finding.Category, finding.Level = skipped, lifetime.Likely
	finding.Message = fmt.Sprintf("%s owns running work that a return leaves running", h.Var.Name())
	finding.Related = []analysis.RelatedInformation{{Pos: ret.Pos(), Message: "returns here without stopping it"}}
	return finding
}

// grouped judges a group of goroutines that is never waited for.
func grouped(f *lifetime.Func, g *lifetime.Held) report.Finding {
	finding := report.Finding{Pos: g.Start.Pos(), End: g.Start.Fun.End(), Category: group, Level: lifetime.Certain}
	lost := "its errors are lost, and "
	if !g.Fails() {
		lost = ""
	}
	finding.Message = fmt.Sprintf("nobody waits for %s: %sits goroutines outlive %s", g.Var.Name(), lost, f.Name())
	return finding
}
