package lockwait_test

import (
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
	"github.com/cancelcheck/cancelcheck/analyzer/lockwait"
)

func Test(t *testing.T) { ruletest.Run(t, lockwait.Analyzer) }
