package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A hooked repository is somebody's, with our hook installed by pre-commit
// from a clone of this checkout.
type hooked struct {
	t   *testing.T
	dir string
	env []string
}

func (h hooked) git(args ...string) result {
	h.t.Helper()
	return run(h.t, h.dir, h.env, "git", args...)
}

func (h hooked) must(name string, args ...string) result {
	h.t.Helper()
	got := run(h.t, h.dir, h.env, name, args...)
	require.Zero(h.t, got.status, "%s %s\n%s%s", name, strings.Join(args, " "), got.stdout, got.stderr)
	return got
}

// commit writes a file, and reports whether it could be committed, and what
// was said.
func (h hooked) commit(name, text string, more ...string) (ok bool, said string) {
	h.t.Helper()
	write(h.t, filepath.Join(h.dir, name), text)
	h.must("git", "add", "-A")
	got := h.git(append([]string{"commit", "-m", "about " + name}, more...)...)
	return got.status == 0, got.stdout + got.stderr
}

// environment lets git and pre-commit see nothing of the developer's, and the
// hook's build the module cache: pre-commit gives it a GOPATH of its own.
func environment(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	env := []string{
		"HOME=" + home, "XDG_CACHE_HOME=" + home, "PRE_COMMIT_HOME=" + filepath.Join(home, "pre-commit"),
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GOWORK=",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
	}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS"} {
		got := run(t, ".", nil, "go", "env", name)
		env = append(env, name+"="+strings.TrimSpace(got.stdout))
	}
	return env
}

