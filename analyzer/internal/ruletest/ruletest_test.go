package ruletest

import (
	"go/ast"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// toy reports every call of a function named in its table. The fix replaces
// the callee's name by the text given.
func toy(fixes map[string]string) *analysis.Analyzer {
	return report.Rule{Name: "toy", Doc: "// # Analyzer toy\n//\n// toy: report calls\npackage toy", Find: func(p *lifetime.Package, say func(report.Finding)) {
		for _, file := range p.Pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				id, ok := call.Fun.(*ast.Ident)
				if !ok || !strings.HasPrefix(id.Name, "sure") && !strings.HasPrefix(id.Name, "maybe") {
					return true
				}
				f := report.Finding{Pos: call.Pos(), End: call.End(), Category: "call", Message: "calls " + id.Name}
				if strings.HasPrefix(id.Name, "maybe") {
					f.Level = lifetime.Likely
				}
				if text, ok := fixes[id.Name]; ok {
					f.Fix = &analysis.SuggestedFix{Message: "Call something else", TextEdits: []analysis.TextEdit{
						{Pos: id.Pos(), End: id.End(), NewText: []byte(text)}}}
				}
				say(f)
				return true
			})
		}
	}}.Analyzer()
}

const decls = "\nfunc sure()  {}\nfunc maybe() {}\nfunc fine()  {}\n"

// source is a well-formed package whose function f has the given body.
func source(pkg, body string) string {
	return "package " + pkg + "\n" + decls + "\nfunc f() {\n\t" + body + "\n}\n"
}

func module(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var ar txtar.Archive
	ar.Files = append(ar.Files, txtar.File{Name: "go.mod", Data: []byte("module toy.test\n\ngo 1.26.0\n")})
	for name, text := range files {
		ar.Files = append(ar.Files, txtar.File{Name: "src/toy/" + name, Data: []byte(text)})
	}
	for _, f := range ar.Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Every claim that Run checks is broken once, and Run says so.
func TestCheck(t *testing.T) {
	bad := source("bad", "sure() // want `calls sure`")
	good := source("good", "fine()")
	healed := map[string]string{"sure": "fine"}
	for _, test := range []struct {
		name  string
		fixes map[string]string
		files map[string]string
		want  string // part of the one problem; "" for none
	}{
		{"all well", nil, map[string]string{"bad/b.go": bad, "good/g.go": good}, ""},
		{"no bad", nil, map[string]string{"good/g.go": good}, "no Go files"},
		{"no good", nil, map[string]string{"bad/b.go": bad}, "no Go files"},
		{"nothing found in bad", nil, map[string]string{"bad/b.go": source("bad", "fine()"), "good/g.go": good}, "nothing is found"},
		{"missed", nil, map[string]string{"bad/b.go": source("bad", "fine() // want `calls fine`"), "good/g.go": good}, "no diagnostic was reported"},
		{"unexpected", nil, map[string]string{"bad/b.go": source("bad", "sure()"), "good/g.go": good}, "unexpected diagnostic"},
		{"want in good", nil, map[string]string{"bad/b.go": bad, "good/g.go": source("good", "maybe() // want `calls maybe`")}, "good/ is silent"},
		{"likely in bad", nil, map[string]string{"bad/b.go": source("bad", "sure() // want `calls sure`\n\tmaybe() // want `calls maybe`"), "good/g.go": good}, "not certain"},
		{"likely", nil, map[string]string{"bad/b.go": bad, "good/g.go": good, "likely/l.go": source("likely", "maybe() // want `calls maybe`")}, ""},
		{"certain in likely", nil, map[string]string{"bad/b.go": bad, "good/g.go": good, "likely/l.go": source("likely", "sure() // want `calls sure`")}, "its place is bad/"},
		{"does not compile", nil, map[string]string{"bad/b.go": bad, "good/g.go": source("good", "fine(1)")}, "too many arguments"},

		{"fix", healed, map[string]string{"bad/b.go": bad, "good/g.go": good, "fix/x.go": source("fix", "sure() // want `calls sure`"),
			"fix/x.go.golden": source("fix", "fine() // want `calls sure`")}, ""},
		{"no golden", healed, map[string]string{"bad/b.go": bad, "good/g.go": good, "fix/x.go": source("fix", "sure() // want `calls sure`")}, "x.go.golden: no such file"},
		{"other golden", healed, map[string]string{"bad/b.go": bad, "good/g.go": good, "fix/x.go": source("fix", "sure() // want `calls sure`"),
			"fix/x.go.golden": source("fix", "fine()   // want `calls sure`")}, "line 8 is"},
		{"golden without fix", nil, map[string]string{"bad/b.go": bad, "good/g.go": good, "good/g.go.golden": good}, "no fix touches its source"},
		{"fix without fix", nil, map[string]string{"bad/b.go": bad, "good/g.go": good, "fix/x.go": source("fix", "sure() // want `calls sure`")}, "no fix, so its place is bad/"},
		{"fix leaves it", map[string]string{"sure": "sure"}, map[string]string{"bad/b.go": bad, "good/g.go": good}, "the fixed file has this finding"},
		{"fix does not compile", map[string]string{"sure": "missing"}, map[string]string{"bad/b.go": bad, "good/g.go": good}, "undefined: missing"},
		{"fix does not parse", map[string]string{"sure": "if"}, map[string]string{"bad/b.go": bad, "good/g.go": good}, "expected"},
		{"fix is not gofmt-clean", map[string]string{"sure": "fine "}, map[string]string{"bad/b.go": bad, "good/g.go": good}, "not gofmt-clean"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := check(module(t, test.files), toy(test.fixes))
			switch {
			case test.want == "" && len(got) > 0:
				t.Errorf("got %q, want no problem", got)
			case test.want != "" && (len(got) != 1 || !strings.Contains(got[0], test.want)):
				t.Errorf("got %q, want one problem with %q", got, test.want)
			}
			if level := lifetime.ReportLevel(); level != lifetime.Certain {
				t.Errorf("the level is %v afterwards", level)
			}
		})
	}
}

