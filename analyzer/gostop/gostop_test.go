package gostop_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/gostop"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, gostop.Analyzer) }
