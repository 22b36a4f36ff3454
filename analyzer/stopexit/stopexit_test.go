package stopexit_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
	"github.com/cancelcheck/cancelcheck/analyzer/stopexit"
)

func Test(t *testing.T) { ruletest.Run(t, stopexit.Analyzer) }
