package fix

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

const text = "package p\n\nfunc f() {\n\tone()\n\ttwo()\n}\n"

// replace is a finding whose fix replaces each old by the new after it.
func replace(file, text string, pairs ...string) finding.Finding {
	f := finding.Finding{Range: finding.Range{File: file}, Fixes: []finding.Fix{{}}}
	for i := 0; i < len(pairs); i += 2 {
		start := strings.Index(text, pairs[i])
		f.Line = start
		f.Fixes[0].Edits = append(f.Fixes[0].Edits, finding.Edit{
			Range: finding.Range{File: file}, Start: start, End: start + len(pairs[i]), New: pairs[i+1],
		})
	}
	return f
}

// plan makes the fixes of a file with the text.
func plan(t *testing.T, text string, pairs ...[]string) (*Plan, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "p.go")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o640))
	var list []finding.Finding
	for _, p := range pairs {
		list = append(list, replace(file, text, p...))
	}
	return Make(list, map[string][sha256.Size]byte{file: sha256.Sum256([]byte(text))}), file
}

func TestWrite(t *testing.T) {
	p, file := plan(t, text, []string{"one()", "if x {\none()\n}"}, []string{"two()", "three()"})
	require.Len(t, p.Fixed, 2)
	require.NoError(t, p.Write())
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "package p\n\nfunc f() {\n\tif x {\n\t\tone()\n\t}\n\tthree()\n}\n", string(got))
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
}

func TestUnformattedStays(t *testing.T) {
	odd := strings.ReplaceAll(text, "func f() {", "func  f( ){ ")
	p, _ := plan(t, odd, []string{"one()", "three( )"})
	require.Equal(t, strings.ReplaceAll(odd, "one()", "three( )"), string(p.Changes[0].New))
}

func TestConflicts(t *testing.T) {
	p, _ := plan(t, text, []string{"one()\n\ttwo()", "x()"}, []string{"two()", "y()"}, []string{"package p", "package p"})
	require.Len(t, p.Conflicts, 1)
	require.Equal(t, p.Conflicts, p.Left)
	require.Len(t, p.Fixed, 2)

	// Two fixes may make the same edit, and it is made once.
	p, _ = plan(t, text, []string{"package p", "package p\n\nimport _ \"x\"", "one()", "x()"}, []string{"package p", "package p\n\nimport _ \"x\"", "two()", "y()"})
	require.Empty(t, p.Conflicts)
	require.Equal(t, 1, strings.Count(string(p.Changes[0].New), "import"))
}

func TestRefused(t *testing.T) {
	p, _ := plan(t, text, []string{"one()", "one("})
	require.Empty(t, p.Changes)
	require.Empty(t, p.Fixed)
	require.Len(t, p.Left, 1)
	require.ErrorContains(t, p.Errors[0].Err, "would not parse when fixed")

	file := filepath.Join(t.TempDir(), "p.go")
	require.NoError(t, os.WriteFile(file, []byte(text+"\n// edited meanwhile\n"), 0o666))
	p = Make([]finding.Finding{replace(file, text, "one()", "x()")}, map[string][sha256.Size]byte{file: sha256.Sum256([]byte(text))})
	require.ErrorIs(t, p.Errors[0].Err, errChanged)

	other := replace("other.go", text, "one()", "x()")
	both := replace("p.go", text, "two()", "y()")
	both.Fixes[0].Edits = append(both.Fixes[0].Edits, other.Fixes[0].Edits...)
	p = Make([]finding.Finding{both}, nil)
	require.Len(t, p.Left, 1)
	require.Empty(t, p.Errors)
}
