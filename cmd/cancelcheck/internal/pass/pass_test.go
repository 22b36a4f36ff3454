package pass

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/facts"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

func unit(t *testing.T) *Unit {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "/w/p.go", "package p\n\n//line shown.go:10:5\nvar x = 1\n", parser.ParseComments)
	require.NoError(t, err)
	pkg := types.NewPackage("p", "p")
	return &Unit{
		Package: &load.Package{Path: "p", Module: &load.Module{Path: "m", Version: "v1", GoVersion: "1.26"}},
		Fset:    fset, Files: []*ast.File{f}, Types: pkg, Info: &types.Info{},
		Facts: facts.NewView(pkg, func(string) facts.Set { return nil }),
	}
}

// report makes an analyzer that reports once.
func report(name string, requires ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{Name: name, URL: "https://" + name, Requires: requires, Run: func(p *analysis.Pass) (any, error) {
		spec := p.Files[0].Decls[0]
		p.Report(analysis.Diagnostic{Pos: spec.Pos(), End: spec.End(), Category: "c", Message: name, SuggestedFixes: []analysis.SuggestedFix{{
			Message: "change", TextEdits: []analysis.TextEdit{{Pos: spec.Pos(), NewText: []byte("new")}},
		}}})
		return p.Module.Path, nil
	}}
}

func TestRun(t *testing.T) {
	required := report("required")
	findings, failures := Run(unit(t), []*analysis.Analyzer{report("b", required), report("a", required)})
	require.Empty(t, failures)
	require.Len(t, findings, 2, "only what was asked for reports")
	f := findings[0]
	require.Equal(t, "a", f.Rule, "sorted")
	require.Equal(t, "https://a#c", f.URL)
	require.Equal(t, "/w/shown.go", f.File, "places obey //line")
	require.Equal(t, []int{10, 5, 10, 14}, []int{f.Line, f.Column, f.EndLine, f.EndColumn})
	e := f.Fixes[0].Edits[0]
	require.Equal(t, "/w/p.go", e.File, "edits do not")
	require.Equal(t, []int{4, 1, 32, 32}, []int{e.Line, e.Column, e.Start, e.End})
}

func TestFailures(t *testing.T) {
	panics := &analysis.Analyzer{Name: "panics", Run: func(p *analysis.Pass) (any, error) {
		p.Report(analysis.Diagnostic{Pos: p.Files[0].Pos(), Message: "half done"})
		panic("oops")
	}}
	fails := &analysis.Analyzer{Name: "fails", Run: func(*analysis.Pass) (any, error) { return nil, errors.New("no luck") }}
	findings, failures := Run(unit(t), []*analysis.Analyzer{panics, fails, report("user", panics), report("well")})
	require.Len(t, findings, 1)
	require.Equal(t, "well", findings[0].Rule)
	require.Len(t, failures, 2, "one for each cause")
	require.Contains(t, failures[0].Message, "analyzer panics failed on package p: panic: oops\n")
	require.Contains(t, failures[0].Message, "pass_test.go:")
	require.NotContains(t, failures[0].Message, "goroutine")
	require.Equal(t, "analyzer fails failed on package p: no luck", failures[1].Message)
}
