package ctxescape_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxescape"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxescape.Analyzer) }
