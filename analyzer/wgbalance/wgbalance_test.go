package wgbalance_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
	"github.com/cancelcheck/cancelcheck/analyzer/wgbalance"
)

func Test(t *testing.T) { ruletest.Run(t, wgbalance.Analyzer) }
