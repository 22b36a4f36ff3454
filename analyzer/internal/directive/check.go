package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// Check returns the analyzer that reports directives that silence nothing,
// name no rule, or give no reason. It requires every rule, so it is the last
// to speak; only rules that ran can prove a directive unused.
func Check(rules []*analysis.Analyzer) *analysis.Analyzer {
	c := &checker{rules: rules}
	return &analysis.Analyzer{
		Name:     "directive",
		Doc:      "directive: report ignore directives that are unused, wrong or give no reason\n\n" + checkDoc,
		URL:      Index.URL,
		Requires: append([]*analysis.Analyzer{Index, lifetime.Analyzer}, rules...),
		Run:      c.run,

		RunDespiteErrors: true,
	}
}

const checkDoc = `A directive silences findings on its own line and on the next:

	//cancelcheck:ignore ctxsleep the device needs the pause
	//lint:ignore cancelcheck the device needs the pause
	//nolint:cancelcheck

The reason is required, except by nolint. Generated files are not judged.

In the comment of a function's declaration, or of a method's in an interface,
a line says what is to be taken for granted:

	//cancelcheck:assume blocks       // it may wait, and no context ends that
	//cancelcheck:assume joins        // it waits for what it runs, or for the receiver's work
	//cancelcheck:assume honours ctx  // it fails when its context is done
	//cancelcheck:assume finite       // its loops end
	//cancelcheck:assume spawns       // the function that it is given runs concurrently`

// A user is the result of a rule's analyzer.
type user interface{ UsedDirectives() Used }

type checker struct{ rules []*analysis.Analyzer }

func (c *checker) run(pass *analysis.Pass) (any, error) {
	used := Used{}
	for _, rule := range c.rules {
		for d := range pass.ResultOf[rule].(user).UsedDirectives() {
			used[d] = true
		}
	}
	generated := generatedFiles(pass)
	for _, d := range pass.ResultOf[Index].(*Table).all {
		if generated[pass.Fset.File(d.Pos)] {
			continue
		}
		if category, text := c.judge(d, used[d]); text != "" {
			pass.Report(analysis.Diagnostic{Pos: d.Pos, End: d.End, Category: category, Message: text + " (directive)"})
		}
	}
	for _, a := range pass.ResultOf[lifetime.Analyzer].(*lifetime.Package).Assumptions() {
		if a.Problem != "" && !generated[pass.Fset.File(a.Pos)] {
			pass.Report(analysis.Diagnostic{Pos: a.Pos, End: a.End, Category: "assume", Message: "nothing is assumed: " + a.Problem + " (directive)"})
		}
	}
	return nil, nil
}

func (c *checker) judge(d *Directive, used bool) (category, text string) {
	names := make([]string, len(c.rules))
	for i, rule := range c.rules {
		names[i] = rule.Name
	}
	for _, name := range d.Rules {
		switch {
		case name == unheard:
			return "norule", d.text + " is no directive: ignore and assume are"
		case name == "":
			return "norule", d.text + " names no rule: it silences nothing"
		case !slices.Contains(names, name):
			return "norule", fmt.Sprintf("no rule %q: cancelcheck help lists them", name)
		}
	}
	switch {
	case !used:
		return "unused", d.text + " silences nothing: remove it"
	case d.Reason == "" && !d.NoReason:
		return "noreason", d.text + " gives no reason: say why the finding does not matter"
	}
	return "", ""
}

func generatedFiles(pass *analysis.Pass) map[*token.File]bool {
	set := map[*token.File]bool{}
	for _, f := range pass.Files {
		if ast.IsGenerated(f) {
			set[pass.Fset.File(f.FileStart)] = true
		}
	}
	return set
}
