package atlas

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// Text writes the map for a person, at most width columns wide where names
// allow it.
func (m *Map) Text(w io.Writer) error {
	var b bytes.Buffer
	for _, p := range m.Packages {
		fmt.Fprintf(&b, "%s: %s\n", p.Path, p.Totals)
		for _, o := range p.Owners {
			name := o.Name
			if name == "" {
				name = "functions"
			}
			fmt.Fprintf(&b, "\n  %s\n", name)
			for i := range o.Spawns {
				o.Spawns[i].text(&b)
			}
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%s: %s\n", count(len(m.Packages), "package"), m.Totals)
	_, err := w.Write(b.Bytes())
	return err
}

const width = 100

func (s *Spawn) text(b *bytes.Buffer) {
	extra := ""
	if s.Repeats {
		extra += ", repeats"
	}
	if s.Generated {
		extra += ", generated"
	}
	fmt.Fprintf(b, "    %-8s %s%s\n", s.Verdict, s.At, fill(s.start()+extra, len(s.At.String())+15))
	marks(b, "stop", s.Stops, s.At.File)
	marks(b, "join", s.Joins, s.At.File)
}

// start says what starts what: go (*Server).loop, in (*Server).Start.
func (s *Spawn) start() string {
	return fmt.Sprintf("%s %s, in %s", s.Kind, s.Body, s.Func)
}

// fill moves what does not fit behind used columns to a line of its own.
func fill(text string, used int) string {
	if used+len(text) <= width {
		return "  " + text
	}
	return "\n" + strings.Repeat(" ", 13) + text
}

// shown is how many reasons the text names; the others are in the other forms.
const shown = 3

func marks(b *bytes.Buffer, label string, list []Mark, file string) {
	for i, m := range list {
		if i == shown {
			fmt.Fprintf(b, "%13s%s  and %d more\n", "", label, len(list)-shown)
			return
		}
		fmt.Fprintf(b, "%13s%s  %s\n", "", label, m.text(file))
	}
}

func (m Mark) text(file string) string {
	text := m.Kind
	if m.What != "" && m.What != m.Kind {
		text += " " + m.What
	}
	if m.In != "" {
		text += ", in " + m.In
	}
	if m.At != nil {
		place := m.At.String()
		if m.At.File == file {
			place = fmt.Sprintf("line %d", m.At.Line)
		}
		text += ", " + place
	}
	return text
}

func (p Position) String() string {
	if p.Column == 0 {
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

func (t Totals) String() string {
	var parts []string
	for _, v := range analyzer.Verdicts {
		if n := t.Verdicts[v]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	s := count(t.Spawns, "spawn")
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ", ")
	}
	return s
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
