package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// copyTree copies the checkout, without its history and nested modules that
// the rules do not need.
func copyTree(t *testing.T) string {
	t.Helper()
	from, err := findRoot()
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	err = filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(from, path)
		switch {
		case err != nil:
			return err
		case rel == ".git" || rel == "bench" || rel == "docs":
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o777)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func run(dir string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// A new room builds and is vet-clean, its test fails because nothing is found
// yet, and both lists stay sorted.
func TestCreate(t *testing.T) {
	root := copyTree(t)
	if err := create(root, "zzlast", "report the last thing"); err != nil {
		t.Fatal(err)
	}
	if err := create(root, "aafirst", ""); err != nil {
		t.Fatal(err)
	}
	if out, err := run(root, "vet", "./analyzer", "./analyzer/aafirst", "./analyzer/zzlast"); err != nil {
		t.Fatalf("go vet: %v\n%s", err, out)
	}
	out, err := run(root, "test", "./analyzer/zzlast")
	if err == nil || !strings.Contains(out, "no diagnostic was reported matching") {
		t.Errorf("the new rule's test: %v, want a failure for the missing finding\n%s", err, out)
	}
	for file, want := range map[string]string{
		"analyzer/analyzers.go": `(?s)analyzer/aafirst".*analyzer/zzlast"\n\).*\{\n\taafirst\.Analyzer,\n.*\tzzlast\.Analyzer,\n\}`,
		"README.md":             `(?s)\| --- \|\n\| \[aafirst\]\(analyzer/aafirst/doc\.go\) \| «what it finds» \|.*\| \[zzlast\]\(analyzer/zzlast/doc\.go\) \| the last thing \| – \| certain \|\n\n`,
	} {
		data, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(want).Match(data) {
			t.Errorf("%s does not match %s:\n%s", file, want, data)
		}
	}
}

// A refusal writes nothing.
func TestRefuse(t *testing.T) {
	root := copyTree(t)
	for _, test := range []struct{ name, phrase, want string }{
		{"CtxLoop", "", "one lower-case word"},
		{"ctx-loop", "", "one lower-case word"},
		{"../x", "", "one lower-case word"},
		{"ctxsleep", "", "is there already"},
		{"directive", "finds things", "a rule reports something"},
		{"internal", "", "exists"},
	} {
		before, _ := os.ReadFile(filepath.Join(root, "analyzer", "analyzers.go"))
		err := create(root, test.name, test.phrase)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s: got %v, want %q", test.name, test.phrase, err, test.want)
		}
		after, _ := os.ReadFile(filepath.Join(root, "analyzer", "analyzers.go"))
		if string(before) != string(after) {
			t.Errorf("%s: the list changed", test.name)
		}
	}
}
