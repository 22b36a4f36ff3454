// Package docs_test keeps what the README shows true.
package docs_test

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// blocks returns the README's code blocks in one language.
func blocks(readme, language string) []string {
	var list []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(readme, -1) {
		list = append(list, m[1])
	}
	return list
}

// The example is the sample's source, and the output under it is what the
// command shown above it prints.
func TestSample(t *testing.T) {
	readme := read(t, "../README.md")
	example := blocks(readme, "go")[0]
	if !strings.Contains(read(t, "sample/serve.go"), example) {
		t.Errorf("the README's example is not in sample/serve.go:\n%s", example)
	}

	var shown string
	for _, block := range blocks(readme, "console") {
		if output, ok := strings.CutPrefix(block, "$ go run ./cmd/cancelcheck -C docs/sample ./...\n"); ok {
			shown = output
		}
	}
	cmd := exec.Command("go", "run", "./cmd/cancelcheck", "-C", "docs/sample", "./...")
	cmd.Dir = ".."
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Fatalf("%v, want exit code 1\n%s", err, out)
	}
	if shown == "" || string(out) != shown {
		t.Errorf("the command prints:\n%s\nthe README shows:\n%s", out, shown)
	}
}

func TestReadmeLength(t *testing.T) {
	if n := strings.Count(read(t, "../README.md"), "\n"); n > 150 {
		t.Errorf("%d lines, at most 150: recipes and guides go to docs/", n)
	}
}

// What the README links to is there.
func TestReadmeLinks(t *testing.T) {
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(read(t, "../README.md"), -1) {
		if strings.Contains(m[1], "://") {
			continue
		}
		if _, err := os.Stat("../" + m[1]); err != nil {
			t.Error(err)
		}
	}
}

// The command that tests everything is one, in the README and in CI.
func TestTestCommand(t *testing.T) {
	const command = "go test ./... ./runtime/..."
	for _, name := range []string{"../README.md", "../.ci/run"} {
		if !strings.Contains(read(t, name), "\n"+command) {
			t.Errorf("%s does not call %q", name, command)
		}
	}
}
