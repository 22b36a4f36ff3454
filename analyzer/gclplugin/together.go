package gclplugin

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/directive"
)

// An outcome is what a wrapped analyzer returns: its own result, and what it
// reported.
type outcome struct {
	result      any
	diagnostics []analysis.Diagnostic
}

// together returns one analyzer that reports what the rules find. Everything
// they require is wrapped, not changed: other users of the analyzers in the
// same process see them as they are.
func together(rules []*analysis.Analyzer, facts bool) *analysis.Analyzer {
	w := wrapper{facts: facts, wrapped: map[*analysis.Analyzer]*analysis.Analyzer{}}
	root := &analysis.Analyzer{
		Name:             Name,
		Doc:              Name + ": report code that cannot be cancelled",
		URL:              "https://pkg.go.dev/github.com/cancelcheck/cancelcheck/analyzer/gclplugin",
		RunDespiteErrors: true,
	}
	for _, rule := range rules {
		root.Requires = append(root.Requires, w.wrap(rule))
	}
	root.Run = func(pass *analysis.Pass) (any, error) {
		for _, rule := range root.Requires {
			for _, d := range pass.ResultOf[rule].(*outcome).diagnostics {
				d.Related = nil
				pass.Report(d)
			}
		}
		return nil, nil
	}
	return root
}

type wrapper struct {
	facts   bool
	wrapped map[*analysis.Analyzer]*analysis.Analyzer
}

func (w *wrapper) wrap(a *analysis.Analyzer) *analysis.Analyzer {
	if b := w.wrapped[a]; b != nil {
		return b
	}
	b := &analysis.Analyzer{
		Name: a.Name, Doc: a.Doc, URL: a.URL, RunDespiteErrors: a.RunDespiteErrors,
		ResultType: reflect.TypeFor[*outcome](),
	}
	w.wrapped[a] = b
	if w.facts {
		b.FactTypes = a.FactTypes
	}
	for _, required := range a.Requires {
		b.Requires = append(b.Requires, w.wrap(required))
	}
	b.Run = func(pass *analysis.Pass) (any, error) {
		var out outcome
		inner := w.inner(a, pass, &out)
		var err error
		out.result, err = a.Run(inner)
		if table, ok := out.result.(*directive.Table); ok {
			out.result = table.WithoutNolint()
		}
		return &out, err
	}
	return b
}

// inner is the pass as the analyzer a expects it, from the wrapped one's.
func (w *wrapper) inner(a *analysis.Analyzer, pass *analysis.Pass, out *outcome) *analysis.Pass {
	inner := *pass
	inner.Analyzer = a
	inner.Report = func(d analysis.Diagnostic) { out.diagnostics = append(out.diagnostics, d) }
	inner.ResultOf = make(map[*analysis.Analyzer]any, len(a.Requires))
	for _, required := range a.Requires {
		inner.ResultOf[required] = pass.ResultOf[w.wrapped[required]].(*outcome).result
	}
	if a == analyzer.Facts && !w.facts {
		// What this package's functions do is known in this package only.
		inner.ImportObjectFact = func(types.Object, analysis.Fact) bool { return false }
		inner.ExportObjectFact = func(types.Object, analysis.Fact) {}
	}
	return &inner
}
