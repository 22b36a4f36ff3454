package run

import (
	"context"
	"crypto/sha256"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/facts"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/store"
)

// A task is one package to analyse.
type task struct {
	pkg     *load.Package
	role    load.Role
	own     bool
	layer   string  // the test whose variants it imports, or ""
	deps    []*task // the nearest own packages that it imports
	users   []*task
	waits   int // deps that are not done; guarded by schedule
	key     *store.Digest
	digests map[string]store.Digest
	entry   *store.Entry

	cached   bool
	findings []finding.Finding
	errors   []load.Error
	encoded  []byte
	imports  store.Digest
	known    store.Digest // imports and its own facts

	once sync.Once
	set  facts.Set
}

// plan makes the tasks, imports before importers.
func (r *runner) plan(g *load.Graph) {
	roles := load.Roles(g, r.cfg.Own)
	byPackage := map[*load.Package]*task{}
	nearest := map[*load.Package][]*task{} // of what is not analysed
	for _, p := range g.Packages {
		var deps []*task
		layer := ""
		for _, dep := range p.Deps {
			if dep.ForTest != "" {
				layer = dep.ForTest
			}
			if t := byPackage[dep]; t != nil {
				deps = append(deps, t)
			} else {
				deps = append(deps, nearest[dep]...)
			}
		}
		deps = sortedSet(deps)
		if roles[p] == load.Imported {
			nearest[p] = deps
			continue
		}
		t := &task{pkg: p, role: roles[p], own: r.cfg.Own(p), layer: layer, deps: deps, waits: len(deps)}
		byPackage[p] = t
		r.tasks = append(r.tasks, t)
		for _, dep := range deps {
			dep.users = append(dep.users, t)
		}
		if r.byPath[p.ForTest] == nil {
			r.byPath[p.ForTest] = map[string]*task{}
		}
		r.byPath[p.ForTest][p.Path] = t
	}
}

func sortedSet(list []*task) []*task {
	slices.SortFunc(list, func(a, b *task) int { return strings.Compare(a.pkg.ID, b.pkg.ID) })
	return slices.Compact(list)
}

// gcPercent is for analysing, which keeps little of what it allocates: against
// Go's default this saves a tenth of the CPU time, and takes less memory than
// holding the syntax of all packages would.
const gcPercent = 200

// schedule runs every task after those it depends on.
func (r *runner) schedule(ctx context.Context) {
	var unseen []*load.Package // certainly not in the store
	ready := make(chan *task, len(r.tasks))
	left := len(r.tasks)
	for _, t := range r.tasks {
		if t.entry == nil {
			unseen = append(unseen, t.pkg)
		}
		if t.waits == 0 {
			ready <- t
		}
	}
	if left == 0 {
		return
	}
	if len(unseen) > 0 {
		debug.SetGCPercent(gcPercent)
	}
	var wg sync.WaitGroup
	wg.Go(func() { r.world.Need(ctx, unseen...) })
	for range r.cfg.Parallel {
		wg.Go(func() {
			for t := range ready {
				r.do(ctx, t)
				r.mu.Lock()
				for _, user := range t.users {
					if user.waits--; user.waits == 0 {
						ready <- user
					}
				}
				if left--; left == 0 {
					close(ready)
				}
				if r.cfg.Progress != nil {
					r.cfg.Progress(len(r.tasks)-left, len(r.tasks))
				}
				r.mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func (r *runner) do(ctx context.Context, t *task) {
	if ctx.Err() != nil {
		return
	}
	h := sha256.New()
	for _, dep := range t.deps {
		fmt.Fprintf(h, "%s %x\n", dep.pkg.ID, dep.known)
	}
	h.Sum(t.imports[:0])
	if t.entry != nil && t.entry.Imports == t.imports {
		t.cached = true
		t.encoded = t.entry.Facts
		t.findings = finding.Rename(t.entry.Findings, absolute(t.pkg))
	} else {
		r.analyse(ctx, t)
	}
	t.entry = nil
	t.known = digest(t.imports, t.encoded)
}

// facts decodes what the package knows when the first importer asks. Fresh
// facts go through the encoding too: it makes no difference between nil and
// empty, and no finding may depend on whether the facts came from the store.
func (t *task) facts() facts.Set {
	t.once.Do(func() {
		// The bytes are our own, and the store has verified them.
		t.set, _ = facts.Decode(t.encoded)
	})
	return t.set
}
