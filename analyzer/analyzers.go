package analyzer

import (
	"flag"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxblock"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxbreak"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxdead"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxdefer"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxdrop"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxescape"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxloop"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxlost"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxsleep"
	"github.com/cancelcheck/cancelcheck/analyzer/gojoin"
	"github.com/cancelcheck/cancelcheck/analyzer/gostop"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/directive"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/explain"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
	"github.com/cancelcheck/cancelcheck/analyzer/stopexit"
	"github.com/cancelcheck/cancelcheck/analyzer/stopflag"
	"github.com/cancelcheck/cancelcheck/analyzer/wgbalance"
)

// Rules is one analyzer per rule, sorted by name.
var Rules = []*analysis.Analyzer{
	ctxblock.Analyzer,
	ctxbreak.Analyzer,
	ctxdead.Analyzer,
	ctxdefer.Analyzer,
	ctxdrop.Analyzer,
	ctxescape.Analyzer,
	ctxloop.Analyzer,
	ctxlost.Analyzer,
	ctxsleep.Analyzer,
	gojoin.Analyzer,
	gostop.Analyzer,
	stopexit.Analyzer,
	stopflag.Analyzer,
	wgbalance.Analyzer,
}

// All is what a driver runs: the rules, the analyzer that judges ignore
// directives, and the model, which is listed for its flags.
var All = append(append([]*analysis.Analyzer{}, Rules...), directive.Check(Rules), lifetime.Analyzer)

// Facts is the one analyzer with facts. A driver runs it alone on packages
// that it needs for the facts of others but does not report on.
var Facts = lifetime.Analyzer

// Explain says what the rules make of one line, and on what grounds, as
// diagnostics: what rule NAME says has the category NAME. Its flag -at names
// the line. It is not in All: it is there to be asked.
var Explain = explain.New(Rules)

// Own reports whether a package belongs to the module or workspace under
// analysis. path is its import path and dir the folder of its source files.
func Own(path string, module *analysis.Module, dir string) bool {
	return lifetime.Own(path, module, dir)
}

// RegisterFlags adds the settings that every road has: -level, and
// -lifetime.NAME for each flag of the model, which -level is one of.
func RegisterFlags(fs *flag.FlagSet) {
	f := lifetime.Analyzer.Flags.Lookup("level")
	fs.Var(f.Value, "level", f.Usage)
}

// LevelOf returns the level, certain or likely, of a diagnostic of an analyzer
// of All, given the analyzer's result. Diagnostics have no room for it.
func LevelOf(result any, d analysis.Diagnostic) string {
	if r, ok := result.(*report.Result); ok {
		return r.Level(d).String()
	}
	return lifetime.Certain.String()
}
