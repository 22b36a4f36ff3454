// Package report is the one way to say a finding: it makes a rule's analyzer,
// and decides for every rule alike what reaches the user. The order matters:
// directives are marked before levels are filtered, or an ignore for a likely
// finding would look unused at certain.
package report

import (
	"cmp"
	"flag"
	"go/ast"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/directive"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A Finding is what a rule has to say about one place.
type Finding struct {
	Pos, End token.Pos      // the smallest text to look at
	Category string         // sub-case, documented by the rule
	Level    lifetime.Level // evidence class of the sub-case
	Message  string         // fact, then consequence; the rule's name is added
	Related  []analysis.RelatedInformation
	Fix      *analysis.SuggestedFix // nil if no fix keeps the meaning

	// Spared is why a place that the rule looked at is not reported after all.
	// It is for those who ask (package explain); a rule may leave it out.
	Spared string
}

// From returns the related position that a finding about an ignored context
// begins with.
func From(ctx *lifetime.Context) []analysis.RelatedInformation {
	return []analysis.RelatedInformation{{Pos: ctx.Pos, Message: "the context comes from here"}}
}

// A Rule is one question over the model.
type Rule struct {
	Name         string
	Doc          string              // the embedded doc.go
	QuietInTests bool                // tests do this on purpose: nothing at certain there
	Flags        func(*flag.FlagSet) // registers the rule's own flags; nil if it has none
	Find         func(p *lifetime.Package, say func(Finding))

	// Yields are the rules whose findings at the same place say more: one
	// defect, one finding.
	Yields []*analysis.Analyzer
}

const home = "https://pkg.go.dev/github.com/cancelcheck/cancelcheck/analyzer/"

// Analyzer makes the rule's analyzer. Its result is a *Result.
func (r Rule) Analyzer() *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:       r.Name,
		Doc:        section(r.Doc, r.Name),
		URL:        home + r.Name,
		Requires:   append([]*analysis.Analyzer{lifetime.Analyzer, directive.Index}, r.Yields...),
		ResultType: reflect.TypeFor[*Result](),
		Run:        r.run,

		RunDespiteErrors: true, // what has no type is unknown, and silent
	}
	if r.Flags != nil {
		r.Flags(&a.Flags)
	}
	return a
}

// section returns the part of a doc.go's package comment under the heading
// "# Analyzer name", without its repetition of the name's prefix removed:
// drivers want the first line to be "name: verb phrase".
func section(doc, name string) string {
	var lines []string
	in := false
	for line := range strings.Lines(doc) {
		text, ok := strings.CutPrefix(line, "//")
		if !ok {
			if in {
				break
			}
			continue
		}
		text = strings.TrimPrefix(strings.TrimRight(text, "\n"), " ")
		if strings.HasPrefix(text, "# ") {
			in = text == "# Analyzer "+name
			continue
		}
		if in {
			lines = append(lines, text)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func (r Rule) run(pass *analysis.Pass) (any, error) {
	result := &Result{used: directive.Used{}, levels: map[site]lifetime.Level{}}
	pkg := pass.ResultOf[lifetime.Analyzer].(*lifetime.Package)
	table := pass.ResultOf[directive.Index].(*directive.Table)

	var findings []Finding
	if !pkg.FactsOnly() {
		pkg.Ask(func(p *lifetime.Package) {
			r.Find(p, func(f Finding) { findings = append(findings, f) })
		})
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Pos, b.Pos) })
	for _, f := range findings {
		if name := r.yields(pass, f); name != "" && f.Spared == "" {
			f.Spared = name + " tells it"
		}
		result.Verdicts = append(result.Verdicts, r.judge(pass, pkg, result, table, f))
	}
	return result, nil
}

const silenced = "a directive silences it"

// yields returns the rule that has told of a place already, or nothing.
func (r Rule) yields(pass *analysis.Pass, f Finding) string {
	for _, a := range r.Yields {
		for _, v := range pass.ResultOf[a].(*Result).Verdicts {
			if (v.Spared == "" || v.Spared == silenced) && v.Pos < max(f.End, f.Pos+1) && f.Pos < max(v.End, v.Pos+1) {
				return a.Name
			}
		}
	}
	return ""
}

// judge decides on one finding and reports it if it stands.
func (r Rule) judge(pass *analysis.Pass, pkg *lifetime.Package, result *Result, table *directive.Table, f Finding) Verdict {
	v := Verdict{Finding: f}
	where := place(pass, f.Pos)
	switch {
	case f.Spared != "":
		return v
	case where == elsewhere:
		v.Spared = "the file is generated: it gives facts, but no findings"
		return v
	}
	if d := table.Match(r.Name, f.Pos); d != nil {
		result.used[d] = true
		v.Spared = silenced
		return v
	}
	if r.QuietInTests && f.Level == lifetime.Certain && pkg.ServesTests(f.Pos) {
		v.Level = lifetime.Likely
	}
	if v.Level > lifetime.ReportLevel() {
		v.Spared = "it is " + v.Level.String() + ", and the level asked for is " + lifetime.ReportLevel().String()
		return v
	}
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Category: f.Category,
		Message: f.Message + " (" + r.Name + ")", Related: f.Related}
	if f.Fix != nil && where == source {
		d.SuggestedFixes = []analysis.SuggestedFix{*f.Fix}
	}
	result.levels[site{f.Pos, f.Category}] = v.Level
	pass.Report(d)
	return v
}

// A Result is what a rule's analyzer knows beyond its diagnostics, which have
// no room for it.
type Result struct {
	Verdicts []Verdict // on every place that the rule looked at, in source order

	used   directive.Used
	levels map[site]lifetime.Level
}

// A Verdict is what became of a finding: reported, unless it was spared.
type Verdict struct{ Finding }

type site struct {
	pos      token.Pos
	category string
}

// UsedDirectives returns the directives that silenced one of the findings.
func (r *Result) UsedDirectives() directive.Used { return r.used }

// Level returns the level of a diagnostic that the rule reported.
func (r *Result) Level(d analysis.Diagnostic) lifetime.Level {
	return r.levels[site{d.Pos, d.Category}]
}

// What a position's file is to the user.
const (
	source    = iota // a file of the package, as written
	processed        // a file that cgo rewrote: positions are right, offsets are not
	elsewhere        // generated, or not the package's own
)

func place(pass *analysis.Pass, pos token.Pos) int {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			raw, shown := pass.Fset.PositionFor(pos, false).Filename, pass.Fset.Position(pos).Filename
			switch {
			case ast.IsGenerated(f) && raw == shown,
				filepath.Ext(shown) != ".go",
				strings.HasPrefix(filepath.Base(shown), "_cgo_"):
				return elsewhere
			case raw != shown:
				return processed
			}
			return source
		}
	}
	return elsewhere
}
