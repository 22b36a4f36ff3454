package gojoin_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/gojoin"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, gojoin.Analyzer) }
