package lifetime_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func TestEffects(t *testing.T) {
	analysistest.Run(t, ruletest.Testdata(t), lifetime.Analyzer, "./src/lifetime")
}
