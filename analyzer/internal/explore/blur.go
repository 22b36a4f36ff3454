package explore

import (
	"hash/maphash"
	"slices"
)

// States in which everybody is at the same place, with the same things, and that
// differ only in what is known of data are seldom worth telling apart by the
// dozen. Where calls are not followed, after the first few of them what is known
// of data is forgotten: then more may happen than really does, and what is found
// must be found again, or confirmed, with all that is known.

// variants is how many states that are alike are told apart.
const variants = 4

// many reports whether there are many states like one that was just written.
func (m *machine) many(e *encoder) bool {
	like := maphash.Bytes(seeds[0], e.out[:e.plain])
	m.likes[like]++
	return m.likes[like] > variants && slices.ContainsFunc(e.facts, e.isData)
}

// isData reports whether a fact says what some data is.
func (e *encoder) isData(id int64) bool {
	switch e.s.resolve(value{kind: symbol, n: id}).kind {
	case boolean, null, number, text:
		return true
	}
	return false
}

// blur forgets what is known of data in the state that was written.
func (e *encoder) blur() {
	e.facts = slices.DeleteFunc(e.facts, e.isData)
	e.rewrite()
}
