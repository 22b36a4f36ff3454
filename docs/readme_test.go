// Package docs_test keeps what the README shows true.
package docs_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
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

// documents returns the names of what users read, from this folder.
func documents(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("*.md")
	if err != nil || len(list) < 4 {
		t.Fatalf("%q, %v", list, err)
	}
	return append(list, "../README.md", "../CHANGELOG.md")
}

// What a document links to is there, headings included.
func TestLinks(t *testing.T) {
	for _, doc := range documents(t) {
		for _, m := range regexp.MustCompile(`\]\(([^)#]*)(#[^)]*)?\)`).FindAllStringSubmatch(read(t, doc), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			target := filepath.Join(filepath.Dir(doc), m[1])
			if m[1] == "" {
				target = doc
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %v", doc, err)
			} else if m[2] != "" && !anchors(read(t, target))[m[2]] {
				t.Errorf("%s: %s has no heading %s", doc, m[1], m[2])
			}
		}
	}
}

// anchors returns the fragments that GitHub makes of headings.
func anchors(markdown string) map[string]bool {
	set := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(markdown, -1) {
		text := regexp.MustCompile(`[^\w -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		set["#"+strings.ReplaceAll(text, " ", "-")] = true
	}
	return set
}

// Every page is a click away from the README.
func TestEveryPageIsLinked(t *testing.T) {
	readme := read(t, "../README.md")
	for _, doc := range documents(t) {
		if !strings.HasPrefix(doc, "../") && !strings.Contains(readme, "](docs/"+doc) {
			t.Errorf("README.md does not link to docs/%s", doc)
		}
	}
}

// What documents tell users to type is there: the commands and the flags.
func TestCommands(t *testing.T) {
	help := command(t, "help") + command(t, "help", "baseline") + command(t, "help", "map")
	flags := regexp.MustCompile(`(?m)^\s+(-[\w.]+)`).FindAllString(help, -1)
	for i, f := range flags {
		flags[i] = strings.TrimSpace(f)
	}
	names := regexp.MustCompile(`(?m)^\s+cancelcheck (\w+)`).FindAllStringSubmatch(help, -1)
	if len(flags) < 10 || len(names) < 2 {
		t.Fatalf("read %q and %q in\n%s", flags, names, help)
	}
	for _, doc := range documents(t) {
		for _, line := range typed(read(t, doc)) {
			for i, word := range strings.Fields(line) {
				name, _, _ := strings.Cut(word, "=")
				if strings.HasPrefix(word, "-") && !slices.Contains(flags, name) && !strings.Contains(help, " "+name+" ") {
					t.Errorf("%s: cancelcheck %s: no flag %s", doc, line, name)
				}
				isName := func(known []string) bool { return known[1] == word }
				if i == 0 && regexp.MustCompile(`^[a-z]+$`).MatchString(word) && !slices.ContainsFunc(names, isName) {
					t.Errorf("%s: cancelcheck %s: no command %s", doc, line, word)
				}
			}
		}
	}
}

// typed returns the arguments of the command wherever a document shows it: at
// the start of a line of code, or in quotes in running text.
func typed(markdown string) (lines []string) {
	fence := regexp.MustCompile("(?ms)^```\\w*\n(.*?)^```$")
	call := "(?:go run ./cmd/)?cancelcheck ([^`#|>&\n]*)"
	for _, m := range regexp.MustCompile("(?m)^(?:\\$ |.*modfile=tools.mod )?"+call).FindAllStringSubmatch(strings.Join(fence.FindAllString(markdown, -1), ""), -1) {
		lines = append(lines, m[1])
	}
	for _, m := range regexp.MustCompile("`(?:.*modfile=tools.mod )?"+call).FindAllStringSubmatch(fence.ReplaceAllString(markdown, ""), -1) {
		lines = append(lines, m[1])
	}
	return lines
}

func command(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"run", "./cmd/cancelcheck"}, args...)...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
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
