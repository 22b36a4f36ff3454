package lifetime

import (
	"go/build"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Own reports whether the package is one of the module or workspace under
// analysis: those get computed facts, all others have what package known says.
//
// No driver says so outright. Under go vet Module.Main is never set, the
// standard library has no module at all, even inside GOROOT/src, and a
// replaced module keeps its version; nogo passes no module for anything. So:
// own is a module path without a version, or no module and a directory outside
// GOROOT. path is the import path and dir the folder of the source files.
func Own(path string, module *analysis.Module, dir string) bool {
	if deps.match(path) {
		return true
	}
	if module == nil || module.Path == "" {
		return !inGOROOT(dir) && !external(dir)
	}
	return module.Path != "std" && module.Path != "cmd" && module.Version == ""
}

func inGOROOT(dir string) bool {
	for _, root := range []string{build.Default.GOROOT, "$GOROOT"} { // the latter under -trimpath
		if root == "" {
			continue
		}
		if rel, err := filepath.Rel(filepath.Join(root, "src"), dir); err == nil && rel != ".." && !strings.HasPrefix(rel, "../") {
			return true
		}
	}
	return false
}

// external reports whether a directory belongs to another repository of a
// Bazel workspace: a dependency, or the toolchain.
func external(dir string) bool {
	return strings.HasPrefix(filepath.ToSlash(dir), "external/") || strings.Contains(filepath.ToSlash(dir), "/external/")
}

// own is Own for the package of a pass.
func own(pass *analysis.Pass) bool {
	if len(pass.Files) == 0 {
		return false
	}
	file := pass.Fset.PositionFor(pass.Files[0].Package, false).Filename
	return Own(pass.Pkg.Path(), pass.Module, filepath.Dir(file))
}
