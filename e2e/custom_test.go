package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCustom builds what the document tells to build, with golangci-lint's own
// custom command. That clones golangci-lint and looks up our release: here the
// clone is of the sources in the module cache, and the release is the checkout.
func TestCustom(t *testing.T) {
	const linter, ours = "github.com/golangci/golangci-lint", "github.com/cancelcheck/cancelcheck"
	version := strings.TrimSpace(run(t, ".", nil, "go", "list", "-m", "-f={{.Version}}", linter+"/v2").stdout)
	sources := strings.TrimSpace(run(t, ".", nil, "go", "list", "-m", "-f={{.Dir}}", linter+"/v2").stdout)

	env := append(environment(t), "GOWORK=off", "GOFLAGS=-trimpath -buildvcs=false")
	upstream := hooked{t, t.TempDir(), env}
	require.NoError(t, os.CopyFS(upstream.dir, os.DirFS(sources)))
	upstream.must("chmod", "-R", "u+w", ".")
	upstream.must("git", "init", "-q")
	upstream.must("git", "add", "-A")
	upstream.must("git", "commit", "-q", "-m", version)
	upstream.must("git", "tag", version)

	user := hooked{t, t.TempDir(), env}
	require.NoError(t, os.CopyFS(user.dir, os.DirFS(filepath.Join(checkout, "docs/sample"))))
	config(t, user.dir, "")
	custom := pasted(t, "golangci-lint.md", ".custom-gcl.yml")
	require.Contains(t, custom, "version: "+version+"\n")
	require.Equal(t, 1, strings.Count(custom, "version: latest\n"))
	custom = strings.Replace(custom, "version: latest\n", "path: "+checkout+"\n", 1)
	write(t, filepath.Join(user.dir, ".custom-gcl.yml"), custom)

	// The command hides GIT_ variables from the clone, but not the home folder.
	home := t.TempDir()
	write(t, filepath.Join(home, ".gitconfig"), "[url \"file://"+upstream.dir+"\"]\n\tinsteadOf = https://"+linter+".git\n")
	user.env = append(user.env, "HOME="+home, "GIT_CONFIG_GLOBAL="+filepath.Join(home, ".gitconfig"))
	user.must(golangci, "custom", "-v")
	user.must("./custom-gcl", "cache", "clean")
	got := run(t, user.dir, user.env, "./custom-gcl", "run", "./...")
	require.Equal(t, 1, got.status, got.stderr)
	require.Contains(t, got.stdout, "serve.go:13:22: ctx is done already: Shutdown returns at once (ctxdead) (cancelcheck)\n")
	require.Contains(t, run(t, user.dir, user.env, "go", "version", "-m", "custom-gcl").stdout, ours)
}
