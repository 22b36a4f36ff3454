package lockwait

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxblock"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxloop"
	"github.com/cancelcheck/cancelcheck/analyzer/gojoin"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
	"github.com/cancelcheck/cancelcheck/analyzer/wgbalance"
)

//go:embed doc.go
var doc string

// Analyzer is the lockwait rule.
var Analyzer = report.Rule{
	Name: "lockwait", Doc: doc, Find: find, QuietInTests: true,
	Yields: []*analysis.Analyzer{ctxblock.Analyzer, ctxloop.Analyzer, gojoin.Analyzer, wgbalance.Analyzer},
}.Analyzer()

// The sub-cases.
const (
	held = "held"
	lock = "lock"
)

// The explorer has done the work: this rule tells what it found where a lock
// is part of it.
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, d := range explore.Of(p).Defects {
		if !d.Locked {
			continue
		}
		f := report.Finding{Pos: d.Wait.Start(), End: d.Wait.End(), Level: lifetime.Likely, Related: d.Story()}
		switch d.Wait.Kind {
		case "lock", "rlock":
			f.Category = lock
			f.Message = fmt.Sprintf("whoever holds %s waits, too, and never gives it back: this blocks for ever", d.Wait.Thing())
		default:
			f.Category, f.Level = held, level(d)
			f.Message = fmt.Sprintf("this %s waits for a goroutine that needs a lock held here: both block for ever", d.Wait.Kind)
		}
		say(f)
	}
}

func level(d explore.Defect) lifetime.Level {
	if d.Certain() {
		return lifetime.Certain
	}
	return lifetime.Likely
}
