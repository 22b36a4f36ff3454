// Package baseline holds the findings that a project lives with for now, so
// that new ones stand out. A baseline may only shrink.
//
// An entry says what a finding is: its rule, its package, the declaration
// around it and its text, and how many such there are. It says nothing of
// lines and files, or every change above a finding would make it a new one.
package baseline

import (
	"cmp"
	"slices"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

// An Entry is all findings that are alike.
type Entry struct {
	Package  string `json:"package"`
	Function string `json:"function"`
	Rule     string `json:"rule"`
	Level    string `json:"level"`
	Text     string `json:"text"`
	Count    int    `json:"count"`
}

// A Baseline is a set of entries, sorted, no two of them alike.
type Baseline struct{ Entries []Entry }

// key is an entry without its count; without a level too, it is what findings
// are matched by in the end: one that is better understood is not a new one.
func (e Entry) key() Entry {
	e.Count = 0
	return e
}

func (e Entry) anyLevel() Entry {
	e.Level = ""
	return e.key()
}

func entryOf(f finding.Finding) Entry {
	return Entry{Package: f.Package, Function: f.Function, Rule: f.Rule, Level: f.Level, Text: f.Text, Count: 1}
}

func compare(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(a.Package, b.Package),
		cmp.Compare(a.Function, b.Function),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Text, b.Text),
		cmp.Compare(a.Level, b.Level),
	)
}

// join makes a baseline of entries that may be alike.
func join(list ...Entry) *Baseline {
	counts := map[Entry]int{}
	for _, e := range list {
		counts[e.key()] += e.Count
	}
	b := &Baseline{Entries: []Entry{}}
	for e, n := range counts {
		e.Count = n
		b.Entries = append(b.Entries, e)
	}
	slices.SortFunc(b.Entries, compare)
	return b
}

// With returns the baseline with the findings added to it.
func (b *Baseline) With(list []finding.Finding) *Baseline {
	entries := slices.Clone(b.Entries)
	for _, f := range list {
		entries = append(entries, entryOf(f))
	}
	return join(entries...)
}

// Findings is how many findings the baseline holds.
func (b *Baseline) Findings() (n int) {
	for _, e := range b.Entries {
		n += e.Count
	}
	return n
}

// A Comparison is what has become of a baseline.
type Comparison struct {
	New   []finding.Finding // not in the baseline
	Known int               // findings that are
	Fixed []Entry           // in the baseline but not in the code any more
	Left  *Baseline         // the baseline without what is fixed
}

// Compare holds findings against the baseline. judged says of an entry without
// findings whether the run would have found them. Which of several findings
// that are alike are the new ones cannot be known; recent says which are
// likelier, and otherwise the last are.
func (b *Baseline) Compare(list []finding.Finding, judged func(Entry) bool, recent func(finding.Finding) bool) *Comparison {
	c := &Comparison{}
	left := map[Entry]int{}       // what no finding has taken yet
	others := map[Entry][]Entry{} // the same at each level
	for _, e := range b.Entries {
		left[e.key()] += e.Count
		others[e.anyLevel()] = append(others[e.anyLevel()], e.key())
	}
	var kept []Entry
	take := func(f finding.Finding, from []Entry) bool {
		for _, e := range from {
			if left[e] > 0 {
				left[e]--
				kept = append(kept, entryOf(f))
				return true
			}
		}
		return false
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(f, g finding.Finding) int { return order(recent(f)) - order(recent(g)) })
	var unmatched []finding.Finding
	for _, f := range list {
		if !take(f, []Entry{entryOf(f).key()}) {
			unmatched = append(unmatched, f)
		}
	}
	for _, f := range unmatched {
		if !take(f, others[entryOf(f).anyLevel()]) {
			c.New = append(c.New, f)
		}
	}
	c.Known = len(kept)
	for _, e := range b.Entries {
		if e.Count = left[e.key()]; e.Count == 0 {
			continue
		}
		if judged(e) {
			c.Fixed = append(c.Fixed, e)
		} else {
			kept = append(kept, e)
		}
	}
	c.Left = join(kept...)
	slices.SortFunc(c.New, finding.Compare)
	return c
}

func order(late bool) int {
	if late {
		return 1
	}
	return 0
}
