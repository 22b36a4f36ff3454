package ctxdefer_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxdefer"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxdefer.Analyzer) }
