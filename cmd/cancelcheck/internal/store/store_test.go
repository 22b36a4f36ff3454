package store

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

func TestRoundTrip(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "new", "cache"))
	require.NoError(t, err)
	key := Digest{1}
	require.Nil(t, s.Get(key))
	for _, want := range []*Entry{
		{Imports: Digest{2}},
		{Imports: Digest{3}, Facts: []byte("facts")},
		{Facts: []byte{0}, Findings: []finding.Finding{{Rule: "r", Message: "<m>", Range: finding.Range{File: "f.go", Line: 1}}}},
	} {
		require.NoError(t, s.Put(key, want))
		got := s.Get(key)
		require.Equal(t, want.Imports, got.Imports)
		require.Equal(t, string(want.Facts), string(got.Facts))
		require.Equal(t, want.Findings, got.Findings)
	}
	require.NoError(t, s.Trim())
	require.NotNil(t, s.Get(key), "trimming keeps what is new")
}

func TestDecodeDamaged(t *testing.T) {
	e := Entry{Facts: []byte("facts"), Findings: []finding.Finding{{Rule: "r"}}}
	data, err := e.encode()
	require.NoError(t, err)
	for n := range data {
		if n == len(e.Imports)+1+len(e.Facts) {
			continue // an entry without findings
		}
		_, err := decode(data[:n])
		require.Error(t, err, "cut off after %d bytes", n)
	}
}

func TestNilStore(t *testing.T) {
	var s *Store
	require.Nil(t, s.Get(Digest{}))
	require.NoError(t, s.Put(Digest{}, &Entry{}))
	require.NoError(t, s.Trim())
}

// A keyed run is everything that a key is made of.
type keyedRun struct {
	dir      string
	exe      Digest
	settings string
	env      load.Env
	pkg, dep load.Package
	use      string
}

func (r *keyedRun) write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(r.dir, name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	return file
}

// key returns the key of the same run each time, but for the change.
func key(t *testing.T, dir string, change func(*keyedRun)) Digest {
	t.Helper()
	r := &keyedRun{dir: dir}
	r.pkg = load.Package{ID: "p", Path: "p", Name: "p", Files: []string{r.write(t, "p.go", "package p")}, Module: &load.Module{Path: "m"}}
	r.dep = load.Package{ID: "d", Export: r.write(t, "d.a", "archive\nbuild id \"a/b\"\n"), Files: []string{"d.go"}}
	change(r)
	r.pkg.Deps = []*load.Package{&r.dep}
	c, err := NewKeyer(r.exe, r.settings, r.env).Content(&r.pkg)
	require.NoError(t, err)
	return c.Key(r.use)
}

// TestKey changes everything that a result may depend on, one at a time.
func TestKey(t *testing.T) {
	dir := t.TempDir()
	seen := map[Digest]string{key(t, dir, func(*keyedRun) {}): "nothing"}
	for name, change := range map[string]func(*keyedRun){
		"tool":              func(r *keyedRun) { r.exe[0] = 1 },
		"settings":          func(r *keyedRun) { r.settings = "level=likely" },
		"go":                func(r *keyedRun) { r.env.GOVERSION = "go1.99" },
		"system":            func(r *keyedRun) { r.env.GOOS = "plan9" },
		"machine":           func(r *keyedRun) { r.env.GOARCH = "mips" },
		"use":               func(r *keyedRun) { r.use = "facts" },
		"variant":           func(r *keyedRun) { r.pkg.ID = "p [p.test]" },
		"module":            func(r *keyedRun) { r.pkg.Module = nil },
		"version":           func(r *keyedRun) { r.pkg.Module.Version = "v1.0.0" },
		"language":          func(r *keyedRun) { r.pkg.Module.GoVersion = "1.20" },
		"text":              func(r *keyedRun) { r.write(t, "p.go", "package p // changed") },
		"file name":         func(r *keyedRun) { r.pkg.Files[0] = r.write(t, "q.go", "package p") },
		"one more file":     func(r *keyedRun) { r.pkg.Files = append(r.pkg.Files, r.pkg.Files[0]) },
		"ignored file":      func(r *keyedRun) { r.pkg.Ignored = []string{"i.go"} },
		"import":            func(r *keyedRun) { r.write(t, "d.a", "archive\nbuild id \"a/c\"\n") },
		"variant of import": func(r *keyedRun) { r.dep.ID = "d [p.test]" },
	} {
		k := key(t, dir, change)
		require.Empty(t, seen[k], name)
		seen[k] = name
	}
	action := key(t, dir, func(r *keyedRun) { r.write(t, "d.a", "archive\nbuild id \"other/b\"\n") })
	require.Equal(t, "nothing", seen[action], "the same output of another action is the same")
}

func TestNoKeyWithoutExportData(t *testing.T) {
	_, err := NewKeyer(Digest{}, "", load.Env{}).Content(&load.Package{Deps: []*load.Package{{ID: "d", Files: []string{"d.go"}}}})
	require.ErrorContains(t, err, "no export data of d")
}

func TestExportID(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.a")
	for text, want := range map[string]string{
		"!<arch>\ngo object linux amd64\nbuild id \"one/two\"\n\n$$B": "two",
		"!<arch>\nbuild id \"a/b/c/d\"\n":                             "d",
		"no id, " + strings.Repeat("long ", 1000):                     "",
		"short": "",
	} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
		got, err := exportID(file)
		require.NoError(t, err)
		if want == "" {
			sum := sha256.Sum256([]byte(text))
			require.Equal(t, hexOf(sum), got)
			continue
		}
		require.Equal(t, want, got)
	}
	_, err := exportID(file + "x")
	require.Error(t, err)
}

func hexOf(sum [32]byte) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for _, c := range sum {
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}
