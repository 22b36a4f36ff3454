package baseline

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

func TestFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "b.json")
	for _, list := range [][]finding.Finding{nil, {at(1, "F", "<-ctx.Done()\t\"é\" && \x00"), at(2, "", "")}} {
		b := (&Baseline{Entries: []Entry{}}).With(list)
		changed, err := b.Write(name)
		require.NoError(t, err)
		require.True(t, changed)
		got, err := Read(name)
		require.NoError(t, err)
		require.Equal(t, b, got)
		changed, err = got.Write(name)
		require.NoError(t, err)
		require.False(t, changed, "the same is the same bytes")
	}
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Contains(t, string(data), `<-ctx.Done()`, "readable")
	files, err := filepath.Glob(filepath.Join(filepath.Dir(name), "*"))
	require.NoError(t, err)
	require.Len(t, files, 1, "nothing is left behind")

	_, err = (&Baseline{}).Write(filepath.Join(name, "below", "a", "file"))
	require.Error(t, err)
	_, err = Read(filepath.Dir(name))
	require.ErrorContains(t, err, "baseline: ")
}

func TestCorrupt(t *testing.T) {
	const entry = `{"package":"p","function":"","rule":"r","level":"certain","text":"","count":1}`
	for data, want := range map[string]string{
		"":                             "corrupt: line 1: unexpected end of JSON input",
		"{\n\n]":                       "corrupt: line 3: invalid character ']'",
		`[]`:                           "corrupt: ",
		`{}`:                           `no "version": this is no baseline of cancelcheck`,
		`{"version": "1"}`:             "corrupt: ",
		`{"version": 2, "more": true}`: "version 2: this cancelcheck reads version 1",
		`{"version": 1, "more": true}`: `unknown field "more"`,
		`{"version": 1} {}`:            "after top-level value",
		`{"version": 1, "entries": [{"rule": "r"}]}`:                                                      "entry 1: rule, package and level must be there",
		`{"version": 1, "entries": [` + entry + "," + entry + `]}`:                                        "entry 2: the same is there already: p: r",
		`{"version": 1, "entries": [` + strings.Replace(entry, `:1}`, `:0}`, 1) + `]}`:                    "entry 1: count 0 is not from 1 to ",
		`{"version": 1, "entries": [` + strings.Replace(entry, `:1}`, `:99999999999999999999}`, 1) + `]}`: "corrupt: ",
		"{\"version\": 1, \"entries\": [\n" + entry + ",\n]}":                                             "corrupt: line 3: ",
		"{\"version\": 1, \"entries\": [\n<<<<<<< HEAD\n" + entry + "\n]}":                                "line 2: a merge conflict",
	} {
		_, err := parse([]byte(data))
		require.ErrorContains(t, err, want, data)
	}
	b, err := parse([]byte(`{"version": 1, "entries": null}`))
	require.NoError(t, err)
	require.Empty(t, b.Entries)
}

// FuzzRead reads anything without a panic, and what it takes it writes in one
// form.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"version": 1, "entries": [{"package":"p","function":"F","rule":"r","level":"likely","text":"a","count":3}]}`))
	f.Add([]byte(`{"version": 1, "entries": [{"package":"q","rule":"r","level":"x","count":1},{"package":"p","rule":"r","level":"x","count":1}]}`))
	f.Add([]byte(`{"version": 2}`))
	f.Add([]byte("{\n<<<<<<< HEAD\n"))
	f.Add([]byte(`{"version": 1, "entries": [`))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := parse(data)
		if err != nil {
			return
		}
		once, err := b.encode()
		require.NoError(t, err)
		again, err := parse(once)
		require.NoError(t, err)
		twice, err := again.encode()
		require.NoError(t, err)
		require.True(t, bytes.Equal(once, twice))
		c := b.Compare(nil, always, never)
		require.Len(t, c.Fixed, len(b.Entries))
		require.Zero(t, c.Left.Findings())
	})
}
