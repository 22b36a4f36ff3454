package lifetime_test

import (
	"go/build"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// TestOwn has a row for what each driver says of a package.
func TestOwn(t *testing.T) {
	goroot := filepath.Join(build.Default.GOROOT, "src")
	tests := []struct {
		name   string
		path   string
		module *analysis.Module
		dir    string
		deps   string
		want   bool
	}{
		{"main module, go vet or the command", "x.org/m/p", &analysis.Module{Path: "x.org/m"}, "/src/m/p", "", true},
		{"main module without a dot", "m/p", &analysis.Module{Path: "m"}, "/src/m/p", "", true},
		{"test variant", "x.org/m/p_test", &analysis.Module{Path: "x.org/m"}, "/src/m/p", "", true},
		{"dependency", "x.org/d", &analysis.Module{Path: "x.org/d", Version: "v1.2.3"}, "/mod/x.org/d@v1.2.3", "", false},
		{"dependency replaced by a folder", "x.org/d", &analysis.Module{Path: "x.org/d", Version: "v1.2.3"}, "/src/d", "", false},
		{"dependency that the user names", "x.org/d/p", &analysis.Module{Path: "x.org/d", Version: "v1.2.3"}, "/src/d/p", "x.org/d/...", true},
		{"standard library, go vet", "net/http", nil, filepath.Join(goroot, "net/http"), "", false},
		{"standard library inside GOROOT/src, go/packages", "net/http", &analysis.Module{Path: "std"}, filepath.Join(goroot, "net/http"), "", false},
		{"cmd inside GOROOT/src", "cmd/go", &analysis.Module{Path: "cmd"}, filepath.Join(goroot, "cmd/go"), "", false},
		{"standard library under -trimpath", "net/http", nil, "$GOROOT/src/net/http", "", false},
		{"vendored into the standard library", "vendor/golang.org/x/net/idna", nil, filepath.Join(goroot, "vendor/golang.org/x/net/idna"), "", false},
		{"GOPATH mode, analysistest: an empty module", "p", &analysis.Module{}, "/src/p", "", true},
		{"nogo: no module", "x.org/m/p", nil, "/sandbox/p", "", true},
		{"nogo: the toolchain", "fmt", nil, "/sandbox/external/go_sdk/src/fmt", "", false},
		{"nogo: another repository", "x.org/d", nil, "external/gazelle++go_deps+org_x_d", "", false},
		{"files named on the command line", "command-line-arguments", &analysis.Module{Path: "x.org/m"}, "/src/m", "", true},
	}
	deps := lifetime.Analyzer.Flags.Lookup("deps").Value
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.NoError(t, deps.Set(test.deps))
			defer deps.Set("")
			assert.Equal(t, test.want, lifetime.Own(test.path, test.module, test.dir))
		})
	}
}

func TestDepsPatterns(t *testing.T) {
	deps := lifetime.Analyzer.Flags.Lookup("deps").Value
	defer deps.Set("")
	require.NoError(t, deps.Set("x.org/lib/..., x.org/one"))
	assert.Equal(t, "x.org/lib/...,x.org/one", deps.String())
	module := func(path string) *analysis.Module { return &analysis.Module{Path: path, Version: "v1.0.0"} }
	for path, want := range map[string]bool{
		"x.org/lib": true, "x.org/lib/a/b": true, "x.org/library": false, "x.org/one": true, "x.org/one/two": false,
	} {
		assert.Equal(t, want, lifetime.Own(path, module(path), "/mod/"+path), path)
	}
}

func TestLevelFlag(t *testing.T) {
	level := lifetime.Analyzer.Flags.Lookup("level").Value
	defer level.Set("certain")
	require.NoError(t, level.Set("likely"))
	assert.Equal(t, lifetime.Likely, lifetime.ReportLevel())
	assert.EqualError(t, level.Set("audit"), `no level "audit": there are certain and likely`)
}
