package ctxdrop_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxdrop"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxdrop.Analyzer) }
