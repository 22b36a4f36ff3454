package ctxlost_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxlost"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxlost.Analyzer) }
