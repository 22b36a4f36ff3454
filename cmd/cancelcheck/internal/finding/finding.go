// Package finding is what all roads agree on: one place in the code, what is
// wrong there, and what would cure it.
package finding

import (
	"cmp"
	"slices"
)

// A Range is a stretch of source text. Lines and columns count from one,
// columns in bytes; the end is exclusive. A column of zero is unknown, which
// only code behind a //line comment has.
type Range struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
}

// The levels, as analyzers name them.
const (
	Certain = "certain"
	Likely  = "likely"
)

// A Finding is one diagnostic of one rule.
type Finding struct {
	Range
	Rule     string    `json:"rule"`
	Category string    `json:"category"`
	Level    string    `json:"level"`    // certain or likely
	Package  string    `json:"package"`  // import path; that of an external test ends in _test
	Function string    `json:"function"` // the declaration around it: F, (*T).M, var x; empty outside of all
	Text     string    `json:"text"`     // the source of the range, as tokens
	Message  string    `json:"message"`
	URL      string    `json:"url"`
	Related  []Related `json:"related"`
	Fixes    []Fix     `json:"fixes"`
}

// A Related place is a link of the chain that leads to a finding.
type Related struct {
	Range
	Message string `json:"message"`
}

// A Fix is a set of edits that belong together.
type Fix struct {
	Message string `json:"message"`
	Edits   []Edit `json:"edits"`
}

// An Edit replaces a range by new text. Start and End are byte offsets.
type Edit struct {
	Range
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// Rename replaces every file name; the result shares no memory with the list
// that would show the change there.
func Rename(list []Finding, name func(string) string) []Finding {
	out := slices.Clone(list)
	for i := range out {
		f := &out[i]
		f.File = name(f.File)
		f.Related = slices.Clone(f.Related)
		for j := range f.Related {
			f.Related[j].File = name(f.Related[j].File)
		}
		f.Fixes = slices.Clone(f.Fixes)
		for j := range f.Fixes {
			fix := &f.Fixes[j]
			fix.Edits = slices.Clone(fix.Edits)
			for k := range fix.Edits {
				fix.Edits[k].File = name(fix.Edits[k].File)
			}
		}
	}
	return out
}

// Compare orders findings by place, then by rule and text.
func Compare(a, b Finding) int {
	return cmp.Or(
		a.compare(b.Range),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Category, b.Category),
		cmp.Compare(a.Message, b.Message),
	)
}

func (r Range) compare(s Range) int {
	return cmp.Or(
		cmp.Compare(r.File, s.File),
		cmp.Compare(r.Line, s.Line),
		cmp.Compare(r.Column, s.Column),
		cmp.Compare(r.EndLine, s.EndLine),
		cmp.Compare(r.EndColumn, s.EndColumn),
	)
}
