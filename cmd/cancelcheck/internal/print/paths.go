// Package print says what was found, in the forms that people and programs
// read, each with the file names that its reader can find.
package print

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// Paths names files for the reader.
type Paths struct {
	dir    string // where the command runs
	repo   string // the root of the repository, or of the module without one
	goroot string
	roots  []root // of modules, longest first
}

type root struct{ dir, module string }

// NewPaths returns the names of a run in dir.
func NewPaths(dir string, g *load.Graph) *Paths {
	p := &Paths{dir: dir, repo: repository(dir, g.Env), goroot: g.Env.GOROOT}
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

// repository is the nearest folder above that git knows, because that is what
// those who show findings beside a change call the root; or else the root of
// the workspace or module.
func repository(dir string, env load.Env) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	for _, file := range []string{env.GOWORK, env.GOMOD} {
		if filepath.IsAbs(file) && file != os.DevNull {
			return filepath.Dir(file)
		}
	}
	return dir
}

// InRepository is the name from the root of the repository, with slashes, and
// whether the file lies in it. Of other files it is the absolute name.
func (p *Paths) InRepository(file string) (name string, inside bool) {
	return within(p.repo, p.Real(file))
}

// InGoroot is the same for Go's own files.
func (p *Paths) InGoroot(file string) (name string, inside bool) {
	return within(p.goroot, p.Real(file))
}

func within(root, file string) (string, bool) {
	if rel, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel), true
	}
	return filepath.ToSlash(file), false
}

// FromShell is the name from the directory that the command was started in,
// whatever -C says, with slashes: there stands who reads a pipe.
func (p *Paths) FromShell(file string) string {
	file = p.Real(file)
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, file); err == nil && len(rel) < len(file) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(file)
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
