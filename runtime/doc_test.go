package runtime_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// files parses all Go files of the module, tests or others.
func files(t *testing.T, tests bool) map[string]*ast.File {
	t.Helper()
	all := map[string]*ast.File{}
	fset := token.NewFileSet()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") != tests {
			return err
		}
		all[name], err = parser.ParseFile(fset, name, nil, parser.ParseComments)
		return err
	})
	if err != nil || len(all) < 6 {
		t.Fatalf("%d files: %v", len(all), err)
	}
	return all
}

// Every exported name has a sentence that says what it is.
func TestExportedNamesAreDocumented(t *testing.T) {
	for name, f := range files(t, false) {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) && !strings.Contains(d.Doc.Text(), d.Name.Name) && !strings.Contains(standard, " "+d.Name.Name+" ") {
					t.Errorf("%s: %s has no sentence", name, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					for _, missing := range undocumented(d, spec) {
						t.Errorf("%s: %s has no sentence", name, missing)
					}
				}
			}
		}
	}
}

// standard are methods whose meaning an interface of the standard library gives.
const standard = " Error String "

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	id, ok := typ.(*ast.Ident)
	return ok && id.IsExported()
}

func undocumented(d *ast.GenDecl, spec ast.Spec) (names []string) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && d.Doc.Text()+spec.Doc.Text() == "" {
			names = append(names, spec.Name.Name)
		}
	case *ast.ValueSpec:
		for _, id := range spec.Names {
			if id.IsExported() && d.Doc.Text()+spec.Doc.Text()+spec.Comment.Text() == "" {
				names = append(names, id.Name)
			}
		}
	}
	return names
}

// The contract in doc.go has fifteen points, and each has tests by its number.
func TestEveryPointHasATest(t *testing.T) {
	contract, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`(?m)^//  {1,2}\d+\. `).FindAll(contract, -1)); n != 15 {
		t.Errorf("%d points in doc.go", n)
	}
	tests := functions(t)
	for point := 1; point <= 15; point++ {
		prefix := fmt.Sprintf("TestContract%02d", point)
		found := false
		for name := range tests {
			found = found || strings.HasPrefix(name, prefix)
		}
		if !found {
			t.Errorf("no test for point %d", point)
		}
	}
}

// The guide names examples; they are there.
func TestExamplesOfTheGuide(t *testing.T) {
	guide, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	tests := functions(t)
	named := regexp.MustCompile(`\bExample[A-Z]\w*`).FindAllString(string(guide), -1)
	if len(named) < 11 {
		t.Errorf("the guide names %d examples", len(named))
	}
	for _, name := range named {
		if !tests[name] {
			t.Errorf("no %s", name)
		}
	}
}

// functions returns the names of all test functions.
func functions(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, f := range files(t, true) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names[fn.Name.Name] = true
			}
		}
	}
	return names
}
