package gostuck_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/analyzer/gostuck"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, gostuck.Analyzer) }

// TestNoFix checks that no buffer is offered where it would change more than
// that a goroutine is stuck.
func TestNoFix(t *testing.T) {
	found := 0
	for _, folder := range []string{"relies", "full"} {
		for _, f := range ruletest.In(t, ruletest.Testdata(t), "./src/gostuck/bad/"+folder, gostuck.Analyzer) {
			found++
			if f.Fix != nil {
				t.Errorf("%v: %s", f.Pos, f.Fix.Message)
			}
		}
	}
	if found < 10 {
		t.Errorf("%d findings only", found)
	}
}

// TestAlike checks that who wants the same as one that is told, at another place,
// is told of with it.
func TestAlike(t *testing.T) {
	file := filepath.Join(ruletest.Testdata(t), "src", "gostuck", "fix", "fix.go")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	wants, told := map[int]bool{}, map[int]bool{}
	for i, line := range bytes.Split(text, []byte("\n")) {
		if bytes.HasSuffix(line, []byte("// in its stead")) {
			wants[i+1] = true
		}
	}
	for _, f := range ruletest.In(t, ruletest.Testdata(t), "./src/gostuck/fix", gostuck.Analyzer) {
		for i, said := range f.Related {
			if strings.HasSuffix(said, "in its stead") {
				told[f.Chain[i].Line] = true
			}
		}
	}
	assert.NotEmpty(t, wants)
	assert.Equal(t, wants, told)
}
