package explore

import (
	"cmp"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A lockPair is two functions that take locks of one receiver, or of the
// package, at the same time: in two orders; or one reads twice, and the other
// writes.
type lockPair struct{ one, other *lifetime.Func }

// An order is that a function takes the second lock while it may hold the first.
type order struct {
	fn            *lifetime.Func
	first, second *types.Var
	reads         bool // both, and they are the same
}

// pairs returns the functions worth exploring side by side, in source order.
func (l *locks) pairs() (all []lockPair) {
	orders := l.orders()
	add := func(f, g *lifetime.Func) {
		p := lockPair{f, g}
		if alike(f, g) && !slices.Contains(all, p) && !slices.Contains(all, lockPair{g, f}) {
			all = append(all, p)
		}
	}
	for i, o := range orders {
		if o.reads {
			for _, f := range l.pkg.Funcs {
				if f.Outer == nil && slices.ContainsFunc(l.uses[f], func(u lockUse) bool { return u.lock == o.first && !u.gives && !u.reads }) {
					add(o.fn, f)
					break
				}
			}
		}
		for _, p := range orders[i:] {
			if o.first != o.second && o.first == p.second && o.second == p.first {
				add(o.fn, p.fn)
			}
		}
	}
	return all
}

// alike reports whether two functions have the same receiver, or none.
func alike(f, g *lifetime.Func) bool {
	r, s := f.Sig.Recv(), g.Sig.Recv()
	if r == nil || s == nil {
		return r == s
	}
	return types.Identical(deref(r.Type()), deref(s.Type()))
}

// orders returns in which orders the package's declared functions take locks.
func (l *locks) orders() (all []order) {
	for _, f := range l.pkg.Funcs {
		if f.Outer != nil || l.pkg.InTest(f.Node.Pos()) {
			continue
		}
		for _, u := range l.uses[f] {
			if u.gives || l.handed[u.side()] {
				continue
			}
			for v, reads := range l.under(f, u) {
				o := order{f, u.lock, v, u.reads && reads && u.lock == v}
				if !l.handed[side{v, reads}] && (u.lock != v || o.reads) {
					all = append(all, o)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b order) int {
		return cmp.Or(cmp.Compare(a.fn.Node.Pos(), b.fn.Node.Pos()), cmp.Compare(a.first.Pos(), b.first.Pos()), cmp.Compare(a.second.Pos(), b.second.Pos()))
	})
	return all
}

// pair returns the code of a client that has two functions run at once, on one
// receiver.
func (t *translator) pair(p lockPair) *code {
	t.count++
	w := &writer{t: t, c: &code{id: t.count}, info: t.pkg.Info, next: -1}
	w.unknown(1)
	recv := w.keep()
	for _, f := range []*lifetime.Func{p.one, p.other} {
		n := f.Sig.Params().Len()
		c := w.wrapper(1, func(inner *writer) {
			if f.Sig.Recv() != nil {
				inner.get(0)
				n++
			}
			inner.unknown(f.Sig.Params().Len())
			inner.emit(instr{do: doCall, fn: f, a: n, pos: f.Node.Pos()})
		})
		w.get(recv)
		w.emit(instr{do: doWrap, a: 1, code: c, pos: f.Node.Pos()})
		w.emit(instr{do: doGo, b: 1, pos: f.Node.Pos(), node: f.Node})
	}
	w.emit(instr{do: doReturn})
	return w.c
}
