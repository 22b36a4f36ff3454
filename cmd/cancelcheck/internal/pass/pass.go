// Package pass runs analyzers over one type-checked package.
package pass

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/facts"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/identity"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// A Unit is one package as analyzers see it.
type Unit struct {
	Package    *load.Package
	Fset       *token.FileSet
	Files      []*ast.File
	Types      *types.Package
	Info       *types.Info
	Sizes      types.Sizes
	TypeErrors []types.Error
	Facts      *facts.View
	Result     func(*analysis.Analyzer, any) // gets what the analyzers return; may be nil
}

// Run runs the analyzers and what they require, each once, and returns what
// they report themselves. An analyzer that fails, a defect of ours and not of the code,
// silences only itself and those that require it.
func Run(u *Unit, analyzers []*analysis.Analyzer) ([]finding.Finding, []load.Error) {
	r := &runner{unit: u, done: map[*analysis.Analyzer]*action{}}
	id := &identity.Package{Fset: u.Fset, Files: u.Files}
	for _, a := range analyzers {
		act := r.run(a)
		if u.Result != nil && !act.failed {
			u.Result(a, act.result)
		}
		for _, d := range act.diagnostics {
			f := convert(u.Fset, a, d)
			f.Level = analyzer.LevelOf(act.result, d)
			f.Package = u.Package.Path
			f.Function, f.Text = id.Declaration(d.Pos), id.Text(d.Pos, d.End)
			r.findings = append(r.findings, f)
		}
	}
	slices.SortFunc(r.findings, finding.Compare)
	return r.findings, r.failures
}

type runner struct {
	unit     *Unit
	done     map[*analysis.Analyzer]*action
	findings []finding.Finding
	failures []load.Error
}

type action struct {
	result      any
	failed      bool
	diagnostics []analysis.Diagnostic
}

func (r *runner) run(a *analysis.Analyzer) *action {
	if act := r.done[a]; act != nil {
		return act
	}
	act := &action{}
	r.done[a] = act
	results := map[*analysis.Analyzer]any{}
	for _, req := range a.Requires {
		dep := r.run(req)
		act.failed = act.failed || dep.failed
		results[req] = dep.result
	}
	if act.failed {
		return act
	}
	p := r.newPass(a, results)
	p.Report = func(d analysis.Diagnostic) { act.diagnostics = append(act.diagnostics, d) }
	result, err := protect(a, p)
	if err != nil {
		act.failed, act.diagnostics = true, nil
		path := r.unit.Package.Path
		r.failures = append(r.failures, load.Error{Package: path, Message: fmt.Sprintf("analyzer %s failed on package %s: %v", a.Name, path, err)})
		return act
	}
	act.result = result
	return act
}

func (r *runner) newPass(a *analysis.Analyzer, results map[*analysis.Analyzer]any) *analysis.Pass {
	u := r.unit
	module := &analysis.Module{}
	if m := u.Package.Module; m != nil {
		*module = analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
	}
	p := &analysis.Pass{
		Analyzer: a, Fset: u.Fset, Files: u.Files,
		OtherFiles: u.Package.Other, IgnoredFiles: u.Package.Ignored,
		Pkg: u.Types, TypesInfo: u.Info, TypesSizes: u.Sizes, TypeErrors: u.TypeErrors,
		Module: module, ResultOf: results, ReadFile: os.ReadFile,
	}
	u.Facts.Install(p)
	return p
}

// protect keeps a panic in one analyzer from ending the run: what is found in
// other packages is as true as before.
func protect(a *analysis.Analyzer, p *analysis.Pass) (result any, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("panic: %v\n%s", x, frames(debug.Stack()))
		}
	}()
	return a.Run(p)
}

// frames is the functions on the stack below the panic, without addresses,
// which differ from run to run.
func frames(trace []byte) string {
	lines := strings.Split(strings.TrimSpace(string(trace)), "\n")
	if i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "panic(") }); i >= 0 {
		lines = lines[i+2:]
	}
	const most = 6
	var out []string
	for i := 1; i < len(lines) && len(out) < most; i += 2 {
		place, _, _ := strings.Cut(lines[i], " +0x")
		out = append(out, place)
	}
	return strings.Join(out, "\n")
}
