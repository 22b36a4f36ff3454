package e2e_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A found is a finding as one road tells it; what a road does not tell is
// empty.
type found struct {
	file                           string
	line, column                   int
	message, rule, category, level string
}

// A road finds what there is in a module at a level, in canonical form. The
// rest says which of a finding's parts it tells: each ends its message with
// the rule, so the position and the message are what all have in common.
type road struct {
	name            string
	walk            func(t *testing.T, dir, level string) []found
	category, level bool
}

func roads(t *testing.T) []road {
	env := environment(t)
	repo, rev := published(t, env)
	byHook := func(t *testing.T, dir, level string) []found {
		h := install(t, env, repo, rev, "args: [-level="+level+"]")
		require.NoError(t, os.CopyFS(h.dir, os.DirFS(dir)))
		h.must("git", "add", "-A")
		r := run(t, h.dir, h.env, "pre-commit", "run", "cancelcheck")
		require.Equal(t, 1, r.status, "findings stop the commit")
		return byLines(t, r.stdout)
	}
	return []road{
		{"cancelcheck", byText, false, false},
		{"cancelcheck -format=sarif", bySarif, true, true},
		{"go vet", byVet, false, false},
		{"go vet -json", byVetJSON, true, false},
		{"golangci-lint", byPlugin, false, false},
		{"pre-commit", byHook, false, false},
	}
}

// inPlace makes go vet analyse the module where it lies: under -trimpath, which
// CI sets to share compiled packages, it replays what it said of an equal module
// in another folder, with that folder's names (docs/shared-cache.md).
var inPlace = []string{"GOFLAGS="}

// TestRoads compares all roads on one module: facts across packages, tests
// inside and outside of packages, directives, and both levels. The command's
// JSON tells everything and is what the others are compared with.
func TestRoads(t *testing.T) {
	dir := module(t, filepath.Join(checkout, "cmd/cancelcheck/testdata/agree.txtar"))
	all := roads(t)
	got := map[string][]found{}
	for _, level := range []string{"certain", "likely"} {
		got[level] = byJSON(t, dir, level)
		require.NotEmpty(t, got[level])
		for _, r := range all {
			t.Run(level+"/"+strings.ReplaceAll(r.name, " ", "_"), func(t *testing.T) {
				require.Equal(t, told(r, got[level]), r.walk(t, dir, level))
			})
		}
	}
	// A finding has the same level whichever level is asked for.
	certain := slices.DeleteFunc(slices.Clone(got["likely"]), func(f found) bool { return f.level != "certain" })
	require.Equal(t, got["certain"], certain)
	require.Greater(t, len(got["likely"]), len(certain), "the module has findings of both levels")
}

// told is what a road can tell of findings.
func told(r road, list []found) (parts []found) {
	for _, f := range list {
		if !r.category {
			f.rule, f.category = "", ""
		}
		if !r.level {
			f.level = ""
		}
		parts = append(parts, f)
	}
	return sorted(parts)
}

func sorted(list []found) []found {
	slices.SortFunc(list, func(a, b found) int { return strings.Compare(fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b)) })
	return list
}

func byJSON(t *testing.T, dir, level string) (list []found) {
	t.Helper()
	r := run(t, dir, nil, command, "-cache=off", "-format=json", "-level="+level)
	var report struct {
		Findings []struct {
			File, Message, Rule, Category, Level string
			Line, Column                         int
		}
		Errors []any
	}
	require.NoError(t, json.Unmarshal([]byte(r.stdout), &report), r.stderr)
	require.Empty(t, report.Errors)
	for _, f := range report.Findings {
		require.True(t, strings.HasSuffix(f.Message, " ("+f.Rule+")"), f.Message)
		list = append(list, found{f.File, f.Line, f.Column, f.Message, f.Rule, f.Category, f.Level})
	}
	return sorted(list)
}

// A line that starts with a place tells a finding, unless its message is
// indented: then it is a part of the chain.
var placed = regexp.MustCompile(`(?m)^([^\s:]+):(\d+):(\d+): (\S.*)$`)

func byLines(t *testing.T, text string) (list []found) {
	t.Helper()
	for _, m := range placed.FindAllStringSubmatch(text, -1) {
		list = append(list, found{file: m[1], line: number(t, m[2]), column: number(t, m[3]), message: m[4]})
	}
	return sorted(list)
}

func byText(t *testing.T, dir, level string) []found {
	t.Helper()
	return byLines(t, run(t, dir, nil, command, "-cache=off", "-level="+level).stdout)
}

func byVet(t *testing.T, dir, level string) []found {
	t.Helper()
	r := run(t, dir, inPlace, "go", "vet", "-vettool="+command, "-level="+level, "./...")
	require.Equal(t, 1, r.status, "findings fail go vet")
	return byLines(t, r.stderr)
}

func bySarif(t *testing.T, dir, level string) (list []found) {
	t.Helper()
	r := run(t, dir, nil, command, "-cache=off", "-format=sarif", "-level="+level)
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID     string
				Message    struct{ Text string }
				Properties struct{ Category, Level string }
				Locations  []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(r.stdout), &log), r.stderr)
	for _, f := range log.Runs[0].Results {
		at := f.Locations[0].PhysicalLocation
		p := f.Properties
		list = append(list, found{at.ArtifactLocation.URI, at.Region.StartLine, at.Region.StartColumn, f.Message.Text, f.RuleID, p.Category, p.Level})
	}
	return sorted(list)
}

func byVetJSON(t *testing.T, dir, level string) (list []found) {
	t.Helper()
	r := run(t, dir, inPlace, "go", "vet", "-vettool="+command, "-level="+level, "-json", "./...")
	for dec := json.NewDecoder(strings.NewReader(r.stdout)); dec.More(); {
		var unit map[string]map[string][]struct{ Category, Posn, Message string }
		require.NoError(t, dec.Decode(&unit), r.stderr)
		for _, byRule := range unit {
			for rule, diagnostics := range byRule {
				for _, d := range diagnostics {
					place, err := filepath.Rel(dir, d.Posn)
					require.NoError(t, err)
					f := byLines(t, filepath.ToSlash(place)+": "+d.Message)
					require.Len(t, f, 1)
					f[0].rule, f[0].category = rule, d.Category
					list = append(list, f...)
				}
			}
		}
	}
	return sorted(list)
}

func byPlugin(t *testing.T, dir, level string) []found {
	t.Helper()
	config(t, dir, "level: "+level)
	return byLines(t, strings.Join(byGolangci(t, dir, "--enable-only=cancelcheck", "--allow-parallel-runners")["cancelcheck"], "\n"))
}

func number(t *testing.T, s string) (n int) {
	t.Helper()
	_, err := fmt.Sscan(s, &n)
	require.NoError(t, err)
	return n
}
