package analyzer_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

var corpus struct {
	once sync.Once
	all  []ruletest.Finding
}

// findings returns what all analyzers say about all of testdata.
func findings(t *testing.T) []ruletest.Finding {
	t.Helper()
	corpus.once.Do(func() { corpus.all = ruletest.Findings(t, analyzer.All...) })
	if len(corpus.all) == 0 {
		t.Fatal("nothing is found in all of testdata")
	}
	return corpus.all
}

func TestMessages(t *testing.T) {
	for _, f := range findings(t) {
		src := source(t, f)
		for _, problem := range messageProblems(f.Rule, f.Message, src) {
			t.Errorf("%v: %s: %s", f.Pos, f.Message, problem)
		}
		for _, text := range f.Related {
			for _, problem := range relatedProblems(text) {
				t.Errorf("%v: related %q: %s", f.Pos, text, problem)
			}
		}
	}
}

// source returns the lines that the finding stands on.
func source(t *testing.T, f ruletest.Finding) string {
	t.Helper()
	data, err := os.ReadFile(f.Pos.Filename)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	return strings.Join(lines[f.Pos.Line-1:max(f.Pos.Line, f.End.Line)], "\n")
}

const longest = 110

var hedge = regexp.MustCompile(`(?i)\b(should|consider|possibl[ey])\b`)

func messageProblems(rule, message, src string) (problems []string) {
	text, ok := strings.CutSuffix(message, " ("+rule+")")
	if !ok {
		problems = append(problems, "does not end with the rule")
	}
	if n := utf8.RuneCountInString(message); n > longest {
		problems = append(problems, fmt.Sprintf("%d characters, at most %d", n, longest))
	}
	// An upper-case start is a name of the user's, or is none.
	first, _, _ := strings.Cut(text, " ")
	name := strings.TrimRight(regexp.MustCompile(`[(:,].*`).ReplaceAllString(first, ""), ".")
	if r, _ := utf8.DecodeRuneInString(text); unicode.IsUpper(r) && !strings.Contains(src, name) {
		problems = append(problems, "upper-case start")
	}
	return append(problems, relatedProblems(strings.TrimRight(text, " "))...)
}

func relatedProblems(text string) (problems []string) {
	if strings.HasSuffix(text, ".") {
		problems = append(problems, "ends with a period")
	}
	if word := hedge.FindString(text); word != "" {
		problems = append(problems, "says "+word)
	}
	if strings.TrimSpace(text) != text || text == "" {
		problems = append(problems, "empty, or blank at an end")
	}
	return problems
}

func TestMessageProblems(t *testing.T) {
	for _, test := range []struct{ message, src, want string }{
		{"time.Sleep ignores ctx: cancelling it does not end this pause (r)", "", ""},
		{"Shutdown gets a dead ctx (r)", "srv.Shutdown(ctx)", ""},
		{"Loop never checks ctx (r)", "for {}", "upper-case start"},
		{"loop never checks ctx", "", "does not end with the rule"},
		{"loop never checks ctx. (r)", "", "ends with a period"},
		{"loop should check ctx (r)", "", "says should"},
		{"a possible leak (r)", "", "says possible"},
		{strings.Repeat("x", 107) + " (r)", "", "111 characters, at most 110"},
	} {
		if got := strings.Join(messageProblems("r", test.message, test.src), "; "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.message, got, test.want)
		}
	}
}

// The sub-cases that a rule's source lists, those that it documents and those
// that testdata wants are the same. An item of the document ends with the level:
//
//   - name: the evidence (certain)
//
// One that is documented as certain is found at certain; weaker evidence may
// make some of its findings likely. One that is not, never is.
func TestCategories(t *testing.T) {
	for _, a := range analyzer.Rules {
		found := map[string]map[string]bool{}
		for _, f := range findings(t) {
			if f.Rule == a.Name {
				if found[f.Category] == nil {
					found[f.Category] = map[string]bool{}
				}
				found[f.Category][f.Level] = true
			}
		}
		listed := categories(t, a.Name)
		for category := range found {
			if !slices.Contains(listed, category) {
				t.Errorf("%s: category %q is not among the sub-cases that the source lists: %q", a.Name, category, listed)
			}
		}
		for _, category := range listed {
			level, levels := documentedLevel(a.Doc, category), found[category]
			switch {
			case levels == nil:
				t.Errorf("%s: category %q is wanted nowhere in testdata", a.Name, category)
			case level == "":
				t.Errorf("%s: its document has no item \"- %s: evidence (level)\"", a.Name, category)
			case levels["certain"] != (level == "certain"):
				t.Errorf("%s: category %q is documented as %s, and found at certain: %v", a.Name, category, level, levels["certain"])
			}
		}
	}
}

