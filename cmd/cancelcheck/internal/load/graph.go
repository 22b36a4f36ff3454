package load

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
)

// A Package is one node of the import graph. A package and its variant for a
// test are two nodes with the same Path.
type Package struct {
	ID       string // go list's: "p", "p [p.test]", "p_test [p.test]"
	Path     string // import path, without the variant
	Name     string
	Dir      string
	Files    []string // what the compiler reads, absolute
	RawCgo   bool     // cgo did not run: Files still import "C"
	Other    []string
	Ignored  []string
	Imports  map[string]*Package // by the path in the source
	Deps     []*Package          // the values of Imports, sorted by ID, without cycles
	Export   string              // file with export data; empty if it was not built
	Module   *Module
	ForTest  string // the package whose test this is a variant for
	Root     bool   // matches a pattern
	Standard bool
	Errors   []Error
	Tainted  bool // it, or something it imports, has errors

	testMain bool
}

// A Module is what an analysis may know of a package's module.
type Module struct {
	Path, Version, Dir, GoVersion string
}

// A Graph is the packages that match the patterns and all they import.
type Graph struct {
	Env      Env
	Packages []*Package // imports before importers, otherwise as go list says
}

// Load lists the packages and links them.
func Load(ctx context.Context, req Request) (*Graph, error) {
	all, env, err := list(ctx, req)
	if err != nil {
		return nil, err
	}
	g := &Graph{Env: env}
	l := linker{listed: map[string]*listed{}, packages: map[string]*Package{}, done: map[*Package]bool{}}
	for _, p := range all {
		if l.listed[p.ImportPath] == nil {
			l.listed[p.ImportPath] = p
			l.packages[p.ImportPath] = newPackage(p, req.Dir)
		}
	}
	for _, p := range all {
		l.link(l.packages[p.ImportPath])
	}
	g.Packages = l.order
	if req.Files {
		dropExcluded(g)
		return g, nil
	}
	if !slices.ContainsFunc(g.Packages, func(p *Package) bool { return p.Root }) {
		return nil, noMatch(req)
	}
	explainModules(g, req)
	return g, nil
}

// linker turns import paths into edges and puts imports before importers.
type linker struct {
	listed   map[string]*listed
	packages map[string]*Package
	done     map[*Package]bool // false while its imports are being linked
	order    []*Package
}

func (l *linker) link(p *Package) {
	if _, seen := l.done[p]; seen {
		return
	}
	l.done[p] = false
	from := l.listed[p.ID]
	p.Imports = make(map[string]*Package, len(from.Imports))
	source := make(map[string]string, len(from.ImportMap))
	for path, id := range from.ImportMap {
		source[id] = path
	}
	for _, id := range from.Imports {
		path, mapped := source[id]
		if !mapped {
			path = id
		}
		dep := l.packages[id]
		if dep == nil {
			continue // "C"
		}
		l.link(dep)
		p.Tainted = p.Tainted || dep.Tainted
		if !l.done[dep] {
			p.Tainted = true
			continue // an import cycle, which go list reports
		}
		p.Imports[path] = dep
		p.Deps = append(p.Deps, dep)
	}
	p.Tainted = p.Tainted || len(p.Errors) > 0
	slices.SortFunc(p.Deps, func(a, b *Package) int { return strings.Compare(a.ID, b.ID) })
	l.done[p] = true
	l.order = append(l.order, p)
}

func newPackage(l *listed, dir string) *Package {
	path, _, _ := strings.Cut(l.ImportPath, " ")
	blamed := path
	// A package that is not there is its importer's error.
	if e := l.Error; e != nil && l.Dir == "" && len(e.ImportStack) > 0 {
		blamed, _, _ = strings.Cut(e.ImportStack[len(e.ImportStack)-1], " ")
	}
	p := &Package{
		ID: l.ImportPath, Path: path, Name: l.Name, Dir: l.Dir, Export: l.Export,
		ForTest: l.ForTest, Root: !l.DepOnly, Standard: l.Standard,
		Errors: parseErrors(blamed, l.Error, dir),
	}
	if m := l.Module; m != nil {
		p.Module = &Module{Path: m.Path, Version: m.Version, Dir: m.Dir, GoVersion: m.GoVersion}
	}
	if path == "unsafe" {
		return p // its file is documentation
	}
	for _, f := range l.CompiledGoFiles {
		// The list also has assembly; a file without extension is cgo's output.
		if ext := filepath.Ext(f); ext == ".go" || ext == "" {
			p.Files = append(p.Files, absolute(l.Dir, f))
		}
	}
	if len(p.Files) == 0 {
		p.Files = join(l.Dir, l.GoFiles, l.CgoFiles)
		p.RawCgo = len(l.CgoFiles) > 0
		if p.RawCgo && p.Root && len(p.Errors) == 0 {
			p.Errors = []Error{{Package: path, File: absolute(l.Dir, l.CgoFiles[0]), Message: "cgo could not run, so the C parts of this package were not seen"}}
		}
	}
	p.Other = join(l.Dir, l.CFiles, l.CXXFiles, l.MFiles, l.HFiles, l.FFiles, l.SFiles, l.SwigFiles, l.SwigCXXFiles, l.SysoFiles)
	p.Ignored = join(l.Dir, l.IgnoredGoFiles, l.IgnoredOtherFiles)
	// Only a test's generated main has a Go file outside its directory.
	p.testMain = strings.HasSuffix(l.ImportPath, ".test") && len(l.GoFiles) > 0 && filepath.IsAbs(l.GoFiles[0])
	return p
}

func join(dir string, lists ...[]string) (files []string) {
	for _, list := range lists {
		for _, f := range list {
			files = append(files, absolute(dir, f))
		}
	}
	return files
}
