package wgbalance

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the wgbalance rule.
var Analyzer = report.Rule{Name: "wgbalance", Doc: doc, Find: find}.Analyzer()

// The sub-cases.
const (
	skipped   = "skipped"
	recovered = "recovered"
	unstarted = "unstarted"
	late      = "late"
	count     = "count"
	never     = "never"
	turn      = "turn"
	self      = "self"
)

// A WaitGroup may count anything: goroutines, items of a queue, references,
// phases. Only of goroutines can one tell from the source when a Done is due.
// So each question is asked of a goroutine that an Add beside its go statement
// counts, on a group whose Adds and Dones all lie in sight and all belong to
// such goroutines.
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, l := range p.Ledgers() {
		if !l.Has(lifetime.Waits) {
			continue // nobody is kept waiting
		}
		if forever(l, say) {
			continue
		}
		turns(l, say)
		numbers(p, l, say)
		if !l.Accounted() {
			continue
		}
		for _, f := range p.Funcs {
			starts := l.Starts(f)
			if len(starts) == 0 {
				continue
			}
			adds(p, l, f, starts, say)
			if len(l.Settling(f)) > 0 && counted(l, f) {
				body(l, f, starts, say)
			}
		}
		for c := range l.Each(lifetime.Adds) {
			leaves(p, l, c, say)
		}
	}
}

// forever judges a group on which nothing calls Done.
func forever(l *lifetime.Ledger, say func(report.Finding)) bool {
	if l.Has(lifetime.Dones) || !l.Has(lifetime.Adds) {
		return false
	}
	finding := report.Finding{Category: never}
	for c := range l.Each(lifetime.Adds) {
		finding.Related = append(finding.Related, related(c.Pos(), "counted here")...)
	}
	for w := range l.Each(lifetime.Waits) {
		finding.Pos, finding.End = w.Pos(), w.End()
		finding.Message = fmt.Sprintf("nothing ever calls Done on %s: after the first Add this waits for ever", lifetime.Text(w.Group))
		break
	}
	say(finding)
	return true
}

// body judges the body of a goroutine that is counted.
func body(l *lifetime.Ledger, f *lifetime.Func, starts []*lifetime.Call, say func(report.Finding)) {
	if adding(l, f) || givesBack(l, starts) {
		return // it counts for others, or others may call Done for it
	}
	at := l.Settling(f)
	if c := own(l, f); c != nil {
		if w := waits(l, f, c); w != nil {
			say(report.Finding{
				Pos: w.Pos(), End: w.End(), Category: self,
				Message: fmt.Sprintf("%s waits for this goroutine, too: it calls Done only after it", lifetime.Text(w.Fun)),
				Related: related(c.Pos(), "its Done"),
			})
		}
		if c.Mode == lifetime.Now && panics(l, f, c) {
			say(report.Finding{
				Pos: c.Pos(), End: c.End(), Category: recovered, Level: lifetime.Likely,
				Message: fmt.Sprintf("%s is not deferred: a panic that this goroutine recovers from skips it", lifetime.Text(c.Fun)),
				Related: related(starts[0].Pos(), "the goroutine starts here"),
				Fix:     deferred(l, f, c),
			})
			return
		}
	}
	end := f.Skips(at)
	if end == nil {
		return
	}
	finding := report.Finding{
		Pos: end.Pos(), End: end.End(), Category: skipped,
		Message: fmt.Sprintf("%s skips %s: whoever waits for this goroutine waits for ever", how(f, end), doneOf(l, f)),
		Related: related(l.Counted(starts[0]).Pos(), "counted here"),
	}
	if end.Pos() == f.Body.Rbrace {
		finding.End = end.Pos() + 1
	}
	if c := own(l, f); c != nil {
		finding.Fix = deferred(l, f, c)
	}
	say(finding)
}

func related(pos token.Pos, message string) []analysis.RelatedInformation {
	return []analysis.RelatedInformation{{Pos: pos, Message: message}}
}

func how(f *lifetime.Func, end ast.Node) string {
	switch {
	case end.Pos() == f.Body.Rbrace:
		return "a way to this end"
	case isReturn(end):
		return "this return"
	}
	return "Goexit"
}

func isReturn(n ast.Node) bool {
	_, ok := n.(*ast.ReturnStmt)
	return ok
}

// own returns the Done that f itself calls, if it is the only one, or nil.
func own(l *lifetime.Ledger, f *lifetime.Func) (found *lifetime.Count) {
	if len(l.Settling(f)) != 1 {
		return nil
	}
	for c := range l.Each(lifetime.Dones) {
		if c.Func == f {
			found = c
		}
	}
	return found
}

func doneOf(l *lifetime.Ledger, f *lifetime.Func) string {
	for c := range l.Each(lifetime.Dones) {
		if c.Func == f {
			return lifetime.Text(c.Fun)
		}
	}
	return "Done"
}

// counted reports whether f is a goroutine, and an Add counts each start.
func counted(l *lifetime.Ledger, f *lifetime.Func) bool {
	starts := l.Starts(f)
	return len(starts) > 0 && !slices.ContainsFunc(starts, func(c *lifetime.Call) bool { return l.Counted(c) == nil })
}

func adding(l *lifetime.Ledger, f *lifetime.Func) bool {
	for c := range l.Each(lifetime.Adds) {
		if c.Func == f {
			return true
		}
	}
	return false
}

// givesBack reports whether the function that starts a goroutine calls Done
// after it, other than for itself.
func givesBack(l *lifetime.Ledger, starts []*lifetime.Call) bool {
	for c := range l.Each(lifetime.Dones) {
		for _, s := range starts {
			if c.Func == s.Func && (c.Mode == lifetime.Now && c.Pos() > s.Pos() || c.Mode == lifetime.Later && !counted(l, c.Func)) {
				return true
			}
		}
	}
	return false
}
