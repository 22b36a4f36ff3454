// Package ruletest answers whether a rule does what its annotated sources say.
//
// A rule's cases live in testdata/src/RULE, one folder per claim. All folders
// are one load, because that is where the time goes:
//
//	bad/     at least one "// want"; everything found is certain
//	likely/  as bad/, but reported at the level likely only (optional)
//	good/    silent, also at the level likely
//	fix/     every finding has a fix; FILE.golden is the fixed FILE, byte for byte (optional)
//	cross/   packages that need each other's facts; as bad/ (optional)
//
// Wherever a finding comes with a fix, golden or not, the fixed package is
// gofmt-clean, type-checks, and no longer has the finding.
package ruletest

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// Run checks the rule against its folder of the repository's testdata. The
// level is a setting of the process: do not call Run from parallel tests.
func Run(t *testing.T, rule *analysis.Analyzer) {
	t.Helper()
	for _, problem := range check(Testdata(t), rule) {
		t.Error(problem)
	}
}

// Testdata returns the root of the repository's testdata module, complete with
// the modules that it requires: analysistest itself loads offline.
func Testdata(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "testdata", "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no testdata/go.mod here or in a folder above")
		}
		dir = parent
	}
	dir = filepath.Join(dir, "testdata")
	download := exec.Command("go", "mod", "download")
	download.Dir = dir
	download.Env = append(os.Environ(), "GOWORK=off")
	if out, err := download.CombinedOutput(); err != nil {
		t.Fatalf("go mod download: %v\n%s", err, out)
	}
	return dir
}

// A problems list is a Testing for analysistest that remembers.
type problems []string

func (p *problems) Errorf(format string, args ...any) {
	*p = append(*p, fmt.Sprintf(format, args...))
}

func check(testdata string, rule *analysis.Analyzer) []string {
	var ps problems
	dir := filepath.Join(testdata, "src", rule.Name)
	for _, folder := range []string{"bad", "good"} {
		if files, _ := filepath.Glob(filepath.Join(dir, folder, "*.go")); len(files) == 0 {
			ps.Errorf("%s: no Go files: a rule shows what it finds and what it leaves alone", filepath.Join(dir, folder))
		}
	}
	if len(ps) > 0 {
		return ps
	}

	// The wants are checked once, at the wider level; which of the findings
	// are certain is asked of the same packages again.
	defer setLevel("likely")()
	results := analysistest.Run(&ps, testdata, rule, "./src/"+rule.Name+"/...")
	var pkgs []*packages.Package
	var actions []*checker.Action
	var broken problems // says more than "failed prerequisites" does
	for _, r := range results {
		pkgs, actions = append(pkgs, r.Action.Package), append(actions, r.Action)
		for _, err := range r.Action.Package.Errors {
			broken.Errorf("%v", err)
		}
	}
	if len(broken) > 0 {
		return broken
	}
	if len(ps) > 0 {
		return ps
	}
	withSources := collect(&ps, dir, "likely", actions)
	forget(pkgs)
	likely := analyze(&ps, dir, "likely", pkgs, rule)
	if !slices.EqualFunc(withSources, likely, func(a, b Finding) bool { return a.key() == b.key() }) {
		ps.Errorf("the findings depend on whether the driver has the sources of dependencies")
	}
	certain := analyze(&ps, dir, "certain", pkgs, rule)
	checkLevels(&ps, likely, certain)
	checkFixes(&ps, dir, widest(pkgs), likely, rule)
	return ps
}

// checkLevels compares what each folder claims with what was found.
func checkLevels(ps *problems, likely, certain []Finding) {
	sure := map[string]bool{}
	for _, f := range certain {
		sure[f.key()] = true
	}
	count := map[string]int{}
	for _, f := range likely {
		count[f.Folder]++
		switch {
		case f.Folder == "good":
			ps.Errorf("%v: good/ is silent at every level, but: %s", f.Pos, f.Message)
		case f.Folder == "likely" && sure[f.key()]:
			ps.Errorf("%v: certain, so its place is bad/: %s", f.Pos, f.Message)
		case f.Folder != "likely" && !sure[f.key()]:
			ps.Errorf("%v: not certain, so its place is likely/: %s", f.Pos, f.Message)
		}
		if f.Folder == "fix" && f.Fix == nil {
			ps.Errorf("%v: no fix, so its place is bad/: %s", f.Pos, f.Message)
		}
	}
	if count["bad"] == 0 {
		ps.Errorf("bad/: nothing is found there")
	}
	for _, f := range certain {
		if !slices.ContainsFunc(likely, func(l Finding) bool { return l.key() == f.key() }) {
			ps.Errorf("%v: found at certain and not at likely: %s", f.Pos, f.Message)
		}
	}
}

// setLevel sets the level of all rules and returns the way back.
func setLevel(level string) (reset func()) {
	before := lifetime.ReportLevel().String()
	set := func(level string) {
		// The flag's own names: this cannot fail.
		_ = lifetime.Analyzer.Flags.Set("level", level)
	}
	set(level)
	return func() { set(before) }
}

// forget drops the sources of dependencies: analysistest has them, and the
// command and go vet have export data instead.
func forget(pkgs []*packages.Package) {
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if p.Module == nil || p.Module.Version != "" {
			p.Syntax = nil
		}
	})
}

// widest keeps, of the variants of each package, the one with the most files:
// a file belongs to a package and to its test variant.
func widest(pkgs []*packages.Package) []*packages.Package {
	best := map[string]*packages.Package{}
	for _, p := range pkgs {
		if strings.HasSuffix(p.ID, ".test") {
			continue // the generated main
		}
		if b := best[p.PkgPath]; b == nil || len(p.Syntax) > len(b.Syntax) {
			best[p.PkgPath] = p
		}
	}
	var out []*packages.Package
	for _, path := range slices.Sorted(maps.Keys(best)) {
		out = append(out, best[path])
	}
	return out
}
