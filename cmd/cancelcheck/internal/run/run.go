// Package run analyses the packages of a graph: each after the own packages
// that it imports, many at a time, and only where the store has no answer.
package run

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/store"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/world"
)

// Config says how to analyse.
type Config struct {
	Rules    []*analysis.Analyzer // for packages that are reported
	Facts    []*analysis.Analyzer // for packages that only give facts
	Own      func(*load.Package) bool
	Store    *store.Store
	Keys     *store.Keyer
	Parallel int
	Progress func(done, total int) // may be nil; called one at a time

	// Result, unless it is nil, gets what the rules return of each reported
	// package, one at a time and in any order. The store does not have it, so
	// it takes a run without one.
	Result func(*load.Package, *analysis.Analyzer, any)
}

// A Result is what the run found, sorted.
type Result struct {
	Findings []finding.Finding
	Errors   []load.Error
	Packages int                     // reported ones, as the user counts: without variants
	Digests  map[string]store.Digest // of the reported files, as they were analysed
	Analysed int
	Cached   int
	StoreErr error // the store could not be written
}

// Run analyses the graph.
func Run(ctx context.Context, g *load.Graph, cfg Config) (*Result, error) {
	r := &runner{cfg: cfg, world: world.New(g), byPath: map[string]map[string]*task{}}
	r.plan(g)
	r.each(func(t *task) { r.lookup(t) })
	r.schedule(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return r.result(g), nil
}

type runner struct {
	cfg    Config
	world  *world.World
	tasks  []*task
	byPath map[string]map[string]*task // by ForTest, then by import path

	mu       sync.Mutex
	storeErr error
}

// each calls f for every task, some at a time, in no order.
func (r *runner) each(f func(*task)) {
	next := make(chan *task)
	var wg sync.WaitGroup
	for range r.cfg.Parallel {
		wg.Go(func() {
			for t := range next {
				f(t)
			}
		})
	}
	for _, t := range r.tasks {
		next <- t
	}
	close(next)
	wg.Wait()
}

// lookup makes the key of a package and fetches its entry. Facts are part of
// a full result, so either kind of entry serves a package that only gives them.
func (r *runner) lookup(t *task) {
	if r.cfg.Store == nil {
		return
	}
	// What has errors, or imports what has, is analysed anew until it is
	// healthy: its result depends on more than a key can tell.
	if t.pkg.Tainted {
		return
	}
	content, err := r.cfg.Keys.Content(t.pkg)
	if err != nil {
		return // analysing will say it, if it matters
	}
	t.digests = content.Files
	for _, role := range []load.Role{load.Reported, load.Facts} {
		if role < t.role {
			break
		}
		key := content.Key(use(role, t.own))
		t.key = &key
		if t.entry = r.cfg.Store.Get(key); t.entry != nil {
			return
		}
	}
}

func use(role load.Role, own bool) string {
	switch {
	case role == load.Facts:
		return "facts"
	case own:
		return "own"
	}
	return "foreign"
}

func (r *runner) result(g *load.Graph) *Result {
	res := &Result{Digests: map[string]store.Digest{}, StoreErr: r.storeErr}
	names := map[string]bool{}
	for _, p := range g.Packages {
		res.Errors = append(res.Errors, p.Errors...)
	}
	for _, t := range r.tasks {
		if t.cached {
			res.Cached++
		} else {
			res.Analysed++
		}
		res.Errors = append(res.Errors, t.errors...)
		if t.role != load.Reported {
			continue
		}
		res.Findings = append(res.Findings, t.findings...)
		for file, sum := range t.digests {
			res.Digests[file] = sum
		}
		if name := t.pkg.ForTest; name != "" {
			names[name] = true
		} else {
			names[t.pkg.Path] = true
		}
	}
	res.Packages = len(names)
	slices.SortFunc(res.Findings, finding.Compare)
	res.Errors = distinct(res.Errors)
	return res
}

// distinct sorts the errors by package and drops those that a variant repeats.
func distinct(errs []load.Error) []load.Error {
	slices.SortStableFunc(errs, func(a, b load.Error) int { return strings.Compare(a.Package, b.Package) })
	type place struct {
		file         string
		line, column int
		message      string
	}
	seen := map[place]bool{}
	return slices.DeleteFunc(errs, func(e load.Error) bool {
		k := place{e.File, e.Line, e.Column, e.Message}
		dup := seen[k]
		seen[k] = true
		return dup
	})
}

// digest is the identity of everything that importers of a package can know
// through facts: its own and those behind it.
func digest(imports store.Digest, facts []byte) store.Digest {
	return sha256.Sum256(append(append([]byte{}, imports[:]...), facts...))
}
