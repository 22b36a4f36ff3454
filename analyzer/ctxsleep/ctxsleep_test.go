package ctxsleep_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxsleep"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxsleep.Analyzer) }
