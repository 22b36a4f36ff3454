package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	cmd := exec.Command(binary, "-json", "-test=false", "-level=likely", "-cache=off", "-lifetime.stats", "std", "cmd/...")
	cmd.Dir = src
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	var stats bytes.Buffer
	cmd.Stderr = &stats
	out, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); err != nil {
		require.True(t, ok, "%v", err)
		require.Equal(t, 1, exit.ExitCode(), "%s", &stats)
	}
	var report print.Report
	require.NoError(t, json.Unmarshal(out, &report))
	assert.Empty(t, report.Errors)
	assert.Greater(t, report.Packages, 300)

	exploredWithin(t, stats.String())

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

// exploredWithin says how many systems were too large to be explored as a
// whole: what gostuck and lockwait do not see for want of budget.
func exploredWithin(t *testing.T, stats string) {
	type sum struct{ systems, states, cut, over int }
	of := map[string]sum{}
	for line := range strings.Lines(stats) {
		var path string
		var s sum
		if n, _ := fmt.Sscanf(line, "explored %s %d systems, %d states, %d without calls, %d over budget", &path, &s.systems, &s.states, &s.cut, &s.over); n < 5 {
			continue
		}
		group := "std"
		if strings.HasPrefix(path, "cmd/") {
			group = "cmd"
		}
		old := of[group]
		of[group] = sum{old.systems + s.systems, old.states + s.states, old.cut + s.cut, old.over + s.over}
	}
	for group, s := range of {
		percent := func(n int) float64 { return 100 * float64(n) / float64(s.systems) }
		t.Logf("%s: %d systems, %d states; without following calls: %.1f %%; over budget: %.1f %%",
			group, s.systems, s.states, percent(s.cut), percent(s.over))
		assert.Less(t, percent(s.over), map[string]float64{"std": 5, "cmd": 10}[group], "systems of %s over budget", group)
	}
	assert.Len(t, of, 2, "-lifetime.stats says nothing")
}
