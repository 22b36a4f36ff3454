package lockwait

import (
	_ "embed"
	"fmt"
	"go/token"

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
	held  = "held"
	lock  = "lock"
	twice = "twice"
	kept  = "kept"
)

// The explorer has done the work: this rule tells what it found where a lock
// is part of it.
func find(p *lifetime.Package, say func(report.Finding)) {
	again := map[token.Pos]bool{} // locks that are found to be taken twice
	for _, d := range explore.Of(p).Defects {
		if d.Locked {
			again[d.Wait.Pos] = true
			say(waiting(d))
		}
	}
	for _, k := range explore.Of(p).Kept {
		if !again[k.Lock.Pos()] {
			say(keeping(k))
		}
	}
}

func waiting(d explore.Defect) report.Finding {
	f := report.Finding{Pos: d.Wait.Start(), End: d.Wait.End(), Level: d.Level(), Related: d.Story()}
	switch {
	case d.Wait.Own:
		f.Category = twice
		f.Message = fmt.Sprintf("%s is held already: this Lock waits for ever", d.Wait.Thing())
	case d.Wait.Kind == "lock" || d.Wait.Kind == "rlock":
		f.Category, f.Level = lock, lifetime.Likely
		f.Message = fmt.Sprintf("whoever holds %s waits, too, and never gives it back: this blocks for ever", d.Wait.Thing())
	default:
		f.Category = held
		f.Message = fmt.Sprintf("this %s waits for a goroutine that needs a lock held here: both block for ever", d.Wait.Kind)
	}
	return f
}

func keeping(k explore.Kept) report.Finding {
	f := report.Finding{Pos: k.Lock.Pos(), End: k.Lock.End(), Category: kept, Level: lifetime.Certain, Related: k.Story()}
	if k.Lock.Depth > 0 {
		f.Level = lifetime.Likely // what decides about the lock may decide about its return, too
	}
	how := "locked"
	if k.Reads() {
		how = "read-locked"
	}
	if r := k.Return(); r != nil {
		f.Pos, f.End = r.Pos(), r.End()
		f.Message = fmt.Sprintf("returns with %s %s: the next Lock waits for ever", k.Thing(), how)
	} else {
		f.Message = fmt.Sprintf("%s is still %s when %s ends: the next Lock waits for ever", k.Thing(), how, k.Root.Name())
	}
	return f
}
