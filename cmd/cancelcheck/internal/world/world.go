// Package world holds the types of imported packages, read from the export
// data that the compiler left behind.
//
// Every package is checked against the export data of what it imports, own
// and foreign alike, as the compiler and go vet do it. So packages do not wait
// for each other's types, syntax is dropped right after analysis, and what a
// cache answers for is not type-checked at all.
//
// Export data is self-contained: reading the direct imports of a package is
// enough. But reading one package fills in the packages behind it, bit by bit,
// so nobody may look while somebody reads: hence the lock, and Need for many
// packages at once before the work starts.
//
// A package and its variant for a test have the same path but different types.
// All of it lives in one world, the variants of each test in a layer of their
// own on top of what does not depend on the package under test.
package world

import (
	"context"
	"fmt"
	"go/token"
	"go/types"
	"sync"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/source"
)

// World is the imported packages of one run.
type World struct {
	Fset  *token.FileSet
	Sizes types.Sizes

	mu       sync.RWMutex // held for writing while packages are read
	complete map[*load.Package]*types.Package
	layers   map[string]layer           // by ForTest; "" is the ground
	variants map[string][]*load.Package // by ForTest
}

// layer is packages by path, complete or begun by an importer of theirs.
type layer map[string]*types.Package

// New returns a world in which nothing has been read yet.
func New(g *load.Graph) *World {
	w := &World{
		Fset:     token.NewFileSet(),
		Sizes:    types.SizesFor("gc", g.Env.GOARCH),
		complete: map[*load.Package]*types.Package{},
		layers:   map[string]layer{"": {}},
		variants: map[string][]*load.Package{},
	}
	for _, p := range g.Packages {
		if p.ForTest != "" {
			w.variants[p.ForTest] = append(w.variants[p.ForTest], p)
			w.layers[p.ForTest] = layer{}
		}
		if p.Path == "unsafe" {
			w.complete[p] = types.Unsafe
		}
	}
	return w
}

// Need reads what the packages import. It waits until nobody looks, so it
// should be asked at once for as many packages as are known to need it.
func (w *World) Need(ctx context.Context, pkgs ...*load.Package) {
	if w.has(pkgs) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range pkgs {
		for _, dep := range p.Deps {
			if ctx.Err() != nil {
				return
			}
			w.read(ctx, dep)
		}
	}
}

func (w *World) has(pkgs []*load.Package) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, p := range pkgs {
		for _, dep := range p.Deps {
			if w.complete[dep] == nil && len(dep.Files) > 0 {
				return false
			}
		}
	}
	return true
}

// Look runs f while no package is being read. Whatever asks something of
// imported types belongs inside.
func (w *World) Look(f func()) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	f()
}

// Importer gives p what it imports, as far as Need was asked for it.
func (w *World) Importer(p *load.Package) types.Importer {
	return importer(func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		dep := p.Imports[path]
		if dep == nil {
			return nil, fmt.Errorf("the go command lists no such import of %s", p.ID)
		}
		if pkg := w.complete[dep]; pkg != nil {
			return pkg, nil
		}
		return nil, fmt.Errorf("package %s has no files", dep.ID)
	})
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

// read makes one package complete. What the compiler did not get through,
// because of an error in it or in what it imports, is read from its source.
func (w *World) read(ctx context.Context, p *load.Package) {
	if w.complete[p] != nil || len(p.Files) == 0 {
		return
	}
	if p.Export != "" {
		if pkg, err := w.readExport(p); err == nil {
			w.complete[p] = pkg
			return
		}
	}
	for _, dep := range p.Deps {
		w.read(ctx, dep)
	}
	syntax := source.Parse(ctx, w.Fset, p)
	pkg, _, _ := source.Types(w.Fset, p, syntax.Files, source.Declarations, w.Importer(p), w.Sizes)
	w.complete[p] = pkg
	w.layers[p.ForTest][p.Path] = pkg
}
