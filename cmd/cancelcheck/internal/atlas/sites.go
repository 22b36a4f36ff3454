package atlas

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Sites writes what a profile says of the map: the spawns that have
// goroutines, the most first, then the goroutines that come from elsewhere.
func (m *Map) Sites(w io.Writer) error {
	p := m.Profile
	var b bytes.Buffer
	var sites []*Spawn
	m.each(func(_ *Package, s *Spawn) {
		if s.Goroutines != nil {
			sites = append(sites, s)
		}
	})
	slices.SortStableFunc(sites, func(a, b *Spawn) int { return cmp.Compare(b.Goroutines.Count, a.Goroutines.Count) })
	for _, s := range sites {
		fmt.Fprintf(&b, "%s: %s: %s\n", s.At, count(s.Goroutines.Count, "goroutine"), s.start())
		if n := s.Goroutines.Sites - 1; n > 0 {
			fmt.Fprintf(&b, "\tor from %s with the same body\n", count(n, "other spawn"))
		}
		blocks(&b, s.Goroutines.Blocks)
		fmt.Fprintf(&b, "\tthe map: %s; stopped by %s; joined by %s\n", s.Verdict, reasons(s.Stops, s.At.File), reasons(s.Joins, s.At.File))
	}
	if len(p.Unmatched) > 0 {
		fmt.Fprintf(&b, "\nnot from a spawn of the map: %s\n", count(p.Goroutines-p.Matched, "goroutine"))
	}
	for _, u := range p.Unmatched {
		fmt.Fprintf(&b, "%s: %s", count(u.Count, "goroutine"), cmp.Or(u.Runs, "no stack"))
		if u.Creator != "" {
			fmt.Fprintf(&b, ", created by %s, %s:%d", u.Creator, u.File, u.Line)
		}
		b.WriteString("\n")
		blocks(&b, u.Blocks)
	}
	if len(sites)+len(p.Unmatched) > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%s in the %s profile (%s), %d from %s of the map, which has %d\n", count(p.Goroutines, "goroutine"), p.Name, p.Form, p.Matched, count(p.Sites, "spawn"), m.Totals.Spawns)
	_, err := w.Write(b.Bytes())
	return err
}

// reasons says the marks in one line.
func reasons(list []Mark, file string) string {
	if len(list) == 0 {
		return "nothing seen"
	}
	var parts []string
	for _, m := range list[:min(len(list), shown)] {
		parts = append(parts, m.text(file))
	}
	if n := len(list) - shown; n > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(parts, " | ")
}

func blocks(b *bytes.Buffer, list []Block) {
	for _, block := range list {
		fmt.Fprintf(b, "\t%d %s", block.Count, cmp.Or(block.State, "in a state that the profile does not tell"))
		if block.Leaked {
			b.WriteString(", for ever")
		}
		if block.Minutes > 0 {
			fmt.Fprintf(b, ", up to %s", count(block.Minutes, "minute"))
		}
		if block.Function != "" {
			fmt.Fprintf(b, ", at %s:%d, in %s", block.File, block.Line, block.Function)
		}
		b.WriteString("\n")
	}
}
