package revision

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

func TestParse(t *testing.T) {
	for diff, want := range map[string]map[string][]span{
		"": {},
		"diff --git a/a.go b/a.go\nindex 1..2 100644\n--- a/a.go\n+++ b/a.go\n@@ -3 +3,2 @@ func F() {\n-old\n+new\n+more\n@@ -9,2 +10 @@\n-a\n-b\n+c\n": {"a.go": {{3, 4}, {10, 10}}},
		"--- a/a.go\n+++ b/a.go\n@@ -3,2 +2,0 @@\n-a\n-b\n":                                              {},
		"--- /dev/null\n+++ b/new.go\n@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file\n":           {"new.go": {{1, 2}}},
		"--- a/a.go\n+++ b/a.go\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n@@ -7,0 +8 @@\n+c\n": {"a.go": {{1, 1}, {8, 8}}},
		"--- a/a.go\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n":                                                 {},
		"--- a/a.go\n+++ b/a.go\n@@ -1 +1,2 @@\n-a\n+++ b/evil.go\n+@@ -1 +1,99 @@\n@@ -5,0 +7 @@\n+x\n": {"a.go": {{1, 2}, {7, 7}}},
		"--- a/a b.go\t\n+++ b/a b.go\t\n@@ -1 +1 @@\n-a\n+b\n":                                          {"a b.go": {{1, 1}}},
		"--- \"a/n\\303\\251e.go\"\n+++ \"b/n\\303\\251\\te.go\"\n@@ -1 +1 @@\n-a\n+b\n":                 {"né\te.go": {{1, 1}}},
		"@@ -1 +1 @@\n+x\n": {},
	} {
		require.Equal(t, want, parse([]byte(diff)), diff)
	}
}

// FuzzParse reads whatever a diff may hold.
func FuzzParse(f *testing.F) {
	f.Add([]byte("--- a/a.go\n+++ b/a.go\n@@ -3 +3,2 @@\n-old\n+new\n+more\n"))
	f.Add([]byte("+++ \"b/\\\n@@ -1 +99999999999999999999 @@\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for name, spans := range parse(data) {
			require.NotEmpty(t, name)
			for _, s := range spans {
				require.LessOrEqual(t, s.first, s.last)
			}
		}
	})
}

func TestTouches(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	file, fresh := filepath.Join(root, "a.go"), filepath.Join(root, "new.go")
	for _, name := range []string{file, fresh} {
		require.NoError(t, os.WriteFile(name, nil, 0o666))
	}
	c := &Changes{root: root, files: map[string][]span{"a.go": {{4, 5}}, "new.go": {{}}}, real: map[string]string{}}
	at := func(file string, line, end int) finding.Finding {
		return finding.Finding{Range: finding.Range{File: file, Line: line, EndLine: end}}
	}
	require.False(t, c.Touches(at(file, 3, 3)))
	require.True(t, c.Touches(at(file, 3, 4)), "a part of it is enough")
	require.True(t, c.Touches(at(file, 5, 0)), "an end that is not known")
	require.False(t, c.Touches(at(file, 6, 9)))
	require.True(t, c.Touches(at(fresh, 99, 99)))
	require.False(t, c.Touches(at("/nowhere/a.go", 4, 4)))
	require.False(t, c.Covers("/nowhere/a.go"))
	require.True(t, c.Covers(file))
	old := at(file, 9, 9)
	old.Related = []finding.Related{{Range: at(file, 1, 1).Range}, {Range: at(file, 4, 4).Range}}
	require.True(t, c.Touches(old), "its cause was changed")
}

func TestCancelled(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, exec.Command("git", "init", "-q", dir).Run())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Since(ctx, dir, "HEAD")
	require.ErrorIs(t, err, context.Canceled)
}
