// Package e2e_test runs cancelcheck where people already work: in the real
// golangci-lint, with the plugin linked in, and in the real pre-commit. It is
// a module of its own because of what those need.
package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// The programs under test, built once, and the repository they are of.
var command, golangci, checkout string

func TestMain(m *testing.M) {
	os.Exit(build(m.Run))
}

func build(tests func() int) int {
	dir, err := os.MkdirTemp("", "e2e")
	if err == nil {
		checkout, err = filepath.Abs("..")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	command, golangci = filepath.Join(dir, "cancelcheck"), filepath.Join(dir, "golangci")
	for _, args := range [][]string{
		{"-C", checkout, "build", "-o", command, "./cmd/cancelcheck"},
		{"build", "-trimpath", "-o", golangci, "./golangci"}, // as TestCustom does: it shares the build cache
	} {
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "go %s: %v\n%s", strings.Join(args, " "), err, out)
			return 1
		}
	}
	return tests()
}

// A result is what a process left behind.
type result struct {
	stdout, stderr string
	status         int
}

func run(t *testing.T, dir string, env []string, name string, args ...string) result {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "NO_COLOR=1", "PWD="+dir)
	cmd.Env = append(cmd.Env, env...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", name, err)
	}
	return result{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}
}

// module writes the files of an archive into a folder of its own.
func module(t *testing.T, archive string) string {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil || len(a.Files) == 0 {
		t.Fatalf("%s: %d files: %v", archive, len(a.Files), err)
	}
	dir := t.TempDir()
	for _, f := range a.Files {
		write(t, filepath.Join(dir, f.Name), string(f.Data))
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// pasted returns the yaml that a document shows for a file.
func pasted(t *testing.T, document, file string) string {
	t.Helper()
	block := regexp.MustCompile("(?s)\n`" + regexp.QuoteMeta(file) + "`\n\n```yaml\n(.*?)```\n")
	m := block.FindStringSubmatch(read(t, filepath.Join(checkout, "docs", document)))
	if m == nil {
		t.Fatalf("docs/%s shows no %s", document, file)
	}
	return m[1]
}

// files returns the Go files below a folder, by name.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".go" {
			rel, _ := filepath.Rel(dir, path)
			all[rel] = read(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// canonical is what all roads agree on. golangci-lint has no category.
func canonical(file string, line, column int, message string) string {
	return fmt.Sprintf("%s:%d:%d: %s", file, line, column, message)
}

// byCommand returns what the command finds in a module.
func byCommand(t *testing.T, dir string, args ...string) (list []string) {
	t.Helper()
	got := run(t, dir, nil, command, append([]string{"-cache=off", "-json"}, args...)...)
	var report struct {
		Findings []struct {
			File, Rule, Message string
			Line, Column        int
		}
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.status > 1 {
		t.Fatalf("status %d, %v\n%s", got.status, err, got.stderr)
	}
	for _, f := range report.Findings {
		if !strings.HasSuffix(f.Message, " ("+f.Rule+")") {
			t.Errorf("%s: the message does not end with the rule %s", f.Message, f.Rule)
		}
		list = append(list, canonical(f.File, f.Line, f.Column, f.Message))
	}
	slices.Sort(list)
	return list
}
