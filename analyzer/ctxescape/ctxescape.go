package ctxescape

import (
	_ "embed"
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxescape rule.
var Analyzer = report.Rule{Name: "ctxescape", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	work   = "work"
	callee = "callee"
)

// detached is the opposite: it is told to those who ask, and never reported.
const detached = "detached"

// The context of a request ends when the function that serves it returns, so
// whatever that function starts and does not wait for loses it under its feet.
// Who serves a request is known by shape and by facts; what the work needs, too.
func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		for _, esc := range f.Escapes() {
			if req := p.ServedBy(esc.Source); req != nil {
				say(judge(esc, req))
			}
		}
		for _, d := range f.Detached() {
			say(report.Finding{Pos: d.Pos(), End: d.End(), Category: detached, Level: lifetime.Audit,
				Message: "this goroutine has none of the request's values: WithoutCancel keeps them"})
		}
	}
}

func judge(esc lifetime.Escape, req *lifetime.Served) report.Finding {
	name := lifetime.Text(esc.Ctx)
	finding := report.Finding{Pos: esc.Ctx.Pos(), End: esc.Ctx.End(), Category: work, Level: lifetime.Certain}
	finding.Message = fmt.Sprintf("%s ends with %s, not this goroutine: %s fails midway", name, req.Kind, esc.Need.Callee.Name())
	finding.Related = []analysis.RelatedInformation{
		{Pos: req.Var.Pos(), Message: "the request comes from here"},
		{Pos: esc.Start.Pos(), Message: "nobody waits for what starts here"},
	}
	if esc.Inside == nil && esc.Start.Mode != lifetime.Apart {
		finding.Category = callee
		finding.Message = fmt.Sprintf("%s ends with %s, what %s starts with it does not", name, req.Kind, esc.Need.Callee.Name())
	}
	if !esc.Sure {
		finding.Level = lifetime.Likely
	}
	if finding.Category == work {
		finding.Fix = fix(esc)
	}
	return finding
}

// fix detaches the context where the work gets it. Every use in a literal must
// change, so there it is made once, in front.
func fix(esc lifetime.Escape) *analysis.SuggestedFix {
	r := rewrite.At(esc.Func.Pkg.Pass, esc.Ctx.Pos())
	edits, ok := r.Import("context")
	if !ok || !r.Since("go1.21") {
		return nil
	}
	text := r.Qualified("context", "WithoutCancel") + "(" + r.Text(esc.Ctx) + ")"
	const label = "Detach the context from the request"
	if esc.Inside == nil {
		return &analysis.SuggestedFix{Message: label, TextEdits: append(edits,
			analysis.TextEdit{Pos: esc.Ctx.Pos(), End: esc.Ctx.End(), NewText: []byte(text)})}
	}
	id, ok := ast.Unparen(esc.Ctx).(*ast.Ident)
	list := esc.Inside.Body.List
	if !ok || len(list) == 0 || !r.First(list[0]) || esc.Inside.Body.Pos() < esc.Func.Pkg.Variable(id).Pos() {
		return nil
	}
	return &analysis.SuggestedFix{Message: label, TextEdits: append(edits, analysis.TextEdit{
		Pos: list[0].Pos(), End: list[0].Pos(),
		NewText: []byte(id.Name + " := " + text + "\n" + r.Indent(list[0].Pos()))})}
}
