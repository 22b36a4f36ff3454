// Package explain answers, for one line of source: what do the rules say of
// it, and on what grounds?
//
// It is an analyzer like the others, so that every driver can run it; what it
// has to say are its diagnostics. It is not one of the analyzers that users
// run: the command runs it for "cancelcheck explain file:line".
package explain

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// The kinds of grounds: a diagnostic's category. A verdict's category is the
// name of its rule.
const (
	contexts = "contexts"
	callee   = "callee"
	loop     = "loop"
	nothing  = "nothing"
)

// New returns the analyzer for the rules. Its flag -at names the line, as
// file:line.
func New(rules []*analysis.Analyzer) *analysis.Analyzer {
	e := &explainer{rules: rules}
	a := &analysis.Analyzer{
		Name:     "explain",
		Doc:      "explain: say what the rules make of one line, and why",
		URL:      "https://pkg.go.dev/github.com/cancelcheck/cancelcheck/analyzer/internal/explain",
		Requires: append([]*analysis.Analyzer{lifetime.Analyzer}, rules...),
		Run:      e.run,

		RunDespiteErrors: true,
	}
	a.Flags = *flag.NewFlagSet("explain", flag.ContinueOnError)
	a.Flags.Var(&e.at, "at", "the line to explain, as file:line")
	return a
}

type explainer struct {
	rules []*analysis.Analyzer
	at    place
}

// place is a flag.Value: file:line.
type place struct {
	file string
	line int
}

func (p *place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

func (p *place) Set(s string) error {
	i := strings.LastIndex(s, ":")
	if i <= 0 {
		return fmt.Errorf("%q is not file:line", s)
	}
	line, err := strconv.Atoi(s[i+1:])
	if err != nil || line < 1 {
		return fmt.Errorf("%q is not file:line", s)
	}
	file, err := filepath.Abs(s[:i])
	if err != nil {
		return err
	}
	p.file, p.line = file, line
	return nil
}

func (e *explainer) run(pass *analysis.Pass) (any, error) {
	x := &explanation{pass: pass, at: e.at}
	if x.file() == nil {
		return nil, nil // another package, or a variant without the file
	}
	pass.ResultOf[lifetime.Analyzer].(*lifetime.Package).Ask(func(p *lifetime.Package) {
		x.pkg = p
		for _, rule := range e.rules {
			x.verdicts(rule.Name, pass.ResultOf[rule].(*report.Result))
		}
		if !x.spoken {
			x.say(x.start(), nothing, "no rule looks at anything on this line")
		}
		x.grounds()
	})
	return nil, nil
}

// explanation is one run over the package that has the line.
type explanation struct {
	pass   *analysis.Pass
	pkg    *lifetime.Package
	at     place
	spoken bool
}

func (x *explanation) say(pos token.Pos, category, text string, related ...analysis.RelatedInformation) {
	x.pass.Report(analysis.Diagnostic{Pos: pos, Category: category, Message: text, Related: related})
}

func (x *explanation) file() *ast.File {
	for _, f := range x.pass.Files {
		if name := x.pass.Fset.PositionFor(f.FileStart, false).Filename; name == x.at.file {
			return f
		}
	}
	return nil
}

// start returns the position of the line's first column.
func (x *explanation) start() token.Pos {
	f := x.pass.Fset.File(x.file().FileStart)
	return f.LineStart(min(x.at.line, f.LineCount()))
}

// here reports whether the line lies between two positions.
func (x *explanation) here(pos, end token.Pos) bool {
	from, to := x.pass.Fset.PositionFor(pos, false), x.pass.Fset.PositionFor(end, false)
	return from.Filename == x.at.file && from.Line <= x.at.line && x.at.line <= to.Line
}

func (x *explanation) verdicts(rule string, result *report.Result) {
	for _, v := range result.Verdicts {
		if !x.here(v.Pos, v.End) {
			continue
		}
		x.spoken = true
		switch {
		case v.Spared != "" && v.Message != "":
			x.say(v.Pos, rule, fmt.Sprintf("silent: %s; it would say: %s", v.Spared, v.Message), v.Related...)
		case v.Spared != "":
			x.say(v.Pos, rule, "silent: "+v.Spared, v.Related...)
		default:
			x.say(v.Pos, rule, fmt.Sprintf("%s, %s: %s", v.Level, v.Category, v.Message), v.Related...)
		}
	}
}
