package main_test

import (
	"encoding/json"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// A place is a position that a format gives, in its own columns.
type place struct{ Line, Column int }

// cut replaces the text between two places of one source. units says how long
// the start of a line is in the format's columns.
func cut(t *testing.T, src string, from, to place, text string, units func(string) int) string {
	t.Helper()
	offset := func(p place) int {
		at := 0
		for range p.Line - 1 {
			at += strings.Index(src[at:], "\n") + 1
		}
		for i := range src[at:] {
			if units(src[at:at+i]) == p.Column-1 {
				return at + i
			}
		}
		t.Fatalf("no column %d in line %d", p.Column, p.Line)
		return 0
	}
	return src[:offset(from)] + text + src[offset(to):]
}

// TestSuggestions applies what sarif and rdjsonl suggest, as their readers do,
// and gets the file that -fix writes: with a fix of three edits, an import
// among them, and with one behind letters that take more than a byte.
func TestSuggestions(t *testing.T) {
	for name, src := range map[string]string{
		"edits":   "package p\n\nimport (\n\t\"context\"\n\t\"net/http\"\n)\n\nfunc serve(ctx context.Context, srv *http.Server) error {\n\t<-ctx.Done()\n\treturn srv.Shutdown(ctx)\n}\n",
		"letters": "package p\n\nimport \"context\"\n\nfunc loop(ctx context.Context, c chan int) {\n\tfor {\n\t\tselect {\n\t\tcase <-c:\n\t\tcase <-ctx.Done():\n\t\t\tprintln(\"😀é\"); break\n\t\t}\n\t}\n}\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "p.go")
			require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n\ngo 1.26\n"), 0o666))
			require.NoError(t, os.WriteFile(file, []byte(src), 0o666))
			line, stderr := tool(t, dir, binary, "-cache=off", "-format=rdjsonl")
			log, _ := tool(t, dir, binary, "-cache=off", "-format=sarif")
			tool(t, dir, binary, "-cache=off", "-fix")
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NotEqual(t, src, string(want), stderr)
			require.Equal(t, formatted(t, string(want)), formatted(t, byReviewdog(t, src, line)))
			require.Equal(t, formatted(t, string(want)), formatted(t, bySARIF(t, src, log)))
		})
	}
}

func formatted(t *testing.T, src string) string {
	t.Helper()
	out, err := format.Source([]byte(src))
	require.NoError(t, err, src)
	return string(out)
}

func byReviewdog(t *testing.T, src, line string) string {
	t.Helper()
	var d struct {
		Suggestions []struct {
			Range struct{ Start, End place }
			Text  string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(line), &d), line)
	require.Len(t, d.Suggestions, 1)
	s := d.Suggestions[0]
	return cut(t, src, s.Range.Start, s.Range.End, s.Text, func(s string) int { return len(s) })
}

func bySARIF(t *testing.T, src, text string) string {
	t.Helper()
	var log struct {
		Runs []struct {
			Results []struct {
				Fixes []struct {
					ArtifactChanges []struct {
						Replacements []struct {
							DeletedRegion   struct{ StartLine, StartColumn, EndLine, EndColumn int }
							InsertedContent struct{ Text string }
						}
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(text), &log))
	require.Len(t, log.Runs[0].Results, 1)
	list := log.Runs[0].Results[0].Fixes[0].ArtifactChanges[0].Replacements
	for i := range list { // the last first, so that places stay
		r := list[len(list)-1-i]
		at := r.DeletedRegion
		src = cut(t, src, place{at.StartLine, at.StartColumn}, place{at.EndLine, at.EndColumn}, r.InsertedContent.Text,
			func(s string) int { return len(utf16.Encode([]rune(s))) })
	}
	return src
}
