package run

import (
	"context"
	"maps"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/facts"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/pass"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/source"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/store"
)

// analyse does the work for one package and stores the result if it is whole.
func (r *runner) analyse(ctx context.Context, t *task) {
	syntax := source.Parse(ctx, r.world.Fset, t.pkg)
	r.world.Need(ctx, t.pkg)
	if ctx.Err() != nil {
		return
	}
	var failures []load.Error
	var set facts.Set
	r.world.Look(func() {
		pkg, info, typeErrors := source.Types(r.world.Fset, t.pkg, syntax.Files, source.Bodies, r.world.Importer(t.pkg), r.world.Sizes)
		view := facts.NewView(pkg, func(path string) facts.Set { return r.factsOf(t, path) })
		analyzers := r.cfg.Facts
		if t.role == load.Reported {
			analyzers = r.cfg.Rules
		}
		t.findings, failures = pass.Run(&pass.Unit{
			Package: t.pkg, Fset: r.world.Fset, Files: syntax.Files, Types: pkg, Info: info,
			Sizes: r.world.Sizes, TypeErrors: typeErrors, Facts: view,
			Result: r.returned(t),
		}, analyzers)
		if len(syntax.Errors) > 0 {
			t.errors = syntax.Errors // the type errors follow from these
		} else {
			t.errors = source.Errors(t.pkg, typeErrors)
		}
		set = view.Set()
	})
	// What the compiler says of the package, or of one that it imports, is
	// the cause; ours would only repeat it or follow from it.
	if t.pkg.Tainted {
		t.errors = nil
	}
	var err error
	if t.encoded, err = set.Encode(); err != nil {
		failures = append(failures, load.Error{Package: t.pkg.Path, Message: err.Error()})
	}
	t.errors = append(t.errors, failures...)
	// A file that changed under our feet must not be stored under the old key.
	if t.key != nil && len(t.errors) == 0 && maps.Equal(t.digests, syntax.Digests) {
		r.put(t)
	}
	t.digests = syntax.Digests
}

// returned is who wants what the rules return of a package.
func (r *runner) returned(t *task) func(*analysis.Analyzer, any) {
	if r.cfg.Result == nil || t.role != load.Reported {
		return nil
	}
	return func(a *analysis.Analyzer, result any) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.cfg.Result(t.pkg, a, result)
	}
}

func (r *runner) put(t *task) {
	err := r.cfg.Store.Put(*t.key, &store.Entry{
		Imports: t.imports, Facts: t.encoded, Findings: finding.Rename(t.findings, relative(t.pkg)),
	})
	if err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.storeErr = err
	}
}

// factsOf returns the facts of the package that t knows by an import path: a
// variant if t sees one.
func (r *runner) factsOf(t *task, path string) facts.Set {
	dep := r.byPath[t.layer][path]
	if dep == nil {
		dep = r.byPath[""][path]
	}
	if dep == nil || dep == t {
		return nil
	}
	return dep.facts()
}

// relative names files of the package's module from the package's directory,
// so that an entry serves every checkout; all others keep their place.
func relative(p *load.Package) func(string) string {
	root := p.Dir
	if p.Module != nil && p.Module.Dir != "" {
		root = p.Module.Dir
	}
	return func(file string) string {
		if in, err := filepath.Rel(root, file); err != nil || !filepath.IsLocal(in) {
			return file
		}
		rel, err := filepath.Rel(p.Dir, file)
		if err != nil {
			return file
		}
		return filepath.ToSlash(rel)
	}
}

func absolute(p *load.Package) func(string) string {
	return func(file string) string {
		if file == "" || filepath.IsAbs(file) || strings.HasPrefix(file, "$GOROOT") {
			return file
		}
		return filepath.Join(p.Dir, filepath.FromSlash(file))
	}
}
