package analyzer_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

var (
	contractPoint = regexp.MustCompile(`(?m)^// Contract (\d+): `)
	contractRow   = regexp.MustCompile(`^//   - (\d+): `)
	contractWord  = regexp.MustCompile(`[a-z]+`)
)

// The cases that break a point of the contract on purpose, and what runtime's
// documentation says that the rules see of it, are the same.
func TestContractCases(t *testing.T) {
	want := map[string][]string{} // the rules, by point
	cases, err := filepath.Glob(filepath.Join(root, "testdata", "src", "*", "bad", "contract.go"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("%d cases: %v", len(cases), err)
	}
	for _, name := range cases {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rule := filepath.Base(filepath.Dir(filepath.Dir(name)))
		for _, m := range contractPoint.FindAllSubmatch(src, -1) {
			if n := string(m[1]); !slices.Contains(want[n], rule) {
				want[n] = append(want[n], rule)
			}
		}
	}

	src, err := os.ReadFile(filepath.Join(root, "runtime", "doc.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(src), "# What the analyzers see of it")
	table, _, _ = strings.Cut(table, "// # ")
	got, point, points := map[string][]string{}, "", 0
	for line := range strings.Lines(table) {
		if m := contractRow.FindStringSubmatch(line); m != nil {
			point = m[1]
			points++
		}
		if point == "" {
			continue
		}
		for _, word := range contractWord.FindAllString(line, -1) {
			if slices.ContainsFunc(analyzer.All, func(a *analysis.Analyzer) bool { return a.Name == word }) {
				got[point] = append(got[point], word)
			}
		}
	}
	if points != 15 {
		t.Errorf("the table has %d points", points)
	}
	for _, rules := range got {
		slices.Sort(rules)
	}
	if !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("runtime/doc.go says %v, the cases are %v", got, want)
	}
}
