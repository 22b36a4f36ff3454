package analyzer_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// The guards keep what is said twice from drifting apart: the folders, the
// list, the README, the rules' documents and what the rules do.

const (
	module = "github.com/cancelcheck/cancelcheck"
	root   = ".." // the checkout
)

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func ruleNames() []string {
	var names []string
	for _, r := range analyzer.Rules {
		names = append(names, r.Name)
	}
	return names
}

// awaited rules have cases, and no code yet.
var awaited = []string{}

func TestRuleFolders(t *testing.T) {
	docs, err := filepath.Glob("*/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, doc := range docs {
		if name := filepath.Dir(doc); name != "gclplugin" {
			folders = append(folders, name)
		}
	}
	if !slices.Equal(folders, ruleNames()) {
		t.Errorf("the folders with a doc.go are %q, analyzer.Rules is %q", folders, ruleNames())
	}
	cases, err := os.ReadDir(filepath.Join(root, "testdata", "src"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range cases {
		_, err := os.Stat(filepath.Join("internal", d.Name()))
		if err != nil && !slices.Contains(ruleNames(), d.Name()) && !slices.Contains(awaited, d.Name()) {
			t.Errorf("testdata/src/%s is of no rule and no package here", d.Name())
		}
	}
	for _, name := range ruleNames() {
		if slices.Contains(awaited, name) {
			t.Errorf("%s is here: strike it from awaited", name)
		}
		for _, file := range []string{"doc.go", name + ".go", name + "_test.go"} {
			if _, err := os.Stat(filepath.Join(name, file)); err != nil {
				t.Errorf("rooms look alike: %v", err)
			}
		}
		// Bazel's nogo looks for this variable, by this name.
		if src := read(t, "analyzer/"+name+"/"+name+".go"); !strings.Contains(src, "\nvar Analyzer = ") {
			t.Errorf("%s/%s.go: no package-level var Analyzer", name, name)
		}
	}
}

func TestURLs(t *testing.T) {
	for _, a := range analyzer.Rules {
		if want := "https://pkg.go.dev/" + path.Join(module, "analyzer", a.Name); a.URL != want {
			t.Errorf("%s: URL %s, want %s", a.Name, a.URL, want)
		}
	}
	for _, a := range reachable(analyzer.All) {
		dir, ok := strings.CutPrefix(a.URL, "https://pkg.go.dev/"+module+"/")
		if _, err := fs.Stat(os.DirFS(root), dir); !ok || err != nil {
			t.Errorf("%s: URL %q is no package of this module: %v", a.Name, a.URL, err)
		}
	}
}

// A document has what every room's has, and nothing is left to fill in.
func TestDocs(t *testing.T) {
	for _, a := range analyzer.Rules {
		first, rest, _ := strings.Cut(a.Doc, "\n")
		if ok, _ := regexp.MatchString(`^`+a.Name+`: report [A-Za-z].*[^.]$`, first); !ok {
			t.Errorf("%s: first line %q, want %q", a.Name, first, a.Name+": report what it finds")
		}
		if blocks := regexp.MustCompile(`(?m)(^\t.*\n(\n\t.*\n|\t.*\n)*)`).FindAllString(rest, -1); len(blocks) < 2 {
			t.Errorf("%s: %d blocks of code, want wrong code and right code", a.Name, len(blocks))
		}
		if !strings.Contains(rest, "Silent when") {
			t.Errorf("%s: its document does not say when it is silent", a.Name)
		}
		sources, _ := filepath.Glob(a.Name + "/*.go")
		for _, file := range sources {
			if strings.Contains(read(t, "analyzer/"+file), "«") {
				t.Errorf("%s: a «blank» is left to fill in", file)
			}
		}
	}
}

// The README's table says what the documents and the testdata say.
func TestReadmeTable(t *testing.T) {
	row := regexp.MustCompile(`(?m)^\| \[([a-z0-9]+)\]\(analyzer/([a-z0-9]+)/doc\.go\) \| (.*) \| (yes|–) \| ([a-z, ]+) \|$`)
	var listed []string
	got := map[string][]string{}
	for _, m := range row.FindAllStringSubmatch(read(t, "README.md"), -1) {
		listed = append(listed, m[1])
		got[m[1]] = m[2:]
	}
	if !slices.Equal(listed, ruleNames()) {
		t.Fatalf("the README lists %q, analyzer.Rules is %q", listed, ruleNames())
	}
	for _, a := range analyzer.Rules {
		first, _, _ := strings.Cut(a.Doc, "\n")
		want := []string{a.Name, strings.TrimPrefix(first, a.Name+": report "), "–", ""}
		levels := map[string]bool{}
		for _, f := range findings(t) {
			if f.Rule == a.Name {
				levels[f.Level] = true
				if f.Fix != nil {
					want[2] = "yes"
				}
			}
		}
		for _, level := range []string{"certain", "likely"} {
			if levels[level] {
				want[3] = strings.TrimPrefix(want[3]+", "+level, ", ")
			}
		}
		if !slices.Equal(got[a.Name], want) {
			t.Errorf("README: row %q, want %q", got[a.Name], want)
		}
	}
}
