package ruletest

import (
	"cmp"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// A Finding is a diagnostic with its rule and its place.
type Finding struct {
	Rule     string
	Folder   string // bad, likely, good, fix, cross
	Level    string // the lowest that it is reported at: certain, likely
	Category string
	Message  string
	Pos, End token.Position
	Related  []string
	Fix      *analysis.SuggestedFix
}

func (f Finding) key() string {
	return fmt.Sprintf("%v\x00%s\x00%s", f.Pos, f.Category, f.Message)
}

// Findings runs the analyzers over the testdata of all rules and returns what
// they say, each finding once, sorted by place.
func Findings(t testing.TB, analyzers ...*analysis.Analyzer) []Finding {
	t.Helper()
	var ps problems
	pkgs := loadAll(t, &ps)
	var all []Finding
	if len(ps) == 0 {
		all = analyze(&ps, "", "likely", pkgs, analyzers...)
		certain := map[string]bool{}
		for _, f := range analyze(&ps, "", "certain", pkgs, analyzers...) {
			certain[f.Rule+f.key()] = true
		}
		for i, f := range all {
			if certain[f.Rule+f.key()] {
				all[i].Level = "certain"
			}
		}
	}
	for _, problem := range ps {
		t.Error(problem)
	}
	return all
}

// loadAll loads the testdata of all rules, as analysistest does.
func loadAll(t testing.TB, ps *problems) []*packages.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode:  packages.LoadSyntax | packages.NeedModule,
		Dir:   Testdata(t),
		Tests: true,
		Env:   append(os.Environ(), "GO111MODULE=on", "GOPROXY=off", "GOWORK=off"),
	}, "./src/...")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		for _, err := range p.Errors {
			ps.Errorf("%v", err)
		}
	}
	return pkgs
}

// analyze runs the analyzers at a level over loaded packages. dir is the
// rule's folder, or "" to take the folder after testdata/src/RULE.
func analyze(ps *problems, dir, level string, pkgs []*packages.Package, analyzers ...*analysis.Analyzer) []Finding {
	defer setLevel(level)()
	graph, err := checker.Analyze(analyzers, pkgs, nil)
	if err != nil {
		ps.Errorf("%v", err)
		return nil
	}
	return collect(ps, dir, level, graph.Roots)
}

// collect returns what the actions say, each finding once, sorted by place.
func collect(ps *problems, dir, level string, actions []*checker.Action) []Finding {
	seen := map[string]bool{}
	var all []Finding
	for _, act := range actions {
		if act.Err != nil {
			ps.Errorf("%v: %v", act, act.Err)
			continue
		}
		fset := act.Package.Fset
		for _, d := range act.Diagnostics {
			f := Finding{Rule: act.Analyzer.Name, Level: level, Category: d.Category, Message: d.Message,
				Pos: fset.Position(d.Pos), End: fset.Position(d.End)}
			f.Folder = folder(dir, f.Pos.Filename)
			for _, r := range d.Related {
				f.Related = append(f.Related, r.Message)
			}
			switch n := len(d.SuggestedFixes); {
			case n == 1:
				f.Fix = &d.SuggestedFixes[0]
			case n > 1:
				ps.Errorf("%v: %d fixes for one finding: which is right?", f.Pos, n)
			}
			if !seen[f.Rule+f.key()] {
				seen[f.Rule+f.key()] = true
				all = append(all, f)
			}
		}
	}
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Offset, b.Pos.Offset),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return all
}

// folder returns the first folder of file below the rule's.
func folder(dir, file string) string {
	file = filepath.ToSlash(file)
	if dir != "" {
		rest, _ := strings.CutPrefix(file, filepath.ToSlash(dir)+"/")
		first, _, _ := strings.Cut(rest, "/")
		return first
	}
	_, rest, _ := strings.Cut(file, "/testdata/src/")
	if parts := strings.Split(rest, "/"); len(parts) > 2 {
		return parts[1]
	}
	return ""
}
