package ctxbreak_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxbreak"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxbreak.Analyzer) }
