package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/print"
)

// TestStandardLibrary analyses std and cmd at the wider level: no panic, no
// error, and no two findings of different rules on one piece of text, for the
// rules are a partition. Tests are left out: compiling theirs takes minutes.
func TestStandardLibrary(t *testing.T) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	src := filepath.Join(strings.TrimSpace(string(goroot)), "src")
	cmd := exec.Command(binary, "-json", "-test=false", "-level=likely", "-cache=off", "std", "cmd/...")
	cmd.Dir = src
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); err != nil {
		require.True(t, ok, "%v", err)
		require.Equal(t, 1, exit.ExitCode(), "%s", exit.Stderr)
	}
	var report print.Report
	require.NoError(t, json.Unmarshal(out, &report))
	assert.Empty(t, report.Errors)
	assert.Greater(t, report.Packages, 300)

	byFile := map[string][]finding.Finding{}
	for _, f := range report.Findings {
		byFile[f.Module+"/"+f.File] = append(byFile[f.Module+"/"+f.File], f.Finding)
	}
	for file, list := range byFile {
		for i, f := range list {
			for _, g := range list[:i] {
				if f.Rule != g.Rule && slices.Compare([]int{f.Line, f.Column}, []int{g.EndLine, g.EndColumn}) < 0 {
					t.Errorf("%s:%d: %s and %s both report it", file, f.Line, g.Rule, f.Rule)
				}
			}
		}
	}
}
