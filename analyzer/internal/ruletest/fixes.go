package ruletest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// analysistest formats both sides before it compares, so it cannot see that a
// fix leaves the rest of a file untouched. Here the edits are applied to the
// bytes, and the bytes are compared.

func checkFixes(ps *problems, dir string, pkgs []*packages.Package, all []Finding, rule *analysis.Analyzer) {
	fixed := map[string]bool{}
	for _, pkg := range pkgs {
		if !slices.ContainsFunc(all, func(f Finding) bool {
			return f.Fix != nil && slices.Contains(pkg.CompiledGoFiles, f.Pos.Filename)
		}) {
			continue
		}
		before := analyze(ps, dir, "likely", []*packages.Package{pkg}, rule)
		files := applyAll(ps, pkg, before)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			fixed[name] = true
			checkFixedFile(ps, name, files[name], folder(dir, name) == "fix")
		}
		if len(files) > 0 && len(*ps) == 0 {
			checkFixedPackage(ps, dir, pkg, files, before, rule)
		}
	}
	// Walk, not Glob: goldens of packages further down count too.
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if source, ok := strings.CutSuffix(path, ".golden"); ok && err == nil && !fixed[source] {
			ps.Errorf("%s: no fix touches its source", path)
		}
		return err
	})
	if err != nil {
		ps.Errorf("%v", err)
	}
}

var label = regexp.MustCompile(`^[A-Z].*[^.]$`)

// applyAll returns the files that the findings' fixes change, changed.
func applyAll(ps *problems, pkg *packages.Package, findings []Finding) map[string][]byte {
	edits := map[string][]edit{}
	for _, f := range findings {
		if f.Fix == nil {
			continue
		}
		if !label.MatchString(f.Fix.Message) {
			ps.Errorf("%v: a fix is labelled by a verb phrase (Add a ctx.Done() case), not %q", f.Pos, f.Fix.Message)
		}
		for _, e := range f.Fix.TextEdits {
			file := pkg.Fset.File(e.Pos)
			end := e.End
			if !end.IsValid() {
				end = e.Pos
			}
			edits[file.Name()] = append(edits[file.Name()], edit{file.Offset(e.Pos), file.Offset(end), string(e.NewText)})
		}
	}
	out := map[string][]byte{}
	for name, list := range edits {
		src, err := os.ReadFile(name)
		if err == nil {
			out[name], err = apply(src, list)
		}
		if err != nil {
			ps.Errorf("%s: %v", name, err)
			delete(out, name)
		}
	}
	return out
}

type edit struct {
	start, end int
	text       string
}

// apply makes the edits. Identical ones are made once: two fixes may add the
// same import.
func apply(src []byte, edits []edit) ([]byte, error) {
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	edits = slices.Compact(edits)
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.start < at || e.end < e.start || e.end > len(src) {
			return nil, fmt.Errorf("fixes overlap at offset %d: move their cases apart", e.start)
		}
		out.Write(src[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.Write(src[at:])
	return out.Bytes(), nil
}

func checkFixedFile(ps *problems, name string, fixed []byte, needGolden bool) {
	clean, err := format.Source(fixed)
	switch {
	case err != nil:
		ps.Errorf("%s: fixed: %v\n%s", name, err, fixed)
	case !bytes.Equal(clean, fixed):
		ps.Errorf("%s: fixed, but not gofmt-clean: %s", name, firstDifference(fixed, clean))
	}
	golden, err := os.ReadFile(name + ".golden")
	switch {
	case errors.Is(err, fs.ErrNotExist) && !needGolden:
	case err != nil:
		ps.Errorf("%v; the fixed file is:\n%s", err, fixed)
	case !bytes.Equal(golden, fixed):
		ps.Errorf("%s.golden: %s; the fixed file is:\n%s", name, firstDifference(fixed, golden), fixed)
	}
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := 0; ; i++ {
		switch {
		case i == len(g) || i == len(w):
			return fmt.Sprintf("%d lines, want %d", len(g), len(w))
		case g[i] != w[i]:
			return fmt.Sprintf("line %d is %q, want %q", i+1, g[i], w[i])
		}
	}
}

// checkFixedPackage type-checks the package with its files fixed and asks the
// rules again: what had a fix is gone, and nothing new came.
func checkFixedPackage(ps *problems, dir string, pkg *packages.Package, files map[string][]byte, before []Finding, rules ...*analysis.Analyzer) {
	fixed := *pkg
	fixed.Syntax = nil
	for _, old := range pkg.Syntax {
		name := pkg.Fset.File(old.FileStart).Name()
		src, ok := files[name]
		if !ok {
			src, _ = os.ReadFile(name) // read before, by the loader
		}
		f, err := parser.ParseFile(pkg.Fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			ps.Errorf("fixed: %v", err)
			return
		}
		fixed.Syntax = append(fixed.Syntax, f)
	}
	fixed.TypesInfo = newInfo()
	failed := false
	config := types.Config{Importer: importer(pkg), Sizes: pkg.TypesSizes, Error: func(err error) {
		failed = true
		ps.Errorf("fixed: %v", err)
	}}
	if pkg.Module != nil && pkg.Module.GoVersion != "" {
		config.GoVersion = "go" + pkg.Module.GoVersion
	}
	fixed.Types, _ = config.Check(pkg.PkgPath, pkg.Fset, fixed.Syntax, fixed.TypesInfo)
	if failed {
		return
	}
	left := map[string]int{}
	for _, f := range before {
		if f.Fix == nil {
			left[f.Rule+f.Message]++
		}
	}
	for _, f := range analyze(ps, dir, "likely", []*packages.Package{&fixed}, rules...) {
		if left[f.Rule+f.Message]--; left[f.Rule+f.Message] < 0 {
			ps.Errorf("%v: the fixed file has this finding: %s", f.Pos, f.Message)
		}
	}
}

func newInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		FileVersions: map[*ast.File]string{},
	}
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// importer finds what the package imports and, since a fix may add an import,
// whatever else was loaded with it.
func importer(pkg *packages.Package) types.Importer {
	return importerFunc(func(path string) (found *types.Package, err error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		if dep := pkg.Imports[path]; dep != nil {
			return dep.Types, nil
		}
		packages.Visit([]*packages.Package{pkg}, nil, func(p *packages.Package) {
			if p.PkgPath == path {
				found = p.Types
			}
		})
		if found == nil {
			err = fmt.Errorf("the package imports %s nowhere, also not indirectly", path)
		}
		return found, err
	})
}
