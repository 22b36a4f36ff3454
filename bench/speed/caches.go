package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The states of the caches at the start of a run.
const (
	empty     = "empty"
	cold      = "cold"
	unchanged = "unchanged"
)

// Every run finds its caches in one directory. It must be the same one each
// time: go list keeps generated test mains in the build cache, and their paths
// there are part of what the cache is asked for, so that a copy elsewhere
// misses.
func (b *bench) live() string { return filepath.Join(b.scratch, "caches") }

// warmUp fills the build cache with what go build and go test leave there.
// go vet keeps its results in the same cache, so "cold" is a copy of this.
func (b *bench) warmUp() error {
	progress("filling a build cache")
	b.warm = filepath.Join(b.scratch, "warm")
	if err := b.prepare(empty); err != nil {
		return err
	}
	live := filepath.Join(b.live(), "go-build")
	cmd := exec.Command("go", append([]string{"list", "-export", "-compiled", "-deps", "-test", "-f", "{{.ImportPath}}"}, b.patterns...)...)
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "GOCACHE="+live)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %v\n%s", b.dir, err, firstLines(string(out), 20))
	}
	return os.Rename(live, b.warm)
}

// prepare brings the caches to a state, empty or cold.
func (b *bench) prepare(state string) error {
	if err := os.RemoveAll(b.live()); err != nil {
		return err
	}
	if err := os.MkdirAll(b.live(), 0o777); err != nil || state == empty {
		return err
	}
	return copyCache(b.warm, filepath.Join(b.live(), "go-build"))
}

// keep puts the caches aside for the tool's next turn, and restore brings them
// back: while they are used they have the directory that all have.
func (b *bench) keep(t tool) error    { return os.Rename(b.live(), b.kept(t)) }
func (b *bench) restore(t tool) error { return os.Rename(b.kept(t), b.live()) }

func (b *bench) kept(t tool) string { return filepath.Join(b.scratch, "kept "+t.name) }

// copyCache copies a build cache. Output files are named for their content and
// never written again, so a hard link will do; action entries are rewritten in
// place, so they are copied.
func copyCache(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			return os.MkdirAll(target, 0o777)
		case strings.HasSuffix(filepath.Dir(rel), "-d") || strings.HasSuffix(rel, "-d"):
			return os.Link(path, target)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o666)
	})
}
