// Package recipes_test runs the recipes of docs/ with the real tools: what a
// user pastes is what runs here. It is a module of its own because of what the
// tools need.
package recipes_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const module = "github.com/cancelcheck/cancelcheck"

// checkout is the repository around this module, bin where the command under
// test is installed.
var checkout, bin string

func TestMain(m *testing.M) {
	os.Exit(install(m.Run))
}

// install is the recipe of everybody who does not use @latest.
func install(tests func() int) int {
	here, err := os.Getwd()
	if err == nil {
		checkout = filepath.Join(here, "..", "..")
		bin, err = os.MkdirTemp("", "recipes")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(bin)
	cmd := exec.Command("go", "install", "-trimpath", "-buildvcs=false", "./cmd/cancelcheck")
	cmd.Dir = checkout
	cmd.Env = append(os.Environ(), "GOBIN="+bin, "GOWORK=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	os.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return tests()
}

// A result is what a process left behind.
type result struct {
	stdout, stderr string
	status         int
}

// run runs a program in dir, without the developer's own settings of the go
// command. The command under test is in the PATH.
func run(t *testing.T, dir string, env []string, name string, args ...string) result {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=", "GOENV=off", "GOTOOLCHAIN=local",
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "PWD="+dir,
		"XDG_CACHE_HOME="+filepath.Join(bin, "cache"), "GOCACHE="+goEnv(t, "GOCACHE"))
	cmd.Env = append(cmd.Env, env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// must is run for what has to end well.
func must(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	r := run(t, dir, env, name, args...)
	if r.status != 0 {
		t.Fatalf("%s %s: exit status %d\n%s%s", name, strings.Join(args, " "), r.status, r.stdout, r.stderr)
	}
	return r.stdout
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// app writes the user's module to a new folder below dir.
func app(t *testing.T, dir string) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/app.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
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

// block returns the code block of a document that contains a text.
func block(t *testing.T, doc, language, contains string) string {
	t.Helper()
	text := read(t, filepath.Join(checkout, "docs", doc))
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[1], contains) {
			return m[1]
		}
	}
	t.Fatalf("docs/%s has no %s block with %q", doc, language, contains)
	return ""
}

// byCommand returns the findings of the command in canonical form.
func byCommand(t *testing.T, dir string, args ...string) []string {
	t.Helper()
	r := run(t, dir, nil, "cancelcheck", append([]string{"-cache=off", "-json"}, args...)...)
	var report struct {
		Findings []struct {
			File, Rule, Category, Message string
			Line, Column                  int
		}
	}
	if err := json.Unmarshal([]byte(r.stdout), &report); err != nil || len(report.Findings) == 0 {
		t.Fatalf("%v\n%s%s", err, r.stdout, r.stderr)
	}
	var list []string
	for _, f := range report.Findings {
		list = append(list, canonical(f.File, f.Line, f.Column, f.Rule, f.Category, f.Message))
	}
	slices.Sort(list)
	return list
}

// canonical is what all roads agree on.
func canonical(file string, line, column any, rule, category, message string) string {
	return fmt.Sprintf("%s:%v:%v %s/%s %s", file, line, column, rule, category, message)
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant:\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
