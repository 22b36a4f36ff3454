package gojoin

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the gojoin rule.
var Analyzer = report.Rule{Name: "gojoin", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	object   = "object"
	function = "function"
	undercut = "undercut"
)

// A goroutine is reported where its body comes to a loop that nothing ends, and
// where it can be started again and again. That nobody waits for it, and that
// it has no context, is normal; so is one that lives as long as the process.
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		for _, s := range f.Spawns() {
			say(judge(f, s))
		}
	}
	for _, u := range p.Undercuts() {
		say(released(u))
	}
}

// released judges a method that takes from a goroutine what it uses. A
// goroutine that is stopped and not joined is normal as long as nothing depends
// on its end.
func released(u lifetime.Undercut) report.Finding {
	finding := report.Finding{Pos: u.Release.Pos(), End: u.Release.End(), Level: lifetime.Likely, Category: undercut}
	finding.Message = fmt.Sprintf("%s closes %s without waiting for the goroutine that writes to it", u.Method.Name(), u.What)
	if u.Panics {
		finding.Message = fmt.Sprintf("%s closes %s without waiting for the goroutine that sends to it: it panics", u.Method.Name(), u.What)
	}
	finding.Related = []analysis.RelatedInformation{
		{Pos: u.Spawn.Call.Pos(), Message: "starts here"},
		{Pos: u.Use.Pos(), End: u.Use.End(), Message: "uses it here"},
	}
	return finding
}

func judge(f *lifetime.Func, s *lifetime.Spawn) report.Finding {
	finding := report.Finding{Pos: s.Call.Pos(), End: s.Call.Fun.End(), Level: lifetime.Likely, Category: function}
	if lit, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit); ok {
		finding.End = lit.Type.End()
	}
	if s.Body == nil {
		finding.Spared = "what it runs is not in sight"
		return finding
	}
	holder, loop := s.Body.Endless()
	if holder == nil {
		finding.Spared = "something ends it"
		return finding
	}
	ctx, _ := holder.AtHand(loop)
	switch {
	case ctx != nil:
		finding.Spared = "a context is at hand in it: that it is ignored is for other rules to say"
	case f.Once():
		finding.Spared = "it is started once per process"
	case f.OfCommand() && !f.Top().HandlesRequest():
		finding.Spared = "it may be meant to last as long as the command"
	case f.Stays():
		finding.Spared = "the function that starts it never returns either"
	case s.Body.Assumes("finite"):
		finding.Spared = "the source says that it ends"
	}
	if finding.Spared != "" {
		return finding
	}
	per := "call of " + f.FullName()
	if f.Again() {
		finding.Category = object
		if !f.Registers(s) {
			finding.Level = lifetime.Certain
		}
	}
	if n := f.Makes(); n != nil {
		per = n.Obj().Name()
	}
	finding.Message = fmt.Sprintf("nothing ends this goroutine: one more stays behind for each %s", per)
	finding.Related = []analysis.RelatedInformation{{Pos: loop.Pos(), End: headEnd(loop), Message: "it comes to this, which nothing ends"}}
	return finding
}

func headEnd(n ast.Node) token.Pos {
	switch n := n.(type) {
	case *ast.ForStmt:
		return n.Body.Pos()
	case *ast.RangeStmt:
		return n.Body.Pos()
	}
	return n.End()
}