// documentedLevel returns the level at the end of the category's item.
func documentedLevel(doc, category string) string {
	_, item, ok := strings.Cut(doc, "\n  - "+category+": ")
	if !ok {
		return ""
	}
	item, _, _ = strings.Cut(item, "\n\n")
	item, _, _ = strings.Cut(item, "\n  - ")
	m := regexp.MustCompile(`\((certain|likely)(;[^)]*)?\)$`).FindStringSubmatch(strings.TrimSpace(item))
	if m == nil {
		return ""
	}
	return m[1]
}

func TestDocumentedLevel(t *testing.T) {
	doc := "Categories:\n\n  - long: two seconds (certain; likely\n    in tests)\n  - short: a\n    line more (likely)\n  - none: nothing\n\nTests (certain)"
	for category, want := range map[string]string{"long": "certain", "short": "likely", "none": "", "shor": ""} {
		if got := documentedLevel(doc, category); got != want {
			t.Errorf("%s: %q, want %q", category, got, want)
		}
	}
}

// categories returns the constants that the rule's source declares under the
// comment "The sub-cases."
func categories(t *testing.T, rule string) (list []string) {
	t.Helper()
	src := read(t, "analyzer/"+rule+"/"+rule+".go")
	f, err := parser.ParseFile(token.NewFileSet(), rule+".go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST || strings.TrimSpace(block.Doc.Text()) != "The sub-cases." {
			continue
		}
		for _, spec := range block.Specs {
			for _, value := range spec.(*ast.ValueSpec).Values {
				name, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, name)
			}
		}
	}
	if len(list) == 0 {
		t.Errorf("%s.go: no constants under the comment \"The sub-cases.\"", rule)
	}
	return list
}

// Fixing what one rule finds brings no finding of another.
func TestFixTogether(t *testing.T) {
	if n := ruletest.FixTogether(t, analyzer.All...); n == 0 {
		t.Error("no fix in all of testdata")
	}
}

// One defect, one finding: no two rules speak of one statement.
func TestPartition(t *testing.T) {
	for _, clash := range clashes(t, findings(t)) {
		t.Error(clash)
	}
}

func clashes(t *testing.T, all []ruletest.Finding) (list []string) {
	t.Helper()
	fset := token.NewFileSet()
	parsed := map[string]*ast.File{}
	said := map[token.Pos]ruletest.Finding{}
	for _, f := range all {
		file := parsed[f.Pos.Filename]
		if file == nil {
			var err error
			if file, err = parser.ParseFile(fset, f.Pos.Filename, nil, parser.SkipObjectResolution); err != nil {
				t.Fatal(err)
			}
			parsed[f.Pos.Filename] = file
		}
		at := statement(file, fset.File(file.FileStart).Pos(f.Pos.Offset))
		if other, ok := said[at]; ok && other.Rule != f.Rule {
			list = append(list, fmt.Sprintf("%v: one statement, two findings:\n\t%s\n\t%s", f.Pos, other.Message, f.Message))
		}
		said[at] = f
	}
	return list
}

func TestClashes(t *testing.T) {
	const src = "package p\n\nfunc f() {\n\tfor {\n\t\tg(h())\n\t\tk()\n\t}\n}\n"
	name := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	at := func(rule, text string) ruletest.Finding {
		return ruletest.Finding{Rule: rule, Pos: token.Position{Filename: name, Offset: strings.Index(src, text)}}
	}
	for _, test := range []struct {
		a, b ruletest.Finding
		want int
	}{
		{at("x", "g("), at("y", "h("), 1},
		{at("x", "g("), at("x", "h("), 0},
		{at("x", "g("), at("y", "k("), 0},
		{at("x", "for"), at("y", "k("), 0},
		{at("x", "for"), at("y", "for"), 1},
	} {
		if got := clashes(t, []ruletest.Finding{test.a, test.b}); len(got) != test.want {
			t.Errorf("%v and %v: %q, want %d", test.a.Pos, test.b.Pos, got, test.want)
		}
	}
}

// statement returns where the innermost statement around pos starts, or the
// position itself outside statements.
func statement(file *ast.File, pos token.Pos) token.Pos {
	found := pos
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return n == ast.Node(file)
		}
		if s, ok := n.(ast.Stmt); ok {
			if _, block := s.(*ast.BlockStmt); !block {
				found = s.Pos()
			}
		}
		return true
	})
	return found
}
