package analyzer_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/ruletest"
)

// FuzzBrokenCode breaks the cases of the rules at random and analyses what the
// parser and the type checker still make of them: code that does not compile
// must never be a panic. The corpus is a few hundred breakages of each file.
func FuzzBrokenCode(f *testing.F) {
	sources, exports := casesAndExports(f)
	for i := range sources {
		for seed := range uint64(12) {
			f.Add(uint(i), seed)
		}
	}
	f.Fuzz(func(t *testing.T, file uint, seed uint64) {
		src := mutate(sources[file%uint(len(sources))], rand.New(rand.NewPCG(seed, 1)))
		pkg := check(src, exports)
		if pkg == nil {
			return
		}
		_, err := checker.Analyze(append(slices.Clone(analyzer.All), analyzer.Inventory), []*packages.Package{pkg}, &checker.Options{Sequential: true})
		require.NoError(t, err)
	})
}

// casesAndExports returns the sources of all cases, and the export data of
// what they import.
func casesAndExports(f *testing.F) ([][]byte, map[string]string) {
	dir := ruletest.Testdata(f)
	files, err := filepath.Glob(filepath.Join(dir, "src", "*", "*", "*.go"))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	var sources [][]byte
	for _, name := range files {
		src, err := os.ReadFile(name)
		require.NoError(f, err)
		sources = append(sources, src)
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps | packages.NeedExportFile,
		Dir:  dir, Env: append(os.Environ(), "GOWORK=off"),
	}, "./...")
	require.NoError(f, err)
	exports := map[string]string{}
	packages.Visit(pkgs, nil, func(p *packages.Package) { exports[p.PkgPath] = p.ExportFile })
	return sources, exports
}

// mutate removes, doubles or swaps a few of the source's tokens.
func mutate(src []byte, r *rand.Rand) []byte {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "x.go", src, parser.SkipObjectResolution)
	if err != nil {
		return src
	}
	var nodes []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case ast.Expr, ast.Stmt, *ast.Field, *ast.FieldList:
			nodes = append(nodes, n)
		}
		return true
	})
	out := append([]byte(nil), src...)
	for range 1 + r.IntN(3) {
		n, m := nodes[r.IntN(len(nodes))], nodes[r.IntN(len(nodes))]
		from, to := fset.Position(n.Pos()).Offset, fset.Position(n.End()).Offset
		text := src[fset.Position(m.Pos()).Offset:fset.Position(m.End()).Offset]
		if to > len(out) || from > to {
			continue
		}
		switch r.IntN(3) {
		case 0:
			text = nil
		case 1:
			text = []byte("missing")
		}
		out = append(append(append([]byte(nil), out[:from]...), text...), out[to:]...)
	}
	return out
}

// check parses and type-checks as far as that goes.
func check(src []byte, exports map[string]string) *packages.Package {
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, "x.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil {
		return nil
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	var broken []types.Error
	conf := types.Config{
		Error: func(err error) {
			if err, ok := err.(types.Error); ok {
				broken = append(broken, err)
			}
		},
		Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
			return os.Open(exports[path])
		}),
	}
	pkg, _ := conf.Check("broken", fset, []*ast.File{file}, info)
	return &packages.Package{
		ID: "broken", PkgPath: "broken", Name: file.Name.Name, Fset: fset, Syntax: []*ast.File{file},
		Types: pkg, TypesInfo: info, TypeErrors: broken, IllTyped: true, Errors: []packages.Error{}, TypesSizes: types.SizesFor("gc", "amd64"),
	}
}
