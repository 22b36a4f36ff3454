package ctxblock_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxblock"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxblock.Analyzer) }
