package lines

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

func TestFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.go")
	require.NoError(t, os.WriteFile(file, []byte("a 😀é b \r\n\n\tend"), 0o666))
	var f Files
	line, ok := f.Line(file, 1)
	require.True(t, ok)
	require.Equal(t, "a 😀é b", line)
	_, ok = f.Line(file, 4)
	require.False(t, ok)
	_, ok = f.Line(file+"x", 1)
	require.False(t, ok)

	for _, c := range []struct {
		finding.Range
		want string
		ok   bool
	}{
		{finding.Range{Line: 1, Column: 3, EndLine: 1, EndColumn: 9}, "😀é", true},
		{finding.Range{Line: 1, Column: 10, EndLine: 3, EndColumn: 3}, "b \r\n\n\te", true},
		{finding.Range{Line: 3, Column: 2, EndLine: 3, EndColumn: 2}, "", true},
		{finding.Range{Line: 3, Column: 2, EndLine: 3, EndColumn: 9}, "", false},
		{finding.Range{Line: 3, Column: 3, EndLine: 3, EndColumn: 2}, "", false},
		{finding.Range{Line: 3, EndLine: 3}, "", false},
		{finding.Range{Line: 9, Column: 1, EndLine: 9, EndColumn: 1}, "", false},
	} {
		c.File = file
		got, ok := f.Slice(c.Range)
		require.Equal(t, c.want, got, "%v", c.Range)
		require.Equal(t, c.ok, ok, "%v", c.Range)
	}

	// a, space, two units for the face, one for é, space, b.
	for bytes, units := range map[int]int{1: 1, 3: 3, 7: 5, 9: 6, 10: 7, 99: 99, 0: 0} {
		require.Equal(t, units, f.UTF16(file, 1, bytes), bytes)
	}
	require.Equal(t, 5, f.UTF16(file, 9, 5))
}
