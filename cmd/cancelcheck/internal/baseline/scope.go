package baseline

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/identity"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// A Scope is what a run could have found. An entry without findings is fixed
// only if the run would have seen them: it may have had a part of the packages
// or rules, another level, or another system's or tag's files.
type Scope struct {
	Graph  *load.Graph
	Errors []load.Error // what is broken may hide findings
	Level  string
	NotRun map[string]bool // rules that there are but that did not run
}

// Judged reports whether the run would have found what the entry holds.
func (s *Scope) Judged(e Entry) bool {
	if s.NotRun[e.Rule] || e.Level == finding.Likely && s.Level != finding.Likely {
		return false
	}
	// An external test may be gone, with all its files, and so the package
	// that it was.
	tested := strings.TrimSuffix(e.Package, "_test")
	var dir string
	read := map[string]bool{}
	names := map[string]bool{}
	for _, p := range s.Graph.Packages {
		if !p.Root || p.Path != e.Package && p.Path != tested {
			continue
		}
		if p.Tainted || s.broken(p.Path) {
			return false
		}
		dir = p.Dir
		names[p.Name] = true
		names[strings.TrimSuffix(p.Name, "_test")+"_test"] = true
		for _, f := range p.Files {
			read[strings.Replace(filepath.Base(f), ".cgo1.go", ".go", 1)] = true
		}
	}
	if dir == "" {
		return s.gone(e.Package) && s.gone(tested)
	}
	return !elsewhere(dir, read, names, e.Function)
}

func (s *Scope) broken(path string) bool {
	for _, e := range s.Errors {
		if e.Package == path {
			return true
		}
	}
	return false
}

// gone reports whether a package of a module that was analysed has no Go files
// any more.
func (s *Scope) gone(path string) bool {
	var dir, module string
	for _, p := range s.Graph.Packages {
		m := p.Module
		if !p.Root || m == nil || m.Dir == "" || len(m.Path) <= len(module) {
			continue
		}
		if rest, ok := strings.CutPrefix(path, m.Path); ok && (rest == "" || rest[0] == '/') {
			module, dir = m.Path, filepath.Join(m.Dir, filepath.FromSlash(rest))
		}
	}
	if dir == "" {
		return false
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && len(files) == 0
}

// elsewhere reports whether a file of the package that was not read has the
// declaration: it is for another system, another tag, or a test.
func elsewhere(dir string, read, names map[string]bool, declaration string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return true
	}
	for _, d := range entries {
		if d.IsDir() || filepath.Ext(d.Name()) != ".go" || read[d.Name()] {
			continue
		}
		f, _ := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, d.Name()), nil, parser.SkipObjectResolution)
		if f != nil && names[f.Name.Name] && identity.Declares(f, declaration) {
			return true
		}
	}
	return false
}
