package facts

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
)

type blocks struct{ Kinds []string }

func (*blocks) AFact() {}

type counted struct{ N int }

func (*counted) AFact() {}

var testAnalyzer = &analysis.Analyzer{Name: "test", FactTypes: []analysis.Fact{(*blocks)(nil), (*counted)(nil)}}

func check(t *testing.T, path, source string, imports types.Importer) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path+".go", source, 0)
	require.NoError(t, err)
	conf := types.Config{Importer: imports}
	pkg, err := conf.Check(path, fset, []*ast.File{f}, nil)
	require.NoError(t, err)
	return pkg
}

type only struct{ pkg *types.Package }

func (o only) Import(path string) (*types.Package, error) {
	if path == o.pkg.Path() {
		return o.pkg, nil
	}
	return importer.Default().Import(path)
}

const low = `package low
type T struct{}
func (*T) Wait() { var local int; _ = local }
func Pause() {}
func hidden() {}
`

// TestAcross makes facts in one package, and asks for them in an importer that
// sees the package through other objects.
func TestAcross(t *testing.T) {
	Register(testAnalyzer)
	made := check(t, "low", low, nil)
	view := NewView(made, func(string) Set { return nil })
	pass := &analysis.Pass{Analyzer: testAnalyzer}
	view.Install(pass)
	wait := func(pkg *types.Package) types.Object {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(pkg.Scope().Lookup("T").Type()), false, pkg, "Wait")
		return obj
	}
	pass.ExportObjectFact(made.Scope().Lookup("Pause"), &blocks{[]string{"sleep"}})
	pass.ExportObjectFact(made.Scope().Lookup("Pause"), &counted{7})
	pass.ExportObjectFact(made.Scope().Lookup("hidden"), &counted{1})
	pass.ExportObjectFact(wait(made), &counted{2})
	pass.ExportPackageFact(&counted{3})
	require.Panics(t, func() { pass.ExportObjectFact(types.Universe.Lookup("len"), &counted{}) })
	var c counted
	require.True(t, pass.ImportObjectFact(made.Scope().Lookup("hidden"), &c), "a package sees all of its own facts")
	require.Len(t, pass.AllObjectFacts(), 4)

	data, err := view.Set().Encode()
	require.NoError(t, err)
	again, err := view.Set().Encode()
	require.NoError(t, err)
	require.Equal(t, data, again, "the bytes are part of cache keys")

	decoded, err := Decode(data)
	require.NoError(t, err)
	seen := check(t, "low", low, nil)
	user := check(t, "user", "package user\nimport \"low\"\nvar _ low.T", only{seen})
	pass = &analysis.Pass{Analyzer: testAnalyzer}
	NewView(user, func(path string) Set {
		if path == "low" {
			return decoded
		}
		return nil
	}).Install(pass)

	var b blocks
	require.True(t, pass.ImportObjectFact(seen.Scope().Lookup("Pause"), &b))
	require.Equal(t, []string{"sleep"}, b.Kinds)
	require.True(t, pass.ImportObjectFact(wait(seen), &c))
	require.Equal(t, 2, c.N)
	require.False(t, pass.ImportObjectFact(wait(seen), &b))
	require.False(t, pass.ImportObjectFact(seen.Scope().Lookup("hidden"), &c), "no path leads to it from outside")
	require.False(t, pass.ImportObjectFact(types.Universe.Lookup("len"), &c))
	require.True(t, pass.ImportPackageFact(seen, &c))
	require.Equal(t, 3, c.N)
	require.Len(t, pass.AllObjectFacts(), 3)
	require.Len(t, pass.AllPackageFacts(), 1)
}

func TestNothing(t *testing.T) {
	data, err := Set{}.Encode()
	require.NoError(t, err)
	require.Empty(t, data)
	set, err := Decode(nil)
	require.NoError(t, err)
	require.Empty(t, set)
	_, err = Decode([]byte("damaged"))
	require.Error(t, err)
}
