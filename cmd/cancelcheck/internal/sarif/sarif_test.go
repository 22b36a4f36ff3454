package sarif

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/print"
)

// The answers are those that GitHub's upload action gives for these texts.
func TestLineHashes(t *testing.T) {
	const last = "c129715d7a2bc9a3:1" // of the line that only the end of the file is on
	require.Equal(t, []string{last}, lineHashes(""))

	same := lineHashes(strings.Repeat("Lorem ipsum dolor sit amet.\n", 10))
	require.Len(t, same, 11)
	require.Equal(t, []string{"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2"}, same[:2])
	require.Equal(t, "a7f2ff13bc495cf2:6", same[5])
	require.Equal(t, []string{"a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1"}, same[6:8])
	require.Equal(t, last, same[10])

	unix := lineHashes("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n")
	require.Equal(t, "e54938cc54b302f1:1", unix[0])
	require.Equal(t, "f1b89f20de0d133:1", unix[6])
	require.Equal(t, unix, lineHashes("x = 2\r\n\tx = 1\rprint( x )\r\nx = 3\nprint(x)\nx = 4\nprint(x)\n"), "blanks and line ends do not count")
}

func TestPrints(t *testing.T) {
	f := finding.Finding{Rule: "r", Package: "p", Function: "F", Text: "break", Range: finding.Range{File: "a.go", Line: 1}}
	moved := f
	moved.File, moved.Line, moved.Level = "b.go", 9, finding.Likely
	other := f
	other.Function = "G"
	got := prints([]finding.Finding{f, moved, other})
	require.Equal(t, got[:1], prints([]finding.Finding{moved}), "neither place nor level counts")
	require.NotEqual(t, got[0], got[1], "the second of a kind is another")
	require.NotEqual(t, got[0], got[2])
}

func TestDescribe(t *testing.T) {
	r := describe(&analysis.Analyzer{Name: "ctxdefer", URL: "https://x", Doc: "ctxdefer: report é\n\nLong\ntext:\n\n\tcode()\n\n\tmore()\n\nEnd.\n\n\tlast()\n"})
	require.Equal(t, "Report é", r.ShortDescription.Text)
	require.Equal(t, "Long text.", r.FullDescription.Text)
	require.Equal(t, "ctxdefer: report é\n\nLong\ntext:\n\n```go\ncode()\n\nmore()\n```\n\nEnd.\n\n```go\nlast()\n```\n\nhttps://x\n", r.Help.Markdown)
	require.Contains(t, r.Properties.Tags, "external/cwe/cwe-772")

	r = describe(&analysis.Analyzer{Name: "r", Doc: "r: report it"})
	require.Equal(t, "report it", r.FullDescription.Text)
	require.Contains(t, r.Properties.Tags, "external/cwe/cwe-400")
}

// TestPlaces writes findings whose files are nowhere, in GOROOT or outside of
// everything, with columns that are not known, and a fix of two files.
func TestPlaces(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.go")
	require.NoError(t, os.WriteFile(file, []byte("package a\n"), 0o666))
	at := func(name string, line, column int) finding.Range {
		return finding.Range{File: name, Line: line, Column: column, EndLine: line, EndColumn: column}
	}
	run := &print.Run{
		Paths: print.NewPaths(dir, &load.Graph{Env: load.Env{GOROOT: "/go", GOMOD: filepath.Join(dir, "go.mod")}}),
		Findings: []finding.Finding{{
			Range: at(file, 1, 1), Rule: "b", Level: finding.Likely, Message: "m",
			Related: []finding.Related{
				{Range: at("$GOROOT/src/x/x.go", 3, 0), Message: "in Go"},
				{Range: at("/else/where.go", 1, 1), Message: "elsewhere"},
				{Range: at(filepath.Join(dir, "x:y.go"), 99, 1), Message: "nowhere"},
			},
			Fixes: []finding.Fix{{Message: "none"}, {Message: "two files", Edits: []finding.Edit{
				{Range: at(file, 1, 9), Start: 8, End: 8, New: "y"},
				{Range: at(filepath.Join(dir, "0.go"), 1, 1), New: "z"},
				{Range: at(file, 1, 1), New: "x"},
			}}},
		}},
		Errors: []load.Error{{Package: "p", Message: "no place"}, {Package: "p", File: file, Line: 1, Message: "here"}},
	}
	var b bytes.Buffer
	require.NoError(t, Write(&b, run, []*analysis.Analyzer{{Name: "a", Doc: "a: report a"}, {Name: "b", Doc: "b: report b"}}))
	var got log
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	out := got.Runs[0]
	require.False(t, out.Invocations[0].ExecutionSuccessful)
	require.Empty(t, out.Invocations[0].ToolExecutionNotifications[0].Locations)
	require.Equal(t, "a.go", out.Invocations[0].ToolExecutionNotifications[1].Locations[0].PhysicalLocation.ArtifactLocation.URI)
	r := out.Results[0]
	require.Equal(t, "note", r.Level)
	require.Equal(t, 1, r.RuleIndex)
	var uris []string
	for _, l := range r.RelatedLocations {
		a := l.PhysicalLocation.ArtifactLocation
		uris = append(uris, a.URIBaseID+" "+a.URI)
	}
	require.Equal(t, []string{"%GOROOT% src/x/x.go", " file:///else/where.go", "%SRCROOT% ./x:y.go"}, uris)
	require.Zero(t, r.RelatedLocations[0].PhysicalLocation.Region.StartColumn)
	require.Len(t, r.CodeFlows[0].ThreadFlows[0].Locations, 4)
	require.Len(t, r.Fixes, 1)
	require.Equal(t, "0.go", r.Fixes[0].ArtifactChanges[0].ArtifactLocation.URI)
	require.Equal(t, "x", r.Fixes[0].ArtifactChanges[1].Replacements[0].InsertedContent.Text, "in order")
}
