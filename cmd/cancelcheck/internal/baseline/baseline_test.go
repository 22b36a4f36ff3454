package baseline

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

func at(line int, function, text string) finding.Finding {
	return finding.Finding{
		Range: finding.Range{File: "a.go", Line: line}, Rule: "r", Level: finding.Certain,
		Package: "p", Function: function, Text: text,
	}
}

func likely(f finding.Finding) finding.Finding {
	f.Level = finding.Likely
	return f
}

func always(Entry) bool          { return true }
func never(finding.Finding) bool { return false }

// entries shows a baseline, or a part of it, one line each.
func entries(list []Entry) (lines []string) {
	for _, e := range list {
		lines = append(lines, e.Level+" "+e.String())
	}
	return lines
}

func TestCompare(t *testing.T) {
	a, b, c := at(1, "F", "x"), at(2, "F", "x"), at(3, "F", "x")
	other := at(4, "G", "x")
	for name, test := range map[string]struct {
		base, now []finding.Finding
		judged    func(Entry) bool
		recent    func(finding.Finding) bool
		new       []finding.Finding
		known     int
		fixed     []string
		left      []string
	}{
		"the same":        {base: []finding.Finding{a, b}, now: []finding.Finding{b, c}, known: 2, left: []string{"certain p: F: r: x (2 times)"}},
		"one more":        {base: []finding.Finding{a, b}, now: []finding.Finding{a, b, c}, known: 2, new: []finding.Finding{c}, left: []string{"certain p: F: r: x (2 times)"}},
		"a recent one":    {base: []finding.Finding{a, b}, now: []finding.Finding{a, b, c}, recent: func(f finding.Finding) bool { return f.Line == 1 }, known: 2, new: []finding.Finding{a}, left: []string{"certain p: F: r: x (2 times)"}},
		"one less":        {base: []finding.Finding{a, b}, now: []finding.Finding{a}, known: 1, fixed: []string{"certain p: F: r: x"}, left: []string{"certain p: F: r: x"}},
		"not judged":      {base: []finding.Finding{a, b}, now: []finding.Finding{a}, judged: func(Entry) bool { return false }, known: 1, left: []string{"certain p: F: r: x (2 times)"}},
		"elsewhere":       {base: []finding.Finding{a}, now: []finding.Finding{other}, new: []finding.Finding{other}, fixed: []string{"certain p: F: r: x"}},
		"surer":           {base: []finding.Finding{likely(a)}, now: []finding.Finding{a}, known: 1, left: []string{"certain p: F: r: x"}},
		"each its level":  {base: []finding.Finding{likely(a), b}, now: []finding.Finding{likely(a)}, known: 1, fixed: []string{"certain p: F: r: x"}, left: []string{"likely p: F: r: x"}},
		"level, then any": {base: []finding.Finding{a, likely(b)}, now: []finding.Finding{a, b, c}, known: 2, new: []finding.Finding{c}, left: []string{"certain p: F: r: x (2 times)"}},
		"all fixed":       {base: []finding.Finding{a}, fixed: []string{"certain p: F: r: x"}},
		"none":            {},
	} {
		t.Run(name, func(t *testing.T) {
			if test.judged == nil {
				test.judged = always
			}
			if test.recent == nil {
				test.recent = never
			}
			base := (&Baseline{}).With(test.base)
			got := base.Compare(test.now, test.judged, test.recent)
			require.Equal(t, test.new, got.New)
			require.Equal(t, test.known, got.Known)
			require.Equal(t, test.fixed, entries(got.Fixed))
			require.Equal(t, test.left, entries(got.Left.Entries))
			require.LessOrEqual(t, got.Left.Findings(), base.Findings(), "it only shrinks")
			after := got.Left.Compare(test.now, test.judged, test.recent)
			require.Empty(t, after.Fixed, "what is left is not fixed")
			require.Len(t, after.New, len(test.new))
		})
	}
}

func TestWithIsSorted(t *testing.T) {
	b := (&Baseline{}).With([]finding.Finding{at(1, "G", "y"), at(2, "F", "z"), likely(at(3, "F", "a")), at(4, "F", "a")})
	require.Equal(t, []string{"certain p: F: r: a", "likely p: F: r: a", "certain p: F: r: z", "certain p: G: r: y"}, entries(b.Entries))
	require.Equal(t, 4, b.Findings())
	require.Equal(t, "p: r", Entry{Package: "p", Rule: "r"}.String())
}
