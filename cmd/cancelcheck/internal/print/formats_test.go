package print

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// odd is a run with a text that every format has to escape.
func odd(t *testing.T) *Run {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "a,b:c.go")
	require.NoError(t, os.WriteFile(file, []byte("package a\n"), 0o666))
	return &Run{
		Paths: NewPaths(dir, &load.Graph{}),
		Findings: []finding.Finding{{
			Range: finding.Range{File: file, Line: 1, Column: 1, EndLine: 2, EndColumn: 1},
			Rule:  "r", Level: finding.Certain, Message: "100%:\r\n<&\"'> \x01é",
		}},
		Errors: []load.Error{{Package: "p", Message: "no place"}, {Package: "p", File: file, Message: "no line"}, {Package: "p", File: file, Line: 3, Message: "here"}},
	}
}

func TestGitHub(t *testing.T) {
	run := odd(t)
	var b bytes.Buffer
	require.NoError(t, GitHub(&b, run))
	require.Equal(t, "::error file=a%2Cb%3Ac.go,line=1,endLine=2,title=r::100%25:%0D%0A<&\"'> \x01é\n"+
		"::error file=a%2Cb%3Ac.go,line=3,title=cancelcheck::here\n", b.String())
	run.Findings[0].Range = finding.Range{File: run.Findings[0].File, Line: 7}
	b.Reset()
	require.NoError(t, GitHub(&b, run))
	require.Contains(t, b.String(), ",line=7,title=r::", "what is not known is left out")
}

func TestCheckstyle(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, Checkstyle(&b, odd(t)))
	var doc checkstyle
	require.NoError(t, xml.Unmarshal(b.Bytes(), &doc), b.String())
	require.Len(t, doc.Files, 1)
	require.Equal(t, "100%:\r\n<&\"'> �é", doc.Files[0].Errors[0].Message, "XML has no control characters")
	require.Equal(t, checkstyleError{3, 0, "error", "here", "cancelcheck.analysis"}, doc.Files[0].Errors[1])
}

func TestRDJSONL(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, RDJSONL(&b, odd(t)))
	rows := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	require.Len(t, rows, 2)
	var d rdDiagnostic
	require.NoError(t, json.Unmarshal([]byte(rows[0]), &d))
	require.Equal(t, "100%:\r\n<&\"'> \x01é", d.Message)
	require.Equal(t, rdPosition{2, 1}, *d.Location.Range.End)
	require.NoError(t, json.Unmarshal([]byte(rows[1]), &d))
	require.Equal(t, "here", d.Message)
}

func TestSuggestion(t *testing.T) {
	const src = "one two three\n"
	edit := func(file string, start, end int, text string) finding.Edit {
		return finding.Edit{
			Range: finding.Range{File: file, Line: 1, Column: start + 1, EndLine: 1, EndColumn: end + 1},
			Start: start, End: end, New: text,
		}
	}
	suggest := func(edits ...finding.Edit) (rdSuggestion, bool) {
		return suggestion(finding.Finding{Range: finding.Range{File: "a.go"}, Fixes: []finding.Fix{{Edits: edits}}}, []byte(src))
	}
	s, ok := suggest(edit("a.go", 8, 13, "3"), edit("a.go", 0, 3, "1"))
	require.True(t, ok)
	require.Equal(t, "1 two 3", s.Text, "one suggestion, with what is between")
	require.Equal(t, rdRange{rdPosition{1, 1}, &rdPosition{1, 14}}, s.Range)

	far := edit("a.go", 8, 13, "3")
	far.EndLine = farthest + 2
	for name, edits := range map[string][]finding.Edit{
		"nothing":        nil,
		"another file":   {edit("a.go", 0, 3, "1"), edit("b.go", 4, 5, "2")},
		"overlap":        {edit("a.go", 0, 3, "1"), edit("a.go", 2, 5, "2")},
		"beyond the end": {edit("a.go", 0, 99, "1")},
		"too far":        {edit("a.go", 0, 3, "1"), far},
	} {
		_, ok := suggest(edits...)
		require.False(t, ok, name)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// TestWriteErrors fills the disk: half a report must not look like one.
func TestWriteErrors(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *Run) error{"json": JSON, "github": GitHub, "checkstyle": Checkstyle, "rdjsonl": RDJSONL} {
		require.ErrorContains(t, write(full{}, odd(t)), "disk full", name)
	}
}

func TestRepository(t *testing.T) {
	dir := t.TempDir()
	sub := filepath.Join(dir, "a", "b")
	require.NoError(t, os.MkdirAll(sub, 0o777))
	mod := filepath.Join(dir, "a", "go.mod")
	require.Equal(t, sub, repository(sub, load.Env{GOMOD: os.DevNull, GOWORK: "off"}))
	require.Equal(t, filepath.Dir(mod), repository(sub, load.Env{GOMOD: mod}))
	require.Equal(t, dir, repository(sub, load.Env{GOMOD: mod, GOWORK: filepath.Join(dir, "go.work")}))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", ".git"), nil, 0o666), "a worktree has a file")
	require.Equal(t, filepath.Join(dir, "a"), repository(sub, load.Env{GOWORK: filepath.Join(dir, "go.work")}))
}
