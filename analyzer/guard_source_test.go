package analyzer_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A sourceFile is one Go file of the checkout, testdata excluded.
type sourceFile struct {
	name string // relative to the checkout, with slashes
	src  []byte
	ast  *ast.File
	fset *token.FileSet
}

func (f sourceFile) test() bool { return strings.HasSuffix(f.name, "_test.go") }

func (f sourceFile) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.name, f.fset.Position(n.Pos()).Line)
}

func (f sourceFile) imports() []string {
	var list []string
	for _, spec := range f.ast.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			list = append(list, p)
		}
	}
	return list
}

func parse(name string, src []byte) (sourceFile, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	return sourceFile{name, src, f, fset}, err
}

func sources(t *testing.T) []sourceFile {
	t.Helper()
	var all []sourceFile
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && p != root && (name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		rel, _ := filepath.Rel(root, p)
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		f, err := parse(filepath.ToSlash(rel), src)
		all = append(all, f)
		return err
	})
	if err != nil || len(all) < 10 {
		t.Fatalf("%d files: %v", len(all), err)
	}
	return all
}

// The layers of design, lowest first. A package imports packages of the module
// that stand on an earlier line, never one beside or above it.
var layers = []*regexp.Regexp{
	regexp.MustCompile(`^analyzer/internal/effects$`),
	regexp.MustCompile(`^analyzer/internal/known$`),
	regexp.MustCompile(`^analyzer/internal/lifetime$`),
	regexp.MustCompile(`^analyzer/internal/explore$`),
	regexp.MustCompile(`^analyzer/internal/directive$`),
	regexp.MustCompile(`^analyzer/internal/report$`),
	regexp.MustCompile(`^analyzer/internal/rewrite$`),
	regexp.MustCompile(`^analyzer/[a-z0-9]+$`),          // the rules
	regexp.MustCompile(`^analyzer/(gostuck|lockwait)$`), // and those that yield to them
	regexp.MustCompile(`^analyzer/internal/(explain|inventory)$`),
	regexp.MustCompile(`^analyzer$`),
	regexp.MustCompile(`^analyzer/gclplugin$`),
	regexp.MustCompile(`^cmd/cancelcheck(/.*)?$`), // its own packages: see arrow
}

const (
	modelTop = 3 // the layers up to here know no findings and no SSA
	command  = 12
)

// A room has no place in the layers: a helper, or a module of its own.
var rooms = regexp.MustCompile(`^(analyzer/internal/(ruletest|newrule|explore/oracle)|runtime|bench|e2e|docs)(/.*)?$`)

// layer returns the last line that the folder stands on: the plugin is named
// like a rule.
func layer(dir string) int {
	found := -1
	for i, r := range layers {
		if r.MatchString(dir) {
			found = i
		}
	}
	return found
}

// arrow returns what is wrong with an import of package to by package from,
// both folders of the checkout; to may be another module's import path.
func arrow(from, to string, test bool) string {
	inside, own := strings.CutPrefix(to, module+"/")
	f, l := layer(from), layer(inside)
	switch {
	case strings.HasPrefix(from, "runtime") && strings.Contains(to, ".") && !strings.HasPrefix(inside, "runtime") && !test:
		return "runtime imports the standard library only"
	case !own && strings.HasPrefix(to, "golang.org/x/tools/go/") && strings.Contains(to, "ssa") && f >= 0 && f < modelTop:
		return "no SSA below layer explore"
	case !own || test:
		return ""
	case strings.HasPrefix(inside, "runtime") && !strings.HasPrefix(from, "runtime"):
		return "nothing here imports runtime"
	case inside == "analyzer/internal/ruletest":
		return "ruletest is imported by tests only"
	case rooms.MatchString(from):
		return ""
	case f < 0:
		return "the importing package has no layer: give it one"
	case l < 0:
		return "the imported package has no layer: give it one"
	case f == command && l == command:
		return "" // the go command itself forbids cycles
	case f <= l:
		return "an arrow upward, or to the side"
	case f == command && inside != "analyzer":
		return "the command sees package analyzer only"
	}
	return ""
}

func TestImportArrows(t *testing.T) {
	for _, f := range sources(t) {
		for _, to := range f.imports() {
			if problem := arrow(path.Dir(f.name), to, f.test()); problem != "" {
				t.Errorf("%s imports %s: %s", f.name, to, problem)
			}
		}
	}
}

