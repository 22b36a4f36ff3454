package ctxdead_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxdead"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxdead.Analyzer) }
