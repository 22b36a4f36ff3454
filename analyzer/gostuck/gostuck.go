package gostuck

import (
	_ "embed"
	"fmt"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the gostuck rule.
var Analyzer = report.Rule{Name: "gostuck", Doc: doc, Find: find, QuietInTests: true}.Analyzer()

// The sub-cases: what never comes.
const (
	send     = "send"
	receive  = "receive"
	choice   = "select"
	wait     = "wait"
	cond     = "cond"
	nothing  = "forever"
	category = "other"
)

// The explorer has done the work: this rule tells what it found, unless a lock
// is part of it, which is lockwait's.
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, d := range explore.Of(p).Defects {
		if d.Locked {
			continue
		}
		say(report.Finding{
			Pos: d.Wait.Start(), End: d.Wait.End(),
			Category: d.Wait.Kind, Level: level(d),
			Message: message(d.Wait),
			Related: d.Story(),
		})
	}
}

func level(d explore.Defect) lifetime.Level {
	if d.Scaled || d.Guess || d.Root.Once() {
		return lifetime.Likely
	}
	return lifetime.Certain
}

func message(w explore.Wait) string {
	switch w.Kind {
	case send:
		return fmt.Sprintf("nobody is left to receive from %s: this send blocks for ever", w.Thing())
	case receive:
		return fmt.Sprintf("nobody is left to send to %s or close it: this receive blocks for ever", w.Thing())
	case choice:
		return "nobody is left to make any case of this select ready: it blocks for ever"
	case wait, "group":
		return fmt.Sprintf("%s never comes to zero: this wait blocks for ever", w.Thing())
	case cond:
		return fmt.Sprintf("nobody is left to signal %s: this wait blocks for ever", w.Thing())
	}
	return "this blocks for ever"
}
