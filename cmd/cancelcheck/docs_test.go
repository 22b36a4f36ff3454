package main_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// TestDocs runs every command that the guides to formats, to adoption and to
// the map show, in a repository with findings, one after the other. A command
// may find something; what must not be is that it cannot be run as it stands
// there.
func TestDocs(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/agree.txtar")
	require.NoError(t, err)
	for _, name := range []string{"adoption.md", "formats.md", "map.md"} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
			require.NoError(t, err)
			dir := t.TempDir()
			require.NoError(t, txtar.Write(archive, dir))
			require.NoError(t, os.MkdirAll(filepath.Join(dir, "cart"), 0o777))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "cart", "cart.go"), []byte("package cart\n"), 0o666))
			run := func(line string) (int, string) {
				cmd := exec.Command("sh", "-c", line)
				cmd.Dir = dir
				cmd.Env = append(append(os.Environ(), environment(t)...), "PWD="+dir, "XDG_CACHE_HOME="+filepath.Join(dir, ".cache"),
					"PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"), "GIT_CONFIG_GLOBAL="+os.DevNull)
				out, err := cmd.CombinedOutput()
				var exit *exec.ExitError
				if errors.As(err, &exit) {
					return exit.ExitCode(), string(out)
				}
				require.NoError(t, err)
				return 0, string(out)
			}
			status, out := run("git init -q . && git add . && git -c user.name=a -c user.email=a@example.com commit -qm first && git update-ref refs/remotes/origin/main HEAD")
			require.Zero(t, status, out)
			commands := 0
			for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
				for line := range strings.Lines(block[1]) {
					status, out := run(line)
					require.LessOrEqual(t, status, 1, "%s%s", line, out)
					commands++
				}
			}
			require.Greater(t, commands, 5)
		})
	}
}
