package load

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Part is the packages of some files that one module has.
type Part struct {
	Dir      string   // the module's root
	Patterns []string // one per package
}

// Parts answers in which packages of which modules files lie, relative to dir.
// go list would take files for a package of their own, without their
// neighbours. What ./... leaves out is left out here too. outside are the
// files above which there is no module.
func Parts(dir string, files []string) (parts []Part, outside []string, err error) {
	patterns := map[string][]string{}
	for _, file := range files {
		if filepath.Ext(file) != ".go" {
			return nil, nil, fmt.Errorf("%s is no Go file", file)
		}
		if _, err := os.Stat(absolute(dir, file)); err != nil {
			return nil, nil, err
		}
		folder := filepath.Dir(absolute(dir, file))
		root := moduleRoot(folder)
		if root == "" {
			outside = append(outside, file)
			continue
		}
		rel, err := filepath.Rel(root, folder)
		if err != nil {
			return nil, nil, err
		}
		rel = filepath.ToSlash(rel)
		if rel != "." && slices.ContainsFunc(strings.Split(rel, "/"), ignored) || ignoredFile(file) {
			continue
		}
		if pattern := "./" + rel; !slices.Contains(patterns[root], pattern) {
			patterns[root] = append(patterns[root], pattern)
		}
	}
	for root, list := range patterns {
		slices.Sort(list)
		parts = append(parts, Part{root, list})
	}
	slices.SortFunc(parts, func(a, b Part) int { return strings.Compare(a.Dir, b.Dir) })
	return parts, outside, nil
}

// moduleRoot is the nearest folder with a go.mod, from folder upward.
func moduleRoot(folder string) string {
	for {
		if info, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil && !info.IsDir() {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return ""
		}
		folder = parent
	}
}

func ignoredFile(file string) bool {
	name := filepath.Base(file)
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

// dropExcluded removes the packages that have no files under the build
// constraints in force: a file may be for another system.
func dropExcluded(g *Graph) {
	g.Packages = slices.DeleteFunc(g.Packages, func(p *Package) bool {
		return p.Root && slices.ContainsFunc(p.Errors, func(e Error) bool {
			return strings.Contains(e.Message, "build constraints exclude all Go files")
		})
	})
}
