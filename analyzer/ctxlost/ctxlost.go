package ctxlost

import (
	_ "embed"
	"flag"
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxlost rule.
var Analyzer = report.Rule{Name: "ctxlost", Doc: doc, QuietInTests: true, Find: find, Flags: flags}.Analyzer()

// The sub-cases.
const (
	thrown = "thrown"
	unused = "unused"
	unread = "unread"
	path   = "path"
	object = "object"
	group  = "group"
)

// vet says that what go vet's lostcancel reports is reported here as well.
var vet bool

func flags(fs *flag.FlagSet) {
	fs.BoolVar(&vet, "vet", false, "report also what go vet's lostcancel reports")
}

// A cancel function is a debt: who makes it has to call it, or to hand it to
// somebody who will. Its mentions pay the debt or do not, and a walk over the
// control flow finds the ways out on which none does. What leaves the function
// is somebody else's, unless the facts say that there is nobody.
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		for _, d := range f.Debts() {
			if loss := d.Lost(); loss != nil {
				say(judge(f, d, loss))
			}
		}
		for _, c := range f.Calls {
			if g, ctx, ok := f.ThrownGroup(c); ok {
				say(grouped(f, c, g, ctx))
			}
		}
	}
}

// grouped judges a group's context that is thrown away.
func grouped(f *lifetime.Func, c *lifetime.Call, g, ctx ast.Expr) report.Finding {
	finding := report.Finding{Pos: c.Pos(), End: c.Fun.End(), Category: group, Level: lifetime.Certain}
	switch {
	case ctx == nil:
		finding.Spared = "the group's goroutines pass on no context that its own one could stand for"
		return finding
	case f.Heedless(g):
		finding.Spared = "who waits for the group only says what failed: the others are meant to go on"
		return finding
	}
	finding.Message = fmt.Sprintf("the context of %s is thrown away: when one goroutine fails, the others go on", lifetime.Text(g))
	finding.Related = []analysis.RelatedInformation{{Pos: ctx.Pos(), Message: "this context does not end then"}}
	return finding
}

func judge(f *lifetime.Func, d *lifetime.Debt, loss *lifetime.Lapse) report.Finding {
	finding := describe(d, loss)
	e := f.Pkg.Effects(d.Call.Callee)
	switch {
	case d.VetSays() && !vet:
		finding.Spared = "go vet's lostcancel reports it"
	case loss.Garbage:
		finding.Spared = "no timer and no parent that goes on keeps the context: it is garbage"
	case d.Sheltered():
		finding.Spared = "its parent ends with the function, by a deferred cancel"
	case f.Once():
		finding.Spared = "it is made once per process"
	case known.Is(d.Call.Callee, "context.AfterFunc"):
		if loss.Kind != lifetime.LostAtOnce || len(d.Call.Args) == 0 || !f.Pkg.Root(d.Call.Args[0]) {
			finding.Spared = "it stops by itself what the end of its context has not started"
		}
		finding.Message = "the context never ends, and nothing stops it: AfterFunc never calls its function"
	case e.Makes == effects.Signal || !loss.Sure || loss.Kind == lifetime.LostAtOnce && d.ServesResult():
		finding.Level = lifetime.Likely
	}
	if finding.Spared == "" {
		finding.Fix = fix(f, d, loss)
	}
	return finding
}

func describe(d *lifetime.Debt, loss *lifetime.Lapse) report.Finding {
	finding := report.Finding{Pos: d.Call.Pos(), End: d.Call.Fun.End(), Level: lifetime.Certain}
	maker, name := d.Call.Callee.Name(), ""
	if d.Name != nil {
		finding.Pos, finding.End = d.Name.Pos(), d.Name.End()
		name = lifetime.Text(d.Name)
	}
	kind, stays := "stop", "what it started goes on"
	if lifetime.IsContext(d.Call.Callee.Signature().Results().At(0).Type()) {
		kind, stays = "cancel", "its context stays until the parent ends"
	}
	switch loss.Kind {
	case lifetime.LostAtOnce:
		finding.Category = thrown
		finding.Message = fmt.Sprintf("the %s function of %s is thrown away: %s", kind, maker, stays)
	case lifetime.LostHere:
		finding.Category = unused
		finding.Message = fmt.Sprintf("nothing ever calls %s: %s", name, stays)
		if loss.Last != nil && loss.Last.Fate == lifetime.PassedOff {
			finding.Related = []analysis.RelatedInformation{{Pos: loss.Last.Pos, Message: "what it is passed to neither calls nor keeps it"}}
		}
	case lifetime.LostUnread:
		finding.Category = unread
		finding.Message = fmt.Sprintf("%s is stored where nothing ever looks: %s", name, stays)
		if loss.Last != nil {
			finding.Related = []analysis.RelatedInformation{{Pos: loss.Last.Pos, Message: "it is stored here"}}
		}
	case lifetime.LostOnReturn:
		finding.Category = path
		finding.Message = fmt.Sprintf("a return loses %s: %s", name, stays)
		finding.Related = []analysis.RelatedInformation{{Pos: loss.Node.Pos(), Message: "returns here"}}
	case lifetime.LostOnTurn:
		finding.Category = path
		finding.Message = fmt.Sprintf("%s is assigned anew before anything calls it: %s", name, stays)
		finding.Related = []analysis.RelatedInformation{{Pos: loss.Node.Pos(), Message: "assigned here"}}
	case lifetime.LostInside:
		finding.Category = object
		finding.Message = fmt.Sprintf("a return gives up %s, which alone has %s: its context stays", loss.Last.Into.Name(), name)
		finding.Related = []analysis.RelatedInformation{{Pos: loss.Node.Pos(), Message: "returns here"}}
	}
	return finding
}
