package print

import (
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// A Run is what a report is about. Findings and errors are sorted.
type Run struct {
	Paths    *Paths
	Level    string // the least sure findings that were asked for
	Packages int
	Findings []finding.Finding
	Errors   []load.Error
}

// located returns the errors that have a place: a reader of places can show no
// others. All of them are on stderr, in every format.
func (r *Run) located() []load.Error {
	var list []load.Error
	for _, e := range r.Errors {
		if e.File != "" && e.Line > 0 {
			list = append(list, e)
		}
	}
	return list
}

// analysisError is the rule that an error stands under where one is needed.
const analysisError = "analysis"