// A fix in an external test file, and one whose file is in two variants.
func TestVariants(t *testing.T) {
	dir := module(t, map[string]string{
		"bad/b.go":              source("bad", "sure() // want `calls sure`"),
		"good/g.go":             source("good", "fine()"),
		"fix/x.go":              source("fix", "sure() // want `calls sure`"),
		"fix/x.go.golden":       source("fix", "fine() // want `calls sure`"),
		"fix/in_test.go":        "package fix\n\nfunc g() {\n\tsure() // want `calls sure`\n}\n",
		"fix/in_test.go.golden": "package fix\n\nfunc g() {\n\tfine() // want `calls sure`\n}\n",
		"fix/x_test.go":         source("fix_test", "sure() // want `calls sure`"),
		"fix/x_test.go.golden":  source("fix_test", "fine() // want `calls sure`"),
	})
	if got := check(dir, toy(map[string]string{"sure": "fine"})); len(got) > 0 {
		t.Errorf("got %q, want no problem", got)
	}
}

func TestApply(t *testing.T) {
	src := "0123456789"
	for i, test := range []struct {
		edits []edit
		want  string // "" for an error
	}{
		{nil, src},
		{[]edit{{8, 9, "x"}, {2, 4, ""}}, "014567x9"},
		{[]edit{{3, 3, "a"}, {3, 3, "a"}}, "012a3456789"},
		{[]edit{{2, 5, "a"}, {4, 6, "b"}}, ""},
		{[]edit{{9, 11, "a"}}, ""},
	} {
		got, err := apply([]byte(src), test.edits)
		if string(got) != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%d: got %s, %v; want %s", i, strconv.Quote(string(got)), err, test.want)
		}
	}
}
