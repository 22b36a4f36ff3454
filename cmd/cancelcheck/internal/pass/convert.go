package pass

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

// convert frees a diagnostic from the file set. Places are as the source says,
// //line comments obeyed; edits are of the file as it is.
func convert(fset *token.FileSet, a *analysis.Analyzer, d analysis.Diagnostic) finding.Finding {
	f := finding.Finding{
		Range:    shown(fset, d.Pos, d.End),
		Rule:     a.Name,
		Category: d.Category,
		Message:  d.Message,
		URL:      d.URL,
		Related:  []finding.Related{},
		Fixes:    []finding.Fix{},
	}
	if f.URL == "" {
		f.URL = a.URL
		if d.Category != "" {
			f.URL += "#" + d.Category
		}
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, finding.Related{Range: shown(fset, r.Pos, r.End), Message: r.Message})
	}
	for _, s := range d.SuggestedFixes {
		fix := finding.Fix{Message: s.Message, Edits: []finding.Edit{}}
		for _, e := range s.TextEdits {
			fix.Edits = append(fix.Edits, edit(fset, e))
		}
		f.Fixes = append(f.Fixes, fix)
	}
	return f
}

func edit(fset *token.FileSet, e analysis.TextEdit) finding.Edit {
	end := e.End
	if !end.IsValid() {
		end = e.Pos
	}
	from, to := fset.PositionFor(e.Pos, false), fset.PositionFor(end, false)
	return finding.Edit{Range: span(from, to), Start: from.Offset, End: to.Offset, New: string(e.NewText)}
}

func shown(fset *token.FileSet, pos, end token.Pos) finding.Range {
	if !end.IsValid() {
		end = pos
	}
	return span(fset.Position(pos), fset.Position(end))
}

func span(from, to token.Position) finding.Range {
	if to.Filename != from.Filename { // a //line comment in between
		to = from
	}
	return finding.Range{File: from.Filename, Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column}
}
