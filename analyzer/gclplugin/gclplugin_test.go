package gclplugin

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

func TestRegistered(t *testing.T) {
	newPlugin, err := register.GetPlugin("cancelcheck")
	require.NoError(t, err)
	p, err := newPlugin(nil)
	require.NoError(t, err)
	require.Equal(t, register.LoadModeTypesInfo, p.GetLoadMode())
	analyzers, err := p.BuildAnalyzers()
	require.NoError(t, err)
	require.NoError(t, analysis.Validate(analyzers))
}

func TestWrongSettings(t *testing.T) {
	for _, test := range []struct {
		settings map[string]any
		want     string
	}{
		{map[string]any{"rulse": []any{}}, `unknown field "rulse": the settings are rules, level and facts`},
		{map[string]any{"rules": "ctxsleep"}, `the settings are rules, level and facts`},
		{map[string]any{"rules": []any{"ctxslep"}}, `no rule "ctxslep": the rules are ctxblock, ctxbreak,`},
		{map[string]any{"rules": []any{"lifetime"}}, `no rule "lifetime"`},
		{map[string]any{"level": "audit"}, `no level "audit": there are certain and likely`},
	} {
		_, err := New(test.settings)
		require.ErrorContains(t, err, test.want)
	}
}

// messages runs the plugin over folders of testdata, in x/tools' own driver.
func messages(t *testing.T, settings map[string]any, folders ...string) (list []string) {
	t.Helper()
	p, err := New(settings)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, analyzer.Facts.Flags.Set("level", "certain")) })
	analyzers, err := p.BuildAnalyzers()
	require.NoError(t, err)
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule,
		Dir:  "../../testdata",
		Env:  append(os.Environ(), "GOPROXY=off", "GOWORK=off"),
	}, folders...)
	require.NoError(t, err)
	graph, err := checker.Analyze(analyzers, pkgs, nil)
	require.NoError(t, err)
	for _, action := range graph.Roots {
		require.NoError(t, action.Err)
		for _, d := range action.Diagnostics {
			require.Empty(t, d.Related, "golangci-lint makes an issue of each")
			list = append(list, d.Message)
		}
	}
	require.NotEmpty(t, list)
	return list
}

func count(list []string, part string) (n int) {
	for _, s := range list {
		if strings.Contains(s, part) {
			n++
		}
	}
	return n
}

func TestRules(t *testing.T) {
	folders := []string{"./src/ctxsleep/likely", "./src/ctxdead/bad"}
	all := messages(t, map[string]any{"level": "likely"}, folders...)
	require.NotZero(t, count(all, "(ctxdead)"))
	require.NotZero(t, count(all, "(ctxsleep)"))
	one := messages(t, map[string]any{"level": "likely", "rules": []any{"ctxsleep", "ctxsleep"}}, folders...)
	require.Equal(t, count(all, "(ctxsleep)"), len(one))
	require.Zero(t, count(messages(t, nil, folders...), "(ctxsleep)"))
}

func TestFacts(t *testing.T) {
	folders := []string{"./src/ctxsleep/cross/lib", "./src/ctxsleep/cross/app", "./src/ctxsleep/bad"}
	require.NotZero(t, count(messages(t, map[string]any{"facts": true}, folders...), "Settle ignores ctx"))
	require.Zero(t, count(messages(t, map[string]any{"facts": false}, folders...), "Settle ignores ctx"))
}

// A //nolint is golangci-lint's: the finding arrives there, and nothing here
// calls the comment unused. The other directives are ours.
func TestNolint(t *testing.T) {
	good := messages(t, nil, "./src/directive/good", "./src/directive/bad")
	require.Zero(t, count(good, "//nolint"))
	require.NotZero(t, count(good, "(ctxsleep)"))
	require.NotZero(t, count(good, "//cancelcheck:ignore ctxsleep silences nothing"))
	require.NotZero(t, count(good, "//lint:ignore cancelcheck silences nothing"))
}

// Others in the process have the analyzers as they are.
func TestNothingShared(t *testing.T) {
	before := make([]analysis.Analyzer, len(analyzer.All))
	for i, a := range analyzer.All {
		before[i] = *a
	}
	messages(t, map[string]any{"facts": false}, "./src/ctxsleep/bad")
	for i, a := range analyzer.All {
		require.True(t, slices.Equal(before[i].Requires, a.Requires), a.Name)
		require.Equal(t, before[i].ResultType, a.ResultType, a.Name)
		require.Equal(t, len(before[i].FactTypes), len(a.FactTypes), a.Name)
	}
}