func TestArrow(t *testing.T) {
	for _, test := range []struct {
		from, to string
		test, ok bool
	}{
		{"analyzer/ctxsleep", module + "/analyzer/internal/report", false, true},
		{"analyzer/ctxsleep", module + "/analyzer/ctxdead", false, false},
		{"analyzer/ctxsleep", module + "/analyzer/internal/ruletest", false, false},
		{"analyzer/ctxsleep", module + "/analyzer/internal/ruletest", true, true},
		{"analyzer/internal/lifetime", module + "/analyzer/internal/report", false, false},
		{"analyzer/internal/lifetime", "golang.org/x/tools/go/ssa", false, false},
		{"analyzer/internal/explore", "golang.org/x/tools/go/ssa", false, true},
		{"analyzer/internal/known", module + "/analyzer/internal/lifetime", false, false},
		{"analyzer/internal/new", module + "/analyzer/internal/known", false, false},
		{"analyzer/internal/report", module + "/analyzer/internal/new", false, false},
		{"analyzer", module + "/analyzer/ctxsleep", false, true},
		{"analyzer/ctxsleep", module + "/analyzer", false, false},
		{"analyzer/gclplugin", module + "/analyzer", false, true},
		{"analyzer", module + "/analyzer/gclplugin", false, false},
		{"cmd/cancelcheck", module + "/analyzer/gclplugin", false, false},
		{"analyzer", module + "/runtime/pool", false, false},
		{"cmd/cancelcheck", module + "/analyzer", false, true},
		{"cmd/cancelcheck", module + "/cmd/cancelcheck/internal/load", false, true},
		{"cmd/cancelcheck", module + "/analyzer/ctxsleep", false, false},
		{"runtime/pool", "golang.org/x/sync/errgroup", false, false},
		{"runtime/pool", "context", false, true},
	} {
		if problem := arrow(test.from, test.to, test.test); (problem == "") != test.ok {
			t.Errorf("%s imports %s: %q, want ok %v", test.from, test.to, problem, test.ok)
		}
	}
}

const (
	maxFile = 400
	maxFunc = 60
)

func TestSizes(t *testing.T) {
	for _, f := range sources(t) {
		if strings.Contains(string(f.src), "\n//go:build ignore") || strings.HasPrefix(string(f.src), "//go:build ignore") {
			t.Errorf("%s: an ignored file rots", f.name)
		}
		if f.test() || ast.IsGenerated(f.ast) {
			continue
		}
		if n := bytes.Count(f.src, []byte("\n")); n > maxFile {
			t.Errorf("%s: %d lines, at most %d", f.name, n, maxFile)
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncDecl, *ast.FuncLit:
				if lines := f.fset.Position(n.End()).Line - f.fset.Position(n.Pos()).Line + 1; lines > maxFunc {
					t.Errorf("%s: a function of %d lines, at most %d", f.at(n), lines, maxFunc)
				}
			}
			return true
		})
	}
}

// What drivers load into their own process does nothing at start, never ends
// the process, and shares no mutable state.
func TestAnalyzersAreTame(t *testing.T) {
	for _, f := range sources(t) {
		dir := path.Dir(f.name)
		if n := layer(dir); f.test() || n < 0 || n >= command {
			continue
		}
		for _, problem := range wild(f) {
			t.Error(problem)
		}
	}
}

var ending = regexp.MustCompile(`^(os\.Exit|log\.(Fatal|Panic)(f|ln)?|syscall\.Exit|([a-z]+\.)?Must[A-Z]?\w*|panic)$`)

func wild(f sourceFile) (problems []string) {
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "init" && d.Recv == nil && !registers(f, d) {
				problems = append(problems, f.at(d)+": init")
			}
		case *ast.GenDecl:
			if d.Tok == token.VAR {
				ast.Inspect(d, func(n ast.Node) bool {
					if sel, ok := n.(*ast.SelectorExpr); ok {
						switch name := dotted(sel); name {
						case "sync.Mutex", "sync.RWMutex", "sync.Map", "sync.Pool":
							problems = append(problems, f.at(n)+": shared mutable state behind a package-level "+name)
						}
					}
					return true
				})
			}
		}
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if name := dotted(call.Fun); ending.MatchString(name) {
				problems = append(problems, f.at(n)+": "+name+" ends a process that belongs to someone else")
			}
		}
		return true
	})
	return problems
}

// registers reports whether an init makes a plugin known to golangci-lint,
// which has no other way, and does nothing else.
func registers(f sourceFile, init *ast.FuncDecl) bool {
	if f.ast.Name.Name != "gclplugin" || len(init.Body.List) != 1 {
		return false
	}
	s, ok := init.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := s.X.(*ast.CallExpr)
	return ok && dotted(call.Fun) == "register.Plugin"
}

func dotted(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name + "." + e.Sel.Name
		}
	}
	return ""
}

func TestWild(t *testing.T) {
	for decl, want := range map[string]int{
		"func init() {}":                                1,
		"func (t T) init() {}":                          0,
		"func f() { panic(1) }":                         1,
		"func f() { os.Exit(1) }":                       1,
		"func f() { log.Fatalf(``) }":                   1,
		"var re = regexp.MustCompile(`x`)":              1,
		"var mu sync.Mutex":                             1,
		"var s struct { mu sync.RWMutex; m map[int]T }": 1,
		"var table = map[string]int{`a`: 1}":            0,
		"func f() { var mu sync.Mutex; mu.Lock() }":     0,
		"func init() { register.Plugin(Name, New) }":    1,

		"package gclplugin; func init() { register.Plugin(Name, New) }":                           0,
		"package gclplugin; func init() { register.Plugin(Name, New); register.Plugin(``, nil) }": 1,
	} {
		if !strings.HasPrefix(decl, "package ") {
			decl = "package p; " + decl
		}
		f, err := parse("x.go", []byte(decl))
		if err != nil {
			t.Fatal(err)
		}
		if got := wild(f); len(got) != want {
			t.Errorf("%s: %q, want %d", decl, got, want)
		}
	}
}
