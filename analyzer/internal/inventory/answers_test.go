package inventory

import (
	"fmt"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

// What ends each spawn first, and who waits for it, is what the comment behind
// its line says.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name  string
		marks func(Spawn) []Mark
	}{{"stops", func(s Spawn) []Mark { return s.Stops }}, {"joins", func(s Spawn) []Mark { return s.Joins }}} {
		t.Run(c.name, func(t *testing.T) {
			result := analysistest.Run(t, ruletest.Testdata(t), Analyzer, "./src/inventory/"+c.name)[0]
			got, want := map[string]string{}, map[string]string{}
			for _, s := range result.Result.([]Spawn) {
				got[place(s.Pos)] = "none"
				if marks := c.marks(s); len(marks) > 0 {
					got[place(s.Pos)] = marks[0].Kind
				}
			}
			for _, file := range result.Action.Package.Syntax {
				for _, group := range file.Comments {
					for _, comment := range group.List {
						if kind, ok := strings.CutPrefix(comment.Text, "//= "); ok {
							want[place(result.Action.Package.Fset.Position(comment.Pos()))] = kind
						}
					}
				}
			}
			require.NotEmpty(t, want)
			require.Equal(t, want, got)
		})
	}
}

func place(at token.Position) string {
	return fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)
}
