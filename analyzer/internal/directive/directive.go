// Package directive answers which findings the source asks to silence, and
// which of those requests are wrong.
//
// Three spellings are read, on the line of the finding or on the line above:
//
//	//cancelcheck:ignore rule[,rule] reason
//	//lint:ignore cancelcheck reason
//	//nolint:cancelcheck // reason, if any
//
// Index finds them once per package. Whether one was used is known only when
// all rules have spoken; each rule returns the ones it used, and the analyzer
// that Check makes judges the rest.
package directive

import (
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Directive is one comment that silences findings.
type Directive struct {
	Pos, End token.Pos
	Rules    []string // empty: every rule
	Reason   string
	NoReason bool   // the form needs no reason
	text     string // as written, without the reason
}

// Covers reports whether the directive names the rule.
func (d *Directive) Covers(rule string) bool {
	return len(d.Rules) == 0 || slices.Contains(d.Rules, rule)
}

type line struct {
	file string
	line int
}

// Table is the directives of a package by the lines they cover.
type Table struct {
	fset *token.FileSet
	all  []*Directive
	at   map[line][]*Directive
}

// Match returns the directive that silences a finding of the rule at pos, or
// nil. One on the finding's own line goes before one above it, which has a
// finding of its own to silence, or is unused.
func (t *Table) Match(rule string, pos token.Pos) *Directive {
	if len(t.at) == 0 {
		return nil
	}
	p := t.fset.PositionFor(pos, false)
	for _, d := range slices.Backward(t.at[line{p.Filename, p.Line}]) {
		if d.Covers(rule) {
			return d
		}
	}
	return nil
}

// WithoutNolint returns the table without the //nolint directives: golangci-lint
// handles those itself, and calls one unused unless the finding reaches it.
func (t *Table) WithoutNolint() *Table {
	nolint := func(d *Directive) bool { return strings.HasPrefix(d.text, "//nolint:") }
	left := &Table{fset: t.fset, at: map[line][]*Directive{}}
	left.all = slices.DeleteFunc(slices.Clone(t.all), nolint)
	for place, list := range t.at {
		left.at[place] = slices.DeleteFunc(slices.Clone(list), nolint)
	}
	return left
}

// Used is the set of directives that silenced a finding of one rule.
type Used map[*Directive]bool

// Index is the analyzer that finds the directives; its result is a *Table.
var Index = &analysis.Analyzer{
	Name:       "directiveindex",
	Doc:        "directiveindex: find the comments that silence cancelcheck",
	URL:        "https://pkg.go.dev/github.com/cancelcheck/cancelcheck/analyzer/internal/directive",
	Run:        index,
	ResultType: reflect.TypeFor[*Table](),

	RunDespiteErrors: true,
}

func index(pass *analysis.Pass) (any, error) {
	t := &Table{fset: pass.Fset, at: map[line][]*Directive{}}
	for _, file := range pass.Files {
		for _, group := range file.Comments {
			for _, c := range group.List {
				d := parse(c)
				if d == nil {
					continue
				}
				t.all = append(t.all, d)
				p := pass.Fset.PositionFor(c.Pos(), false)
				t.at[line{p.Filename, p.Line}] = append(t.at[line{p.Filename, p.Line}], d)
				next := line{p.Filename, p.Line + 1}
				t.at[next] = append(t.at[next], d)
			}
		}
	}
	return t, nil
}

func parse(c *ast.Comment) *Directive {
	text, ok := strings.CutPrefix(c.Text, "//")
	if !ok {
		return nil
	}
	d := &Directive{Pos: c.Pos(), End: c.End()}
	// A test may expect a finding on a directive's own line.
	text, _, _ = strings.Cut(text, "// want ")
	head, rest, _ := strings.Cut(text, " ")
	switch {
	case head == "cancelcheck:ignore":
		rules, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
		d.Rules, d.Reason = splitList(rules), strings.TrimSpace(reason)
		if len(d.Rules) == 0 {
			d.Rules = []string{""} // names no rule: covers none
		}
		d.text = strings.TrimSpace("//" + head + " " + rules)
	case head == "lint:ignore":
		checks, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if !slices.Contains(splitList(checks), "cancelcheck") {
			return nil
		}
		d.Reason = strings.TrimSpace(reason)
		d.text = "//" + head + " " + checks
	case strings.HasPrefix(head, "nolint:"):
		list, _, _ := strings.Cut(strings.TrimPrefix(head, "nolint:"), "//")
		if !slices.Contains(splitList(list), "cancelcheck") {
			return nil
		}
		d.NoReason = true
		d.text = "//nolint:" + list
	case strings.HasPrefix(head, "cancelcheck:") && head != "cancelcheck:assume":
		d.Rules = []string{unheard}
		d.text = "//" + head
	default:
		return nil
	}
	return d
}

// unheard stands for the rule of a comment that looks like a directive.
const unheard = "?"

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}
