package world

import (
	"context"
	"go/types"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// module makes a module of the files, and the world of its packages, tests
// included.
func module(t *testing.T, files map[string]string) (*World, map[string]*load.Package) {
	t.Helper()
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	files["go.mod"] = "module m\n\ngo 1.26\n"
	for name, text := range files {
		name = filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	}
	g, err := load.Load(context.Background(), load.Request{Dir: dir, Patterns: []string{"./..."}, Tests: true})
	require.NoError(t, err)
	byID := map[string]*load.Package{}
	for _, p := range g.Packages {
		byID[p.ID] = p
	}
	return New(g), byID
}

// TestVariants looks at a package and its variant for a test, each through a
// package between: same paths, different types, and nobody sees both.
func TestVariants(t *testing.T) {
	w, pkgs := module(t, map[string]string{
		"p/p.go":           "package p\n\ntype T struct{}\n",
		"p/in_test.go":     "package p\n\nfunc (T) OnlyInTest() {}\n",
		"p/x_test.go":      "package p_test\n\nimport (\n\t\"m/between\"\n\t\"m/p\"\n)\n\nvar _ p.T = between.Get()\n",
		"between/b.go":     "package between\n\nimport \"m/p\"\n\nfunc Get() (t p.T) { return t }\n",
		"user/user.go":     "package user\n\nimport (\n\t\"m/between\"\n\t\"m/p\"\n)\n\nvar _ p.T = between.Get()\n",
		"broken/broken.go": "package broken\n\nimport \"m/p\"\n\nfunc Bad() { undefined() }\n\nfunc Get() (t p.T) { return t }\n",
		"after/after.go":   "package after\n\nimport \"m/broken\"\n\nvar X = broken.Get()\n",
	})
	ctx := context.Background()
	outside, user, after := pkgs["m/p_test [m/p.test]"], pkgs["m/user"], pkgs["m/after"]
	w.Need(ctx, outside, user, after)

	for _, c := range []struct {
		of      *load.Package
		methods int
	}{{outside, 1}, {user, 0}} {
		p, err := w.Importer(c.of).Import("m/p")
		require.NoError(t, err)
		between, err := w.Importer(c.of).Import("m/between")
		require.NoError(t, err)
		named := p.Scope().Lookup("T").Type().(*types.Named)
		got := between.Scope().Lookup("Get").Type().(*types.Signature).Results().At(0).Type()
		require.True(t, types.Identical(named, got), c.of.ID)
		require.Equal(t, c.methods, named.NumMethods(), c.of.ID)
	}

	// What does not compile is read from its source, into the same world.
	broken, err := w.Importer(after).Import("m/broken")
	require.NoError(t, err)
	p, err := w.Importer(user).Import("m/p")
	require.NoError(t, err)
	got := broken.Scope().Lookup("Get").Type().(*types.Signature).Results().At(0).Type()
	require.True(t, types.Identical(p.Scope().Lookup("T").Type(), got))

	_, err = w.Importer(user).Import("m/nowhere")
	require.ErrorContains(t, err, "no such import of m/user")
}

// TestReadersAndWriters is for the race detector: some packages are looked at
// while others, which share their imports, are read.
func TestReadersAndWriters(t *testing.T) {
	w, pkgs := module(t, map[string]string{
		"a/a.go": "package a\n\nimport \"net/http\"\n\nvar X http.Client\n",
		"b/b.go": "package b\n\nimport \"crypto/tls\"\n\nvar X tls.Config\n",
		"c/c.go": "package c\n\nimport \"net\"\n\nvar X net.Conn\n",
		"d/d.go": "package d\n\nimport \"context\"\n\nvar X context.Context\n",
	})
	var wg sync.WaitGroup
	for path, imported := range map[string]string{"m/a": "net/http", "m/b": "crypto/tls", "m/c": "net", "m/d": "context"} {
		wg.Go(func() {
			w.Need(context.Background(), pkgs[path])
			w.Look(func() {
				pkg, err := w.Importer(pkgs[path]).Import(imported)
				if err != nil {
					t.Error(err)
					return
				}
				for _, imp := range append(pkg.Imports(), pkg) {
					imp.Scope().Lookup("Context")
				}
			})
		})
	}
	wg.Wait()
}
