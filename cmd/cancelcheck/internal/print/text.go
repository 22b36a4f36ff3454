package print

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/lines"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// Text writes findings and errors for a person.
type Text struct {
	Paths *Paths
	Color bool

	source lines.Files
}

const (
	bold  = "\x1b[1m"
	green = "\x1b[32m"
	faint = "\x1b[2m"
	reset = "\x1b[0m"
)

func (t *Text) paint(color, s string) string {
	if !t.Color {
		return s
	}
	return color + s + reset
}

// Findings writes each as a line, the source under it, and then the chain of
// places that explain it.
func (t *Text) Findings(w io.Writer, list []finding.Finding) error {
	var b bytes.Buffer
	for _, f := range list {
		fmt.Fprintf(&b, "%s %s\n", t.paint(bold, t.place(f.Range)+":"), f.Message)
		b.WriteString(t.snippet(f.Range))
		for _, r := range f.Related {
			fmt.Fprintf(&b, "\t%s %s\n", t.paint(faint, t.place(r.Range)+":"), r.Message)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (t *Text) place(r finding.Range) string {
	s := fmt.Sprintf("%s:%d", t.Paths.Short(r.File), r.Line)
	if r.Column > 0 { // a //line comment may not know
		s += fmt.Sprintf(":%d", r.Column)
	}
	return s
}

// A line longer than this is data, not something to look at.
const longest = 200

// snippet is the first line of the range with a mark under it, or nothing.
func (t *Text) snippet(r finding.Range) string {
	line, ok := t.source.Line(t.Paths.Real(r.File), r.Line)
	if !ok || len(line) > longest || r.Column < 1 || r.Column-1 > len(line) {
		return ""
	}
	end := len(line)
	if r.EndLine == r.Line && r.EndColumn > r.Column && r.EndColumn-1 <= end {
		end = r.EndColumn - 1
	}
	text := strings.TrimLeft(line, " \t")
	start := r.Column - 1 - (len(line) - len(text))
	if start < 0 {
		return ""
	}
	end -= len(line) - len(text)
	before := strings.Map(func(c rune) rune {
		if c == '\t' {
			return c
		}
		return ' '
	}, text[:start])
	mark := "^" + strings.Repeat("~", max(utf8.RuneCountInString(text[start:end])-1, 0))
	return fmt.Sprintf("\t%s\n\t%s%s\n", text, before, t.paint(green, mark))
}

// Errors writes them as the go command does, by package.
func (t *Text) Errors(w io.Writer, list []load.Error) error {
	var b bytes.Buffer
	last := ""
	for i, e := range list {
		if i == 0 || e.Package != last {
			fmt.Fprintf(&b, "# %s\n", e.Package)
			last = e.Package
		}
		if e.File == "" {
			fmt.Fprintln(&b, e.Message)
			continue
		}
		fmt.Fprintf(&b, "%s:", t.Paths.Short(e.File))
		if e.Line > 0 {
			fmt.Fprintf(&b, "%d:", e.Line)
		}
		if e.Column > 0 {
			fmt.Fprintf(&b, "%d:", e.Column)
		}
		fmt.Fprintf(&b, " %s\n", e.Message)
	}
	_, err := w.Write(b.Bytes())
	return err
}
