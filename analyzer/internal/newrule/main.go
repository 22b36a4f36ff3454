// Command newrule makes a rule's room, so that a new rule starts complete:
//
//	go run ./analyzer/internal/newrule ctxloop report loops that never observe cancellation
//
// It writes analyzer/NAME with its three files, testdata/src/NAME/{bad,good},
// the entry in package analyzer's Rules and the row in the README. What it
// writes builds, and its test fails: the bad case is not found yet. Text to
// replace stands between « and »; a guard in package analyzer fails while any
// is left.
package main

import (
	"embed"
	"errors"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

//go:embed template
var rooms embed.FS

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: newrule NAME [report what it finds]")
		os.Exit(2)
	}
	root, err := findRoot()
	if err == nil {
		err = create(root, os.Args[1], strings.Join(os.Args[2:], " "))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "newrule:", err)
		os.Exit(1)
	}
}

// findRoot returns the folder that holds the suite's go.mod.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		mod, _ := os.ReadFile(filepath.Join(dir, "go.mod"))
		if strings.HasPrefix(string(mod), "module "+module+"\n") {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			err = errors.New("not inside a checkout of " + module)
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

const module = "github.com/cancelcheck/cancelcheck"

type rule struct {
	Name   string
	Phrase string // report what it finds
	Finds  string // the phrase without its verb
}

func create(root, name, phrase string) error {
	if ok, _ := regexp.MatchString(`^[a-z][a-z0-9]*$`, name); !ok {
		return fmt.Errorf("%q is no rule name: one lower-case word, named for the defect", name)
	}
	if phrase == "" {
		phrase = "report «what it finds»"
	}
	finds, ok := strings.CutPrefix(phrase, "report ")
	if !ok {
		return fmt.Errorf("%q: a rule reports something: report what it finds", phrase)
	}
	r := rule{name, phrase, finds}

	// Whatever can fail without writing comes first.
	list, err := addToList(filepath.Join(root, "analyzer", "analyzers.go"), r)
	if err != nil {
		return err
	}
	readme, err := addToReadme(filepath.Join(root, "README.md"), r)
	if err != nil {
		return err
	}
	room, cases := filepath.Join(root, "analyzer", name), filepath.Join(root, "testdata", "src", name)
	for _, dir := range []string{room, cases} {
		if _, err := os.Stat(dir); err == nil {
			return fmt.Errorf("%s exists", dir)
		}
	}
	files := map[string]string{
		"doc.go.tmpl":  filepath.Join(room, "doc.go"),
		"rule.go.tmpl": filepath.Join(room, name+".go"),
		"test.go.tmpl": filepath.Join(room, name+"_test.go"),
		"bad.go.tmpl":  filepath.Join(cases, "bad", "bad.go"),
		"good.go.tmpl": filepath.Join(cases, "good", "good.go"),
	}
	for from, to := range files {
		if err := write(from, to, r); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(root, "analyzer", "analyzers.go"), list, 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "README.md"), readme, 0o666)
}

func write(from, to string, r rule) error {
	t, err := template.ParseFS(rooms, "template/"+from)
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := t.Execute(&text, r); err != nil {
		return err
	}
	src, err := format.Source([]byte(text.String()))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return os.WriteFile(to, src, 0o666)
}

var listed = regexp.MustCompile(`^\t([a-z0-9]+)\.Analyzer,`)

func addToList(path string, r rule) ([]byte, error) {
	lines, err := readLines(path)
	if err != nil {
		return nil, err
	}
	// gofmt sorts the import into its place.
	anchor := "\t\"" + module + "/analyzer/internal/lifetime\""
	if lines, err = insertBefore(path, lines, anchor, "\t\""+module+"/analyzer/"+r.Name+"\""); err != nil {
		return nil, err
	}
	start := slices.Index(lines, "var Rules = []*analysis.Analyzer{")
	if start < 0 {
		return nil, fmt.Errorf("%s: no list of rules", path)
	}
	end := start + slices.Index(lines[start:], "}")
	at, err := place(lines[start:end], listed, r.Name)
	if err != nil {
		return nil, fmt.Errorf("%s: %v", path, err)
	}
	lines = slices.Insert(lines, start+at, "\t"+r.Name+".Analyzer,")
	return format.Source([]byte(strings.Join(lines, "\n")))
}

var row = regexp.MustCompile(`^\| \[([a-z0-9]+)\]\(analyzer/`)

func addToReadme(path string, r rule) ([]byte, error) {
	lines, err := readLines(path)
	if err != nil {
		return nil, err
	}
	at, err := place(lines, row, r.Name)
	if err != nil {
		return nil, fmt.Errorf("%s: %v", path, err)
	}
	lines = slices.Insert(lines, at, fmt.Sprintf("| [%s](analyzer/%s/doc.go) | %s | – | certain |", r.Name, r.Name, r.Finds))
	return []byte(strings.Join(lines, "\n")), nil
}

// place returns the index of the line at which an entry belongs, among lines
// whose entries the pattern names.
func place(lines []string, pattern *regexp.Regexp, name string) (int, error) {
	last := -1
	for i, line := range lines {
		m := pattern.FindStringSubmatch(line)
		switch {
		case m == nil:
		case m[1] == name:
			return 0, fmt.Errorf("%s is there already", name)
		case m[1] > name:
			return i, nil
		default:
			last = i
		}
	}
	if last < 0 {
		return 0, errors.New("no entry to stand beside")
	}
	return last + 1, nil
}

func insertBefore(path string, lines []string, anchor, line string) ([]string, error) {
	i := slices.Index(lines, anchor)
	if i < 0 {
		return nil, fmt.Errorf("%s: no line %q", path, anchor)
	}
	return slices.Insert(lines, i, line), nil
}

func readLines(path string) ([]string, error) {
	data, err := os.ReadFile(path)
	return strings.Split(string(data), "\n"), err
}
