package run

import (
	"context"
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/facts"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/store"
)

// depth is a fact: how many packages a function stands on.
type depth struct{ N int }

func (*depth) AFact() {}

// measure gives each function its depth, from those that it calls by name.
var measure = &analysis.Analyzer{
	Name: "measure", FactTypes: []analysis.Fact{(*depth)(nil)}, ResultType: reflect.TypeFor[map[*ast.FuncDecl]int](),
	Run: func(p *analysis.Pass) (any, error) {
		result := map[*ast.FuncDecl]int{}
		for _, f := range p.Files {
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				most := depth{}
				ast.Inspect(fn, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						var d depth
						if obj := p.TypesInfo.Uses[id]; obj != nil && p.ImportObjectFact(obj, &d) {
							most.N = max(most.N, d.N+1)
						}
					}
					return true
				})
				result[fn] = most.N
				p.ExportObjectFact(p.TypesInfo.Defs[fn.Name], &most)
			}
		}
		return result, nil
	},
}

var tell = &analysis.Analyzer{
	Name: "tell", Requires: []*analysis.Analyzer{measure},
	Run: func(p *analysis.Pass) (any, error) {
		for fn, n := range p.ResultOf[measure].(map[*ast.FuncDecl]int) {
			p.Reportf(fn.Name.Pos(), "%s %d", fn.Name.Name, n)
		}
		return nil, nil
	},
}

func tower(t *testing.T) (dir string, graph func(patterns ...string) *load.Graph) {
	t.Helper()
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	dir = t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	}
	write("go.mod", "module m\n\ngo 1.26\n")
	write("p0/p.go", "package p0\n\nfunc F() {}\n")
	write("p0/in_test.go", "package p0\n\nfunc InTest() { F() }\n")
	write("p0/x_test.go", "package p0_test\n\nimport (\n\t\"m/p0\"\n\t\"m/p1\"\n)\n\nfunc Outside() { p0.InTest(); p1.F() }\n")
	for i := 1; i < 9; i++ {
		write(fmt.Sprintf("p%d/p.go", i), fmt.Sprintf("package p%d\n\nimport \"m/p%d\"\n\nfunc F() { p%d.F() }\n", i, i-1, i-1))
	}
	return dir, func(patterns ...string) *load.Graph {
		g, err := load.Load(context.Background(), load.Request{Dir: dir, Patterns: patterns, Tests: true})
		require.NoError(t, err)
		return g
	}
}

func TestFactsCrossPackages(t *testing.T) {
	facts.Register(tell)
	dir, graph := tower(t)
	s, err := store.Open(filepath.Join(dir, "cache"))
	require.NoError(t, err)
	cfg := Config{
		Rules: []*analysis.Analyzer{tell}, Facts: []*analysis.Analyzer{measure}, Store: s, Parallel: 8,
		Own: func(p *load.Package) bool { return p.Module != nil },
	}
	all := []string{
		"p0/in_test.go InTest 1", "p0/p.go F 0", "p0/x_test.go Outside 2", "p1/p.go F 1", "p2/p.go F 2", "p3/p.go F 3",
		"p4/p.go F 4", "p5/p.go F 5", "p6/p.go F 6", "p7/p.go F 7", "p8/p.go F 8",
	}
	found := func(patterns ...string) (list []string, r *Result) {
		g := graph(patterns...)
		cfg.Keys = store.NewKeyer(store.Digest{}, "", g.Env)
		r, err := Run(context.Background(), g, cfg)
		require.NoError(t, err)
		require.Empty(t, r.Errors)
		for _, f := range r.Findings {
			rel, err := filepath.Rel(dir, f.File)
			require.NoError(t, err)
			list = append(list, filepath.ToSlash(rel)+" "+f.Message)
		}
		return list, r
	}

	list, r := found("./...")
	require.Equal(t, all, list)
	require.Equal(t, 9, r.Packages)
	// Nine packages, the variant of p0, its external test, and p1 again for it.
	require.Equal(t, []int{12, 0}, []int{r.Analysed, r.Cached})
	list, r = found("./...")
	require.Equal(t, all, list)
	require.Equal(t, []int{0, 12}, []int{r.Analysed, r.Cached})

	// A part uses what the whole has stored, and finds the same.
	list, r = found("./p8")
	require.Equal(t, all[10:], list)
	require.Equal(t, []int{0, 9}, []int{r.Analysed, r.Cached})
}

func TestPanicIsAnError(t *testing.T) {
	_, graph := tower(t)
	bad := &analysis.Analyzer{Name: "bad", Run: func(p *analysis.Pass) (any, error) {
		if p.Pkg.Path() == "m/p3" {
			panic("oops")
		}
		return nil, nil
	}}
	r, err := Run(context.Background(), graph("./..."), Config{
		Rules: []*analysis.Analyzer{bad}, Facts: []*analysis.Analyzer{measure}, Parallel: 2,
		Own: func(p *load.Package) bool { return p.Module != nil },
	})
	require.NoError(t, err)
	require.Len(t, r.Errors, 1)
	require.Contains(t, r.Errors[0].Message, "analyzer bad failed on package m/p3: panic: oops")
}

func TestCancelled(t *testing.T) {
	_, graph := tower(t)
	ctx, cancel := context.WithCancel(context.Background())
	g := graph("./...")
	cancel()
	_, err := Run(ctx, g, Config{Rules: []*analysis.Analyzer{tell}, Parallel: 2, Own: func(*load.Package) bool { return true }})
	require.ErrorIs(t, err, context.Canceled)
}
