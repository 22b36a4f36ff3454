package wgbalance

import (
	"fmt"
	"go/token"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

// numbers compares what a function adds to its own group with the goroutines
// that it starts, where both are constants and happen whatever happens.
func numbers(p *lifetime.Package, l *lifetime.Ledger, say func(report.Finding)) {
	if !l.Local() {
		return
	}
	var wait *lifetime.Count
	for w := range l.Each(lifetime.Waits) {
		if wait != nil || w.Mode == lifetime.Apart || w.Loop != nil || w.Depth > 0 {
			return
		}
		wait = w
	}
	total, last := int64(0), (*lifetime.Count)(nil)
	for c := range l.Each(lifetime.Adds) {
		if c.Func != wait.Func || c.Mode != lifetime.Now || c.Loop != nil || c.Depth > 0 || c.N == 0 {
			return
		}
		total, last = total+c.N, c
	}
	done := int64(0)
	bodies := map[*lifetime.Func]bool{}
	for c := range l.Each(lifetime.Dones) {
		if c.Loop != nil || c.Depth > 0 {
			return
		}
		if c.Func == wait.Func {
			done += c.N
			continue
		}
		n, ok := times(l, wait.Func, c.Func)
		if !ok || bodies[c.Func] {
			return
		}
		bodies[c.Func] = true
		done += n
	}
	if last == nil || done == total {
		return
	}
	what := "Wait never returns"
	if done > total {
		what = "the last one panics, or Wait returns early"
	}
	say(report.Finding{
		Pos: last.Pos(), End: last.End(), Category: count,
		Message: fmt.Sprintf("%s is told %d, and Done comes %d times: %s", lifetime.Text(last.Group), total, done, what),
		Related: related(wait.Pos(), "the Wait"),
	})
}

// times returns how many goroutines with this body, each of which calls Done
// once, the function starts.
func times(l *lifetime.Ledger, owner, body *lifetime.Func) (n int64, ok bool) {
	if len(l.Settling(body)) != 1 || body.Skips(l.Settling(body)) != nil {
		return 0, false
	}
	for _, s := range l.Starts(body) {
		switch {
		case s.Func != owner || s.Depth > 0 || s.Mode != lifetime.Apart:
			return 0, false
		case s.Loop == nil:
			n++
		default:
			turns, ok := s.Loop.Exactly()
			if !ok {
				return 0, false
			}
			n += turns
		}
	}
	return n, n > 0
}

// leaves judges the ways that lead from an Add past the go statement it is for.
func leaves(p *lifetime.Package, l *lifetime.Ledger, add *lifetime.Count, say func(report.Finding)) {
	f := add.Func
	if add.N != 1 || add.Mode != lifetime.Now || !slices.ContainsFunc(f.Calls, func(c *lifetime.Call) bool {
		return c.Mode == lifetime.Apart && l.Counted(c) == add && (c.Loop == add.Loop)
	}) {
		return
	}
	place := p.Place(add.Group)
	if !place.Known() {
		return
	}
	stops := []token.Pos{add.Pos()}
	returns := !l.Local()
	for w := range l.Each(lifetime.Waits) {
		if w.Func == f && w.Mode == lifetime.Now {
			stops = append(stops, w.Pos())
		} else {
			returns = true
		}
	}
	if !l.Local() && declaredIn(f, place) {
		returns = false // nobody will wait for what is given up
	}
	end := f.EndsAfter(add.Pos(), l.Settling(f), stops, returns)
	if end == nil {
		return
	}
	finding := report.Finding{
		Pos: add.Pos(), End: add.End(), Category: unstarted,
		Message: fmt.Sprintf("%s counts a goroutine that a way from here never starts: Wait blocks for ever", lifetime.Text(add.Fun)),
	}
	if isReturn(end) && end.Pos() != f.Body.Rbrace {
		finding.Related = related(end.Pos(), "this return comes without it")
	}
	say(finding)
}

func declaredIn(f *lifetime.Func, place lifetime.Place) bool {
	return holds(f, place.Root) && !isParam(f, place)
}

func isParam(f *lifetime.Func, place lifetime.Place) bool {
	if f.Sig.Recv() == place.Root {
		return true
	}
	for i := range f.Sig.Params().Len() {
		if f.Sig.Params().At(i) == place.Root {
			return true
		}
	}
	return false
}
