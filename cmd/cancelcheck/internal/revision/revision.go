// Package revision answers which lines were changed since a git revision.
//
// It compares the working tree with the revision, as git diff REV does, with
// what is staged and what is not, and takes every line of an untracked file as
// changed. It does not look for a common ancestor: who wants the changes of a
// branch names git merge-base's answer.
package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

// Changes is the lines that were changed, in one repository.
type Changes struct {
	root  string // without symbolic links
	files map[string][]span
	real  map[string]string // names from the root, by name as given
}

// A span is lines, the last included. The zero one is a whole file.
type span struct{ first, last int }

// Since asks git.
func Since(ctx context.Context, dir, rev string) (*Changes, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, fmt.Errorf("git, which knows what was changed, was not found: %w", err)
	}
	g := git{ctx, dir}
	top, err := g.run("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("no changes to look for in %s: %w", dir, err)
	}
	root, err := filepath.EvalSymlinks(filepath.FromSlash(strings.TrimRight(string(top), "\r\n")))
	if err != nil {
		return nil, err
	}
	g.dir = root
	id, err := g.run("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("no revision %q in %s: a shallow clone has few (git fetch gets more)", rev, root)
	}
	// Whatever the user's configuration says, the answer has one form.
	diff, err := g.run("-c", "core.quotePath=true", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv",
		"--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short", "--diff-filter=d",
		strings.TrimSpace(string(id)), "--", ":(top)*.go")
	if err != nil {
		return nil, err
	}
	untracked, err := g.run("ls-files", "--others", "--exclude-standard", "-z", "--", ":(top)*.go")
	if err != nil {
		return nil, err
	}
	c := &Changes{root: root, files: parse(diff), real: map[string]string{}}
	for _, name := range strings.FieldsFunc(string(untracked), func(r rune) bool { return r == 0 }) {
		c.files[name] = []span{{}}
	}
	return c, nil
}

type git struct {
	ctx context.Context
	dir string
}

func (g git) run(args ...string) ([]byte, error) {
	cmd := exec.CommandContext(g.ctx, "git", args...)
	cmd.Dir = g.dir
	cmd.Env = append(environment(), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(errOut.String()); text != "" {
			return nil, errors.New(text)
		}
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out.Bytes(), nil
}

// environment is the user's, without what git tells its hooks: that is said
// for another directory than ours, and git would take ours for the root.
func environment() []string {
	hooks := []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(hooks, name)
	})
}

// Covers reports whether the file is in the repository, so that its changes
// are known.
func (c *Changes) Covers(file string) bool { return c.name(file) != "" }

// Touches reports whether one of the finding's lines was changed, or a line
// that it comes from.
func (c *Changes) Touches(f finding.Finding) bool {
	if c.has(f.Range) {
		return true
	}
	return slices.ContainsFunc(f.Related, func(r finding.Related) bool { return c.has(r.Range) })
}

func (c *Changes) has(r finding.Range) bool {
	return slices.ContainsFunc(c.files[c.name(r.File)], func(s span) bool {
		return s == span{} || s.first <= max(r.Line, r.EndLine) && r.Line <= s.last
	})
}

// name is the file's name from the root of the repository, or empty.
func (c *Changes) name(file string) string {
	name, seen := c.real[file]
	if seen {
		return name
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		if rel, err := filepath.Rel(c.root, real); err == nil && filepath.IsLocal(rel) {
			name = filepath.ToSlash(rel)
		}
	}
	c.real[file] = name
	return name
}
