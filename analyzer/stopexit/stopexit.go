package stopexit

import (
	_ "embed"
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the stopexit rule.
var Analyzer = report.Rule{Name: "stopexit", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	deferred  = "deferred"
	goroutine = "goroutine"
	interrupt = "interrupt"
	minor     = "minor"
	goexit    = "goexit"
)

// An exit is a defect where it skips a deferred call that somebody will miss.
// One finding per deferred call: the first exit that skips it is the place, for
// whoever mends it mends the deferred call's function.
func find(p *lifetime.Package, say func(report.Finding)) {
	first := map[token.Pos]bool{}
	for _, f := range p.Funcs {
		for _, x := range f.Exits() {
			worst := worst(x)
			if worst == nil {
				continue
			}
			finding := judge(x, worst)
			if finding.Spared == "" && first[worst.Pos()] {
				finding.Spared = "another exit that skips the same call is reported"
			}
			first[worst.Pos()] = first[worst.Pos()] || finding.Spared == ""
			say(finding)
		}
		for _, c := range f.Goexits() {
			say(report.Finding{
				Pos: c.Pos(), End: c.End(), Category: goexit, Level: lifetime.Likely,
				Message: fmt.Sprintf("%s ends the goroutine of its caller, which never goes on", f.Name()),
			})
		}
	}
}

// worst returns what the exit skips that is missed most, or nil.
func worst(x *lifetime.Exit) (found *lifetime.Skipped) {
	for _, s := range x.Skips {
		if s.Loss != lifetime.NoLoss && (found == nil || s.Loss > found.Loss) {
			found = s
		}
	}
	return found
}

func judge(x *lifetime.Exit, s *lifetime.Skipped) report.Finding {
	finding := report.Finding{Pos: x.Pos(), End: x.End(), Category: deferred}
	if x.Tidied() {
		finding.Spared = "something is told to stop before"
		return finding
	}
	where := ""
	switch {
	case x.Interrupted():
		finding.Category, where = interrupt, " on a signal"
	case s.Apart:
		finding.Category, where = goroutine, " in a goroutine"
	}
	if s.Loss == lifetime.Minor {
		finding.Category, finding.Level = minor, lifetime.Likely
	}
	finding.Message = fmt.Sprintf("%s%s ends the process: the deferred %s never runs", short(lifetime.Text(x.Fun)), where, name(s))
	finding.Related = []analysis.RelatedInformation{{Pos: s.Pos(), Message: "deferred here"}}
	return finding
}

// name returns a deferred call as a message says it.
func name(s *lifetime.Skipped) string {
	text := lifetime.Text(s.Fun)
	if strings.HasPrefix(text, "(func") {
		return "func literal"
	}
	return short(text)
}

// short cuts an expression to what fits into a message.
func short(text string) string {
	if len(text) > 30 {
		return text[strings.LastIndexByte(text, '.')+1:]
	}
	return text
}