// published is the checkout as it is, changes included, as a repository.
func published(t *testing.T, env []string) (dir, rev string) {
	t.Helper()
	h := hooked{t, t.TempDir(), env}
	list := run(t, checkout, nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	require.Zero(t, list.status, list.stderr)
	for _, name := range strings.Split(strings.TrimRight(list.stdout, "\x00"), "\x00") {
		if data, err := os.ReadFile(filepath.Join(checkout, name)); err == nil { // or it is deleted
			write(t, filepath.Join(h.dir, name), string(data))
		}
	}
	h.must("git", "init", "-q", "-b", "main")
	h.must("git", "add", "-A")
	h.must("git", "commit", "-q", "-m", "as it is")
	return h.dir, strings.TrimSpace(h.must("git", "rev-parse", "HEAD").stdout)
}

// install makes a repository with the document's configuration, of which the
// address, the revision and lines of the hook are replaced.
func install(t *testing.T, env []string, repo, rev string, hook ...string) hooked {
	t.Helper()
	h := hooked{t, t.TempDir(), env}
	h.must("git", "init", "-q", "-b", "main")
	config := pasted(t, "pre-commit.md", ".pre-commit-config.yaml")
	for _, change := range [][2]string{
		{"https://github.com/cancelcheck/cancelcheck\n", repo + "\n"},
		{"rev: main\n", "rev: " + rev + "\n"},
		{"- id: cancelcheck\n", "- " + strings.Join(append([]string{"id: cancelcheck"}, hook...), "\n        ") + "\n"},
	} {
		require.Equal(t, 1, strings.Count(config, change[0]), change[0])
		config = strings.Replace(config, change[0], change[1], 1)
	}
	write(t, filepath.Join(h.dir, ".pre-commit-config.yaml"), config)
	h.must("pre-commit", "install")
	return h
}

const (
	goMod = "module example.com/m\n\ngo 1.26\n"
	bad   = "package p\n\nimport (\n\t\"context\"\n\t\"time\"\n)\n\nfunc f(ctx context.Context) {\n\ttime.Sleep(5 * time.Second)\n}\n"
	good  = "package p\n\nimport \"context\"\n\nfunc f(ctx context.Context) {\n\t<-ctx.Done()\n}\n"
	says  = ":9:2: time.Sleep ignores ctx: cancelling it does not end this pause (ctxsleep)"
)

func TestPreCommit(t *testing.T) {
	env := environment(t)
	repo, rev := published(t, env)
	t.Run("a bad commit is refused, a good one passes", func(t *testing.T) {
		h := install(t, env, repo, rev)
		write(t, filepath.Join(h.dir, "go.mod"), goMod)
		ok, said := h.commit("p/p.go", bad)
		require.False(t, ok)
		require.Contains(t, said, "p/p.go"+says)
		require.NotZero(t, h.git("rev-parse", "--verify", "-q", "HEAD").status, "nothing was committed")
		ok, said = h.commit("p/p.go", good)
		require.True(t, ok, said)
		ok, said = h.commit("notes.txt", "no Go")
		require.True(t, ok, said)
		require.Contains(t, said, "no files to check")
		ok, said = h.commit("p/p_test.go", strings.Replace(bad, "func f", "func g", 1), "--no-verify")
		require.True(t, ok, said)
	})
	t.Run("only packages with changes, unless all are asked for", func(t *testing.T) {
		h := install(t, env, repo, rev)
		write(t, filepath.Join(h.dir, "go.mod"), goMod)
		ok, said := h.commit("old/old.go", bad, "--no-verify")
		require.True(t, ok, said)
		ok, said = h.commit("p/p.go", good)
		require.True(t, ok, said)
		config := read(t, filepath.Join(h.dir, ".pre-commit-config.yaml"))
		write(t, filepath.Join(h.dir, ".pre-commit-config.yaml"), strings.Replace(config, "id: cancelcheck\n", "id: cancelcheck-full\n", 1))
		ok, said = h.commit("p/p.go", good+"\n// again\n")
		require.False(t, ok)
		require.Contains(t, said, "old/old.go"+says)
	})
	t.Run("several modules, and none", func(t *testing.T) {
		h := install(t, env, repo, rev)
		write(t, filepath.Join(h.dir, "a/go.mod"), goMod)
		write(t, filepath.Join(h.dir, "b/go.mod"), goMod)
		write(t, filepath.Join(h.dir, "a/a.go"), bad)
		ok, said := h.commit("b/sub/b.go", bad)
		require.False(t, ok)
		require.Contains(t, said, "a/a.go"+says)
		require.Contains(t, said, "b/sub/b.go"+says)
		write(t, filepath.Join(h.dir, "a/a.go"), good)
		ok, said = h.commit("b/sub/b.go", good)
		require.True(t, ok, said)
		ok, said = h.commit("scripts/loose.go", good)
		require.False(t, ok)
		require.Contains(t, said, "scripts/loose.go: no go.mod in its folder or above: it is in no module, and was not analysed")
		require.NotContains(t, said, "panic")
	})
	t.Run("flags and excludes", func(t *testing.T) {
		h := install(t, env, repo, rev, "args: [-rules=ctxdead]", "exclude: ^scripts/")
		write(t, filepath.Join(h.dir, "a/go.mod"), goMod)
		write(t, filepath.Join(h.dir, "scripts/loose.go"), good)
		ok, said := h.commit("a/a.go", bad)
		require.True(t, ok, said)
	})
	t.Run("only changed lines", func(t *testing.T) {
		h := install(t, env, repo, rev, "args: [-since=HEAD]")
		write(t, filepath.Join(h.dir, "a/go.mod"), goMod)
		ok, said := h.commit("a/a.go", bad, "--no-verify")
		require.True(t, ok, said)
		ok, said = h.commit("a/a.go", bad+"\n// more\n")
		require.True(t, ok, said)
		ok, said = h.commit("a/a.go", bad+"\nfunc g(ctx context.Context) {\n\ttime.Sleep(5 * time.Second)\n}\n")
		require.False(t, ok)
		require.Contains(t, said, "a/a.go:13:2: time.Sleep ignores ctx")
		require.NotContains(t, said, "a/a.go:9:2")
	})
}
