package print

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

func TestSnippet(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "p.go")
	long := strings.Repeat("x", longest+1)
	require.NoError(t, os.WriteFile(file, []byte("a\tb()\r\n\t\tcall(\n\t)\n"+long+"\n\n"), 0o666))
	for name, c := range map[string]struct {
		finding.Range
		want string
	}{
		"a tab before it":    {finding.Range{Line: 1, Column: 3, EndLine: 1, EndColumn: 6}, "\ta\tb()\n\t \t^~~\n"},
		"more than one line": {finding.Range{Line: 2, Column: 3, EndLine: 3, EndColumn: 3}, "\tcall(\n\t^~~~~\n"},
		"a point":            {finding.Range{Line: 2, Column: 7, EndLine: 2, EndColumn: 7}, "\tcall(\n\t    ^\n"},
		"end of line":        {finding.Range{Line: 2, Column: 8, EndLine: 2, EndColumn: 8}, "\tcall(\n\t     ^\n"},
		"in the margin":      {finding.Range{Line: 2, Column: 1, EndLine: 2, EndColumn: 2}, ""},
		"data":               {finding.Range{Line: 4, Column: 1, EndLine: 4, EndColumn: 2}, ""},
		"no such line":       {finding.Range{Line: 40, Column: 1}, ""},
		"no such column":     {finding.Range{Line: 1, Column: 40}, ""},
		"no place":           {finding.Range{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.File = file
			text := Text{Paths: NewPaths(dir, &load.Graph{})}
			require.Equal(t, c.want, text.snippet(c.Range))
		})
	}
	text := Text{Paths: NewPaths(dir, &load.Graph{})}
	require.Empty(t, text.snippet(finding.Range{File: file + "x", Line: 1, Column: 1}))
}

func TestColor(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "p.go"), []byte("x()\n"), 0o666))
	text := Text{Paths: NewPaths(dir, &load.Graph{}), Color: true}
	var b bytes.Buffer
	place := finding.Range{File: filepath.Join(dir, "p.go"), Line: 1, Column: 1, EndLine: 1, EndColumn: 4}
	require.NoError(t, text.Findings(&b, []finding.Finding{{Range: place, Message: "m", Related: []finding.Related{{Range: place, Message: "r"}}}}))
	require.Equal(t, "\x1b[1mp.go:1:1:\x1b[0m m\n\tx()\n\t\x1b[32m^~~\x1b[0m\n\t\x1b[2mp.go:1:1:\x1b[0m r\n", b.String())
}

func TestPaths(t *testing.T) {
	g := &load.Graph{
		Env: load.Env{GOROOT: "/go"},
		Packages: []*load.Package{
			{Module: &load.Module{Path: "m", Dir: "/home/w"}},
			{Module: &load.Module{Path: "m/nested", Dir: "/home/w/nested"}},
		},
	}
	p := NewPaths("/home/w/sub", g)
	for file, want := range map[string][3]string{
		"/home/w/sub/a.go":    {"a.go", "m", "sub/a.go"},
		"/home/w/other/a.go":  {"../other/a.go", "m", "other/a.go"},
		"/home/w/nested/a.go": {"../nested/a.go", "m/nested", "a.go"},
		"/go/src/time/t.go":   {"/go/src/time/t.go", "", "time/t.go"},
		"$GOROOT/src/x/x.go":  {"/go/src/x/x.go", "", "x/x.go"},
		"/etc/x.go":           {"/etc/x.go", "", "/etc/x.go"},
	} {
		module, name := p.InModule(file)
		require.Equal(t, want, [3]string{p.Short(file), module, name}, file)
	}
}

func TestProgressOnlyOnTerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	defer f.Close()
	step, end := Progress(f)
	require.Nil(t, step)
	end()
	require.False(t, Color(f))
}
