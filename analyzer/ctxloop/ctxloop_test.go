package ctxloop_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxloop"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxloop.Analyzer) }
