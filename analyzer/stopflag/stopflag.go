package stopflag

import (
	_ "embed"
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the stopflag rule.
var Analyzer = report.Rule{Name: "stopflag", Doc: doc, Find: find}.Analyzer()

// The sub-cases.
const (
	plain = "plain"
	half  = "half"
)

// A loop that polls a variable which another goroutine sets sees the new value
// when the memory model says so: after a lock, an atomic operation or a message
// that both sides use. With none of them it may never see it. One finding per
// variable and loop, at the test.
func find(p *lifetime.Package, say func(report.Finding)) {
	fixed := map[*types.Var]bool{} // a fix mends all loops of a variable
	for _, f := range p.Funcs {
		for _, q := range f.Polls() {
			finding := judge(q)
			if finding.Category == plain && !fixed[q.Flag] {
				fixed[q.Flag] = true
				finding.Fix = atomically(p, f, q.Flag)
			}
			if finding.Message != "" || finding.Spared != "" {
				say(finding)
			}
		}
	}
	for _, d := range p.Distants() {
		say(report.Finding{
			Pos: d.Write.Pos(), End: d.Write.End(), Category: plain,
			Message: fmt.Sprintf("%s writes a plain variable that %s polls in another goroutine, and may never see", d.Write.Callee.Name(), d.Loop.Callee.Name()),
			Related: []analysis.RelatedInformation{{Pos: d.Start.Pos(), Message: "the goroutine starts here"}},
		})
	}
}

func judge(q *lifetime.Poll) report.Finding {
	finding := report.Finding{Pos: q.Read.Pos(), End: q.Read.End()}
	for _, w := range q.Writes() {
		switch q.Order(w) {
		case lifetime.Ordered:
			finding.Spared = "a lock, an atomic operation or a message may put the write and the loop in order"
			continue
		case lifetime.HalfLocked:
			finding.Category, finding.Level = half, lifetime.Likely
			finding.Message = fmt.Sprintf("%s has a lock here or where it is written, not both: this loop may never see it", lifetime.Text(q.Read))
		default:
			finding.Category, finding.Level = plain, lifetime.Certain
			finding.Message = fmt.Sprintf("another goroutine writes %s, with nothing in between: this loop may never see it", lifetime.Text(q.Read))
		}
		finding.Spared = ""
		finding.Related = []analysis.RelatedInformation{
			{Pos: w.Node.Pos(), Message: "written here"},
			{Pos: w.Start.Pos(), Message: "the goroutine starts here"},
		}
		if finding.Level == lifetime.Certain {
			break
		}
	}
	return finding
}
