package analyzer_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

// Only the list of all rules can tell whether a directive was used, so its
// cases run here.
func TestDirectives(t *testing.T) {
	i := slices.IndexFunc(analyzer.All, func(a *analysis.Analyzer) bool { return a.Name == "directive" })
	if i < 0 {
		t.Fatal("directives are judged by nobody")
	}
	ruletest.Run(t, analyzer.All[i])
}
