package explore

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// distinct tells every defect once: of the sets with the same wait to look at,
// and of those of one system that share a wait, the most certain, smallest, found
// first.
func distinct(sets []Defect) (all []Defect) {
	slices.SortStableFunc(sets, func(a, b Defect) int {
		return cmp.Or(cmp.Compare(a.Level(), b.Level()), cmp.Compare(len(a.Others), len(b.Others)), cmp.Compare(len(a.Trace), len(b.Trace)))
	})
	type seen struct {
		root *lifetime.Func
		pos  token.Pos
	}
	told := map[seen]bool{}
	for _, d := range sets {
		waits := append([]Wait{d.Wait}, d.Others...)
		known := told[seen{nil, d.Wait.Pos}] || slices.ContainsFunc(waits, func(w Wait) bool { return told[seen{d.Root, w.Pos}] })
		for _, w := range waits {
			told[seen{d.Root, w.Pos}] = true
		}
		if !known {
			told[seen{nil, d.Wait.Pos}] = true
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b Defect) int { return cmp.Compare(a.Wait.Pos, b.Wait.Pos) })
	return together(all)
}

// together tells of those who wait in one system for the same thing, to do the
// same with it, in one defect: the most certain, the others are alike.
func together(all []Defect) (told []Defect) {
	for _, d := range all {
		i := slices.IndexFunc(told, d.isLike)
		if i < 0 {
			told = append(told, d)
			continue
		}
		if d.Level() < told[i].Level() {
			told[i], d = d, told[i]
		}
		told[i].Alike = slices.Concat(told[i].Alike, []Wait{d.Wait}, d.Alike)
	}
	return told
}

func (d Defect) isLike(o Defect) bool {
	return d.Wait.Made.IsValid() && d.Wait.Made == o.Wait.Made && d.Wait.Kind == o.Wait.Kind && d.Root == o.Root && !d.Locked && !o.Locked
}
