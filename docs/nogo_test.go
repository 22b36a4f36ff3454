package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// TestInterleaved is what nogo, golangci-lint and other hosts ask of
// analyzers: many packages of several modules at once in one process, without
// a word about modules, and no analysis sees another.
func TestInterleaved(t *testing.T) {
	// The second module has a package of the same path that does nothing wrong.
	bad, good := load(t, "time.Sleep(5 * time.Second)"), load(t, "_ = time.Second")
	wantBad, wantGood := findings(t, bad), findings(t, good)
	require.NotEmpty(t, wantBad)
	require.Empty(t, wantGood)

	const rounds = 8
	var all sync.WaitGroup
	got := make([][2][]string, rounds)
	for i := range got {
		all.Go(func() { got[i][0] = findings(t, bad) })
		all.Go(func() { got[i][1] = findings(t, good) })
	}
	all.Wait()
	for _, pair := range got {
		require.Equal(t, wantBad, pair[0])
		require.Equal(t, wantGood, pair[1])
	}
}

// load writes a module of two packages, loads it, and forgets the module.
func load(t *testing.T, statement string) []*packages.Package {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":     "module example.com/m\n\ngo 1.26\n",
		"low/low.go": "package low\n\nimport \"time\"\n\nfunc Pause() { " + statement + " }\n",
		"app/app.go": "package app\n\nimport (\n\t\"context\"\n\n\t\"example.com/m/low\"\n)\n\nfunc Run(ctx context.Context) { low.Pause() }\n",
	} {
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	}
	list, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule,
		Dir:  dir,
		Env:  append(os.Environ(), "GOWORK=off", "GOFLAGS="),
	}, "./...")
	require.NoError(t, err)
	require.Len(t, list, 2)
	packages.Visit(list, nil, func(p *packages.Package) {
		require.Empty(t, p.Errors)
		p.Module = nil
	})
	return list
}

func findings(t *testing.T, list []*packages.Package) (found []string) {
	graph, err := checker.Analyze(analyzer.All, list, nil)
	if err != nil {
		t.Error(err)
		return nil
	}
	for act := range graph.All() {
		if act.Err != nil {
			t.Error(act.Err)
		}
		for _, d := range act.Diagnostics {
			p := act.Package.Fset.Position(d.Pos)
			found = append(found, fmt.Sprintf("%s:%d:%d: %s", filepath.Base(p.Filename), p.Line, p.Column, d.Message))
		}
	}
	slices.Sort(found)
	return found
}
