package gostuck

import (
	"cmp"
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/ctxblock"
	"github.com/cancelcheck/cancelcheck/analyzer/ctxloop"
	"github.com/cancelcheck/cancelcheck/analyzer/gojoin"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/explore"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
	"github.com/cancelcheck/cancelcheck/analyzer/wgbalance"
)

//go:embed doc.go
var doc string

// Analyzer is the gostuck rule.
var Analyzer = report.Rule{
	Name: "gostuck", Doc: doc, Find: find, QuietInTests: true,
	Yields: []*analysis.Analyzer{ctxblock.Analyzer, ctxloop.Analyzer, gojoin.Analyzer, wgbalance.Analyzer},
}.Analyzer()

// The sub-cases.
const (
	send    = "send"
	receive = "receive"
	choice  = "select"
	wait    = "wait"
	cond    = "cond"
	once    = "once"
	pipe    = "pipe"
)

// The explorer has done the work: this rule tells what it found, unless a lock
// is part of it, which is lockwait's. Pipes in memory it does not know: these are
// looked at for themselves.
func find(p *lifetime.Package, say func(report.Finding)) {
	found := explore.Of(p)
	for _, d := range found.Defects {
		if d.Locked {
			continue
		}
		say(report.Finding{
			Pos: d.Wait.Start(), End: d.Wait.End(),
			Category: category(d.Wait), Level: d.Level(),
			Message: message(d.Wait),
			Related: d.Story(),
			Fix:     fix(found, d),
		})
	}
	said := map[token.Pos]bool{} // two pipes may have one goroutine's function
	for _, f := range p.Funcs {
		for _, left := range f.LeftPipes() {
			if at := left.Stuck.Pos(); !said[at] {
				said[at] = true
				say(leftOpen(f, left))
			}
		}
	}
}

// leftOpen tells of a goroutine at the other end of a pipe.
func leftOpen(f *lifetime.Func, l lifetime.Pipe) report.Finding {
	finding := report.Finding{
		Pos: l.Stuck.Pos(), End: l.Stuck.End(), Category: pipe, Level: lifetime.Certain,
		Message: fmt.Sprintf("%s is left open: this read from %s blocks for ever", l.Near.Name(), l.Far.Name()),
		Related: []analysis.RelatedInformation{
			{Pos: l.Make.Pos(), Message: "the pipe is made here"},
			{Pos: l.Left.Pos(), Message: "waits here for the goroutine, and " + l.Near.Name() + " is not closed"},
		},
	}
	switch l.Left.(type) {
	case *ast.ReturnStmt:
		finding.Related[1].Message = "returns here, and " + l.Near.Name() + " is not closed"
	case *ast.CallExpr:
		finding.Related[1].Message = "who reads this cannot close " + l.Near.Name() + ", and nobody else does"
	}
	if l.Writes {
		finding.Message = fmt.Sprintf("%s is left open: this write to %s blocks for ever", l.Near.Name(), l.Far.Name())
	}
	if f.OfCommand() {
		finding.Level = lifetime.Likely // which may be done then
	}
	return finding
}

// fix gives the channel room, if the explorer proves that this is a cure. That
// costs as much as finding the defect did: it is done for what is reported only.
func fix(found *explore.Found, d explore.Defect) *analysis.SuggestedFix {
	if d.Level() > lifetime.ReportLevel() {
		return nil
	}
	cure, ok := found.Cure(d)
	if !ok {
		return nil
	}
	edit := analysis.TextEdit{Pos: cure.Make.Args[0].End(), End: cure.Make.Args[0].End(), NewText: fmt.Appendf(nil, ", %d", cure.Size)}
	if len(cure.Make.Args) > 1 {
		edit = analysis.TextEdit{Pos: cure.Make.Args[1].Pos(), End: cure.Make.Args[1].End(), NewText: fmt.Append(nil, cure.Size)}
	}
	return &analysis.SuggestedFix{
		Message:   fmt.Sprintf("Give %s a buffer of %d", d.Wait.Thing(), cure.Size),
		TextEdits: []analysis.TextEdit{edit},
	}
}

func category(w explore.Wait) string {
	if w.Kind == "group" {
		return wait // for a place in a group with a limit
	}
	return w.Kind
}

func message(w explore.Wait) string {
	switch w.Kind {
	case send:
		return fmt.Sprintf("nobody is left to receive from %s: this send blocks for ever", w.Thing())
	case receive:
		return fmt.Sprintf("nobody is left to send to %s or close it: this receive blocks for ever", w.Thing())
	case choice:
		return "nobody is left to make any case of this select ready: it blocks for ever"
	case wait, "group":
		return fmt.Sprintf("%s never comes to zero: this wait blocks for ever", cmp.Or(w.Thing(), "the group"))
	case cond:
		return fmt.Sprintf("nobody is left to signal %s: this wait blocks for ever", w.Thing())
	}
	return fmt.Sprintf("the first call of %s never returns: this blocks for ever", w.Thing())
}
