package gostuck_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/gostuck"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, gostuck.Analyzer) }
