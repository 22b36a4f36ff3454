package ctxdead

import (
	_ "embed"
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxdead rule.
var Analyzer = report.Rule{Name: "ctxdead", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	done      = "done"
	cancelled = "cancelled"
	waited    = "waited"
)

func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		said := map[*ast.CallExpr]bool{} // what is made from a dead context is dead: say it once
		for _, call := range f.Calls {
			for i, arg := range call.Args {
				if lifetime.IsContext(p.Info.TypeOf(arg)) {
					look(call, i, said, say)
				}
			}
		}
	}
}

// look asks whether a call needs the context that it is given, and whether
// that is alive.
func look(call *lifetime.Call, i int, said map[*ast.CallExpr]bool, say func(report.Finding)) {
	arg, flow := call.Args[i], call.Func.Flow()
	finding := report.Finding{Pos: arg.Pos(), End: arg.End()}
	death := flow.Dead(call.CallExpr, arg)
	if death == nil && call.Mode == lifetime.Later {
		death = flow.DeadAtExit(call.CallExpr, arg)
	}
	e := call.Func.Pkg.Effects(call.Callee)
	switch {
	case death == nil && (e == nil || !e.NeedsLive.Has(i)):
		return
	case death == nil:
		finding.Spared = "the context may be alive here: it is not done on every path"
	case e == nil:
		finding.Spared = "the context is done, but nothing is known of what is called"
	case !e.NeedsLive.Has(i):
		finding.Spared = "the context is done, but what is called does not need it alive"
	case said[flow.MadeBy(call.CallExpr, arg)]:
		finding.Spared = "the context was made from a dead one, which is reported there"
	default:
		finding = describe(call, arg, death, e)
		switch {
		case finding.Category == waited:
			finding.Fix = outer(call, arg, flow.MadeBy(call.CallExpr, arg))
		case finding.Category == done && len(said) == 0:
			finding.Fix = fix(call, arg, e)
		}
		said[call.CallExpr] = true
	}
	say(finding)
}

func describe(call *lifetime.Call, arg ast.Expr, death *lifetime.Death, e *effects.Effects) report.Finding {
	consequence := call.Callee.Name() + " returns at once"
	if e.Makes != effects.NoContext {
		consequence = call.Callee.Name() + " makes a context that is dead at birth"
	}
	f := report.Finding{Pos: arg.Pos(), End: arg.End(), Category: done, Level: lifetime.Certain}
	var how string
	switch death.How {
	case lifetime.Cancelled:
		f.Category = cancelled
		f.Message = fmt.Sprintf("%s has ended %s: %s", death.By, death.Ctx, consequence)
		how = "it is cancelled here"
	case lifetime.Waited:
		f.Category = waited
		f.Message = fmt.Sprintf("%s.Wait has ended %s: %s", death.By, death.Ctx, consequence)
		how = "Wait cancels the group's context"
	default:
		f.Message = fmt.Sprintf("%s is done already: %s", death.Ctx, consequence)
		how = "it is known to be done from here on"
	}
	f.Related = []analysis.RelatedInformation{{Pos: death.Pos, Message: how}}
	return f
}
