package ctxlost_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/packages"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxlost"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

func Test(t *testing.T) { ruletest.Run(t, ctxlost.Analyzer) }

// TestVet runs go vet's own analyzer over the same cases: what it reports is not
// repeated, and with the flag it is.
func TestVet(t *testing.T) {
	assert.NoError(t, lifetime.Analyzer.Flags.Set("level", "likely"))
	defer func() { assert.NoError(t, lifetime.Analyzer.Flags.Set("level", "certain")) }()
	alone := lines(t, ctxlost.Analyzer, "vet")
	vet := lines(t, lostcancel.Analyzer, "vet")
	assert.NotEmpty(t, vet)
	flag := ctxlost.Analyzer.Flags.Lookup("vet")
	assert.NoError(t, flag.Value.Set("true"))
	both := lines(t, ctxlost.Analyzer, "vet")
	assert.NotEmpty(t, lines(t, lostcancel.Analyzer, "root"))
	assert.Empty(t, lines(t, ctxlost.Analyzer, "root"), "nothing is lost there")
	assert.NoError(t, flag.Value.Set("false"))
	for line, message := range vet {
		assert.NotContains(t, alone, line, message)
		assert.Contains(t, both, line, message)
	}
	for line, message := range both {
		if _, ok := alone[line]; !ok {
			assert.Contains(t, vet, line, message)
		}
	}
}

// lines returns the lines of a package of good cases at which an analyzer says something.
// lostcancel's second message, of the return, is not counted.
func lines(t *testing.T, a *analysis.Analyzer, pkg string) map[string]string {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax | packages.NeedModule,
		Dir:  ruletest.Testdata(t),
		Env:  append(os.Environ(), "GOWORK=off"),
	}, "./src/ctxlost/good/"+pkg)
	require.NoError(t, err)
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	require.NoError(t, err)
	said := map[string]string{}
	for _, root := range graph.Roots {
		require.NoError(t, root.Err)
		for _, d := range root.Diagnostics {
			if p := root.Package.Fset.Position(d.Pos); !strings.HasPrefix(d.Message, "this return") {
				said[fmt.Sprintf("%s:%d", p.Filename, p.Line)] = d.Message
			}
		}
	}
	return said
}
