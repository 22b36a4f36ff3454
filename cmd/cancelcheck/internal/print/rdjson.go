package print

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/lines"
)

// The messages of the reviewdog diagnostic format, as far as we fill them.
type (
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Source      rdNamed        `json:"source"`
		Code        rdCode         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	}
	rdLocation struct {
		Path  string  `json:"path"`
		Range rdRange `json:"range"`
	}
	rdRange struct {
		Start rdPosition  `json:"start"`
		End   *rdPosition `json:"end,omitempty"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column,omitempty"` // bytes, as ours are
	}
	rdNamed struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url,omitempty"`
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
)

const home = "https://pkg.go.dev/github.com/cancelcheck/cancelcheck"

// RDJSONL writes the reviewdog diagnostic format, an object per line, with the
// fixes as suggestions. Names start from the directory that the command was
// started in, as reviewdog does.
func RDJSONL(w io.Writer, run *Run) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	var source lines.Files
	for _, f := range run.Findings {
		message := f.Message
		for _, r := range f.Related {
			message += fmt.Sprintf("\n%s:%d: %s", run.Paths.FromShell(r.File), r.Line, r.Message)
		}
		d := rdDiagnostic{
			Message: message, Location: rdLocation{run.Paths.FromShell(f.File), rdSpan(f.Range)},
			Severity: severity(f.Level, "ERROR", "INFO"), Source: rdNamed{"cancelcheck", home}, Code: rdCode{f.Rule, f.URL},
		}
		if s, ok := suggestion(f, source.Data(run.Paths.Real(f.File))); ok {
			d.Suggestions = []rdSuggestion{s}
		}
		if err := enc.Encode(d); err != nil {
			return err
		}
	}
	for _, e := range run.located() {
		if err := enc.Encode(rdDiagnostic{
			Message: e.Message, Location: rdLocation{run.Paths.FromShell(e.File), rdRange{Start: rdPosition{e.Line, e.Column}}},
			Severity: "ERROR", Source: rdNamed{"cancelcheck", home}, Code: rdCode{Value: analysisError},
		}); err != nil {
			return err
		}
	}
	return nil
}

func rdSpan(r finding.Range) rdRange {
	span := rdRange{Start: rdPosition{r.Line, r.Column}}
	if r.EndLine > 0 {
		span.End = &rdPosition{r.EndLine, r.EndColumn}
	}
	return span
}

// farthest is how many lines a suggestion may span: beyond, nobody reads it in
// a comment.
const farthest = 40

// suggestion makes one replacement of a fix's edits. Each suggestion is applied
// alone, so an edit of its own for each would offer halves of a fix.
func suggestion(f finding.Finding, src []byte) (s rdSuggestion, ok bool) {
	if len(f.Fixes) == 0 || len(f.Fixes[0].Edits) == 0 {
		return s, false
	}
	edits := slices.Clone(f.Fixes[0].Edits)
	slices.SortStableFunc(edits, func(a, b finding.Edit) int { return a.Start - b.Start })
	first, last := edits[0], edits[len(edits)-1]
	var text strings.Builder
	at := first.Start
	for _, e := range edits {
		if e.File != f.File || e.Start < at || e.End < e.Start || e.End > len(src) {
			return s, false
		}
		text.Write(src[at:e.Start])
		text.WriteString(e.New)
		at = e.End
	}
	end := rdPosition{last.EndLine, last.EndColumn}
	s = rdSuggestion{rdRange{rdPosition{first.Line, first.Column}, &end}, text.String()}
	return s, last.EndLine-first.Line <= farthest
}

// severity is one word for findings that are meant as a gate, and another for
// those that are for a reader.
func severity(level, certain, likely string) string {
	if level == finding.Likely {
		return likely
	}
	return certain
}
