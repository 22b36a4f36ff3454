package stopflag_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
	"github.com/cancelcheck/cancelcheck/analyzer/stopflag"
)

func Test(t *testing.T) { ruletest.Run(t, stopflag.Analyzer) }
