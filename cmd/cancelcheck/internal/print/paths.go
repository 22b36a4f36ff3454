// Package print says what was found: as text to read, as JSON to process.
package print

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// Paths names files for the reader.
type Paths struct {
	dir    string // where the command runs
	goroot string
	roots  []root // of modules, longest first
}

type root struct{ dir, module string }

// NewPaths returns the names of a run in dir.
func NewPaths(dir string, g *load.Graph) *Paths {
	p := &Paths{dir: dir, goroot: g.Env.GOROOT}
	seen := map[string]bool{}
	for _, pkg := range g.Packages {
		if m := pkg.Module; m != nil && m.Dir != "" && !seen[m.Dir] {
			seen[m.Dir] = true
			p.roots = append(p.roots, root{m.Dir, m.Path})
		}
	}
	slices.SortFunc(p.roots, func(a, b root) int {
		if len(a.dir) != len(b.dir) {
			return len(b.dir) - len(a.dir)
		}
		return strings.Compare(a.dir, b.dir)
	})
	return p
}

// Real is the file on disk: positions in export data of the standard library
// begin with a variable.
func (p *Paths) Real(file string) string {
	if rest, ok := strings.CutPrefix(file, "$GOROOT"); ok {
		return p.goroot + rest
	}
	return file
}

// Short is the name from the directory that the command runs in, unless that
// is longer.
func (p *Paths) Short(file string) string {
	file = p.Real(file)
	if rel, err := filepath.Rel(p.dir, file); err == nil && len(rel) < len(file) {
		return rel
	}
	return file
}

// InModule is the module of a file and its name there, with slashes: the same
// wherever the command runs. The standard library is a module without a path.
func (p *Paths) InModule(file string) (module, name string) {
	file = p.Real(file)
	for _, r := range p.roots {
		if rel, err := filepath.Rel(r.dir, file); err == nil && filepath.IsLocal(rel) {
			return r.module, filepath.ToSlash(rel)
		}
	}
	if rel, err := filepath.Rel(filepath.Join(p.goroot, "src"), file); err == nil && filepath.IsLocal(rel) {
		return "", filepath.ToSlash(rel)
	}
	return "", filepath.ToSlash(p.Short(file))
}
