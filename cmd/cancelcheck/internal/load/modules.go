package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// noMatch says why there is nothing to analyse: often the code is in modules
// below.
func noMatch(req Request) error {
	return errors.New("no packages match " + strings.Join(req.Patterns, " ") + modulesBelow(req.Dir))
}

// explainModules completes what go list says of a pattern that lies in no
// module: in a repository of several modules, the user wants to know which.
func explainModules(g *Graph, req Request) {
	for _, p := range g.Packages {
		for i, e := range p.Errors {
			if p.Root && p.Dir == "" && strings.Contains(e.Message, "does not contain ") {
				p.Errors[i].Message = strings.TrimPrefix(e.Message, "pattern "+p.ID+": ") + modulesBelow(req.Dir)
			}
		}
	}
}

// Limits of a message: how many modules it names, and how many folders it is
// worth reading for that.
const (
	maxModules = 10
	maxDirs    = 5000
)

func modulesBelow(dir string) string {
	var found []string
	dirs := 0
	// Folders that cannot be read have nothing to say here.
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case d.IsDir():
			if dirs++; dirs > maxDirs || len(found) > maxModules {
				return filepath.SkipAll
			}
			if path != dir && ignored(d.Name()) {
				return filepath.SkipDir
			}
		case d.Name() == "go.mod" && filepath.Dir(path) != dir:
			if rel, err := filepath.Rel(dir, filepath.Dir(path)); err == nil {
				found = append(found, filepath.ToSlash(rel))
			}
		}
		return nil
	})
	if len(found) == 0 {
		return ""
	}
	more := ""
	if len(found) > maxModules {
		found, more = found[:maxModules], ", …"
	}
	return fmt.Sprintf("; modules below: %s%s (-C %s analyses one, a go.work file joins them)", strings.Join(found, ", "), more, found[0])
}

// ignored mirrors what ./... leaves out.
func ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
		name == "vendor" || name == "testdata" || name == "node_modules"
}
