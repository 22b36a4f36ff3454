package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// config writes the document's .golangci.yml into a module, with settings
// lines instead of its own.
func config(t *testing.T, dir, settings string) {
	t.Helper()
	text := pasted(t, "golangci-lint.md", ".golangci.yml")
	const shown = "          level: certain\n"
	require.Equal(t, 1, strings.Count(text, shown))
	if settings != "" {
		text = strings.Replace(text, shown, "          "+settings+"\n", 1)
	}
	write(t, filepath.Join(dir, ".golangci.yml"), text)
}

func lint(t *testing.T, dir string, args ...string) result {
	t.Helper()
	cache := "GOLANGCI_LINT_CACHE=" + t.TempDir()
	args = append([]string{"run", "--max-issues-per-linter=0", "--max-same-issues=0", "--uniq-by-line=false"}, args...)
	return run(t, dir, []string{cache}, golangci, args...)
}

// byGolangci returns what golangci-lint finds in a module, by linter.
func byGolangci(t *testing.T, dir string, args ...string) map[string][]string {
	t.Helper()
	got := lint(t, dir, append(args, "--output.text.path=", "--output.json.path=stdout", "--show-stats=false")...)
	require.LessOrEqual(t, got.status, 1, got.stderr)
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(got.stdout), &report), got.stderr)
	all := map[string][]string{}
	for _, i := range report.Issues {
		name := i.Pos.Filename
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		name, err := filepath.Rel(dir, name)
		require.NoError(t, err)
		all[i.FromLinter] = append(all[i.FromLinter], canonical(filepath.ToSlash(name), i.Pos.Line, i.Pos.Column, i.Text))
	}
	for _, list := range all {
		slices.Sort(list)
	}
	return all
}

// The module on which the command and go vet are held against each other, at
// both levels.
func TestSameFindings(t *testing.T) {
	dir := module(t, filepath.Join(checkout, "cmd/cancelcheck/testdata/agree.txtar"))
	for _, level := range []string{"certain", "likely"} {
		config(t, dir, "level: "+level)
		want := byCommand(t, dir, "-level="+level)
		require.NotEmpty(t, want)
		require.Equal(t, want, byGolangci(t, dir, "--enable-only=cancelcheck")["cancelcheck"])
	}
}

// All cases of all rules. An unused //nolint is for nolintlint to say.
func TestSameFindingsInTestdata(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "testdata")
	for _, name := range []string{"testdata", "runtime"} { // which its go.mod points to
		require.NoError(t, os.CopyFS(filepath.Join(top, name), os.DirFS(filepath.Join(checkout, name))))
	}
	config(t, dir, "level: likely")
	want := slices.DeleteFunc(byCommand(t, dir, "-level=likely", "./src/..."), func(s string) bool {
		return strings.Contains(s, "//nolint:cancelcheck silences nothing")
	})
	require.Greater(t, len(want), 50)
	require.Equal(t, want, byGolangci(t, dir, "--enable-only=cancelcheck", "./src/...")["cancelcheck"])
}

// As pasted, beside the linters that are on by default.
func TestAsPasted(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(checkout, "docs/sample"))))
	config(t, dir, "")
	got := lint(t, dir)
	require.Equal(t, 1, got.status, got.stderr)
	require.Contains(t, got.stdout, "serve.go:13:22: ctx is done already: Shutdown returns at once (ctxdead) (cancelcheck)\n")
	require.Contains(t, got.stdout, "(errcheck)", "the linters that are on by default stay on")
	require.NotContains(t, got.stdout, "related information")
}

func TestSettings(t *testing.T) {
	dir := module(t, "testdata/silence.txtar")
	for settings, want := range map[string]string{
		"rulse: [ctxdead]":  `unknown field "rulse": the settings are rules, level and facts`,
		"rules: [ctxslep]":  `no rule "ctxslep": the rules are ctxblock, ctxbreak,`,
		"level: everything": `no level "everything": there are certain and likely`,
	} {
		config(t, dir, settings)
		got := lint(t, dir)
		require.Greater(t, got.status, 1, settings)
		require.Contains(t, got.stderr, want)
	}
	config(t, dir, "rules: [ctxdead]")
	require.Empty(t, byGolangci(t, dir, "--enable-only=cancelcheck"))
}

// A //nolint that silences something is used, one that does not is for
// nolintlint to report. Our own directives are ours.
func TestSilence(t *testing.T) {
	dir := module(t, "testdata/silence.txtar")
	config(t, dir, "")
	got := byGolangci(t, dir, "--enable-only=cancelcheck,nolintlint")
	require.Equal(t, map[string][]string{
		"cancelcheck": {
			"silence.go:12:2: time.Sleep ignores ctx: cancelling it does not end this pause (ctxsleep)",
			"silence.go:30:2: //cancelcheck:ignore ctxsleep silences nothing: remove it (directive)",
		},
		"nolintlint": {"silence.go:32:17: directive `//nolint:cancelcheck // nothing here` is unused for linter \"cancelcheck\""},
	}, got)
}

// Fixes write the same bytes on both roads.
func TestFix(t *testing.T) {
	ours, theirs := module(t, "testdata/fix.txtar"), module(t, "testdata/fix.txtar")
	before := files(t, ours)
	run(t, ours, nil, command, "-cache=off", "-fix")
	after := files(t, ours)
	for name, text := range before {
		require.NotEqual(t, text, after[name], name)
	}
	config(t, theirs, "")
	got := lint(t, theirs, "--enable-only=cancelcheck", "--fix")
	require.Equal(t, 0, got.status, got.stdout+got.stderr)
	require.Equal(t, after, files(t, theirs))
}
