package ctxdefer

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxdefer rule.
var Analyzer = report.Rule{Name: "ctxdefer", Doc: doc, QuietInTests: true, Find: find}.Analyzer()

// The sub-cases.
const (
	cancel = "cancel"
	stop   = "stop"
)

// few turns of a loop pile up nothing that anybody would notice.
const few = 10

// A release is a deferred call that ends something made in the loop.
type release struct {
	category string
	what     string // the call, as written
	def      lifetime.Def
	resource *types.Var // what the call ends
	handle   *types.Var // the function or object called
}

func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		for _, call := range f.Calls {
			if call.Mode != lifetime.Later || call.Loop == nil {
				continue
			}
			if r := released(f, call); r != nil {
				say(judge(f, call, r))
			}
		}
	}
}

func judge(f *lifetime.Func, call *lifetime.Call, r *release) report.Finding {
	finding := report.Finding{Pos: call.Pos(), End: call.End(), Category: r.category, Level: lifetime.Certain}
	switch {
	case !call.Loop.Contains(r.def.Node.Pos()):
		finding.Spared = "what it releases is made before the loop"
	case !f.Repeats(call.CallExpr):
		finding.Spared = "the loop cannot come back to this statement"
	case r.resource != nil && inUse(f, call.Loop, r.resource):
		finding.Spared = "what it releases may still be in use after the turn"
	case releasedAnyway(f, call, r):
		finding.Spared = "the turn also releases it itself"
	}
	if n, ok := call.Loop.Turns(); ok && n <= few {
		finding.Level = lifetime.Likely
	}
	finding.Message = fmt.Sprintf("deferred %s runs when %s returns: one more piles up on each turn of the loop", r.what, f.Name())
	finding.Related = []analysis.RelatedInformation{
		{Pos: r.def.Node.Pos(), Message: "each turn makes one here"},
		{Pos: call.Loop.Stmt.Pos(), Message: "in this loop"},
	}
	return finding
}

// released returns what a deferred call releases, or nil. A literal that calls
// cancel is as good as cancel.
func released(f *lifetime.Func, call *lifetime.Call) *release {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		g := f.Pkg.FuncOf(lit)
		for _, c := range g.Calls {
			if r := release1(f, c); r != nil && c.Mode == lifetime.Now {
				return r
			}
		}
		return nil
	}
	return release1(f, call)
}

func release1(f *lifetime.Func, call *lifetime.Call) *release {
	p := f.Pkg
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Stop" && p.IsTimer(sel.X) {
		v := p.Variable(sel.X)
		if d, ok := p.Sole(v); ok {
			return &release{stop, types.ExprString(call.Fun), d, v, v}
		}
		return nil
	}
	v := p.Variable(call.Fun)
	if call.Callee != nil || v == nil {
		return nil
	}
	d, ok := p.Sole(v)
	if !ok {
		return nil
	}
	made, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if !ok {
		return nil
	}
	callee := p.CalleeOf(made)
	if known.Is(callee, "context.AfterFunc") {
		return &release{cancel, types.ExprString(call.Fun), d, nil, v}
	}
	if e := p.Effects(callee); e != nil && e.Cancels && int(e.CancelAt) == d.At {
		ctx := p.Sibling(d, 0)
		if ctx == nil {
			return nil
		}
		return &release{cancel, types.ExprString(call.Fun), d, ctx, v}
	}
	return nil
}

// inUse reports whether the resource may be in use after the turn.
func inUse(f *lifetime.Func, loop *lifetime.Loop, v *types.Var) bool {
	return !loop.Contains(v.Pos()) || f.Outlives(v, loop.Body)
}

// releasedAnyway reports whether the handle does more in this turn than to be
// deferred: it is called, or goes elsewhere.
func releasedAnyway(f *lifetime.Func, deferred *lifetime.Call, r *release) bool {
	others := false
	ast.Inspect(deferred.Loop.Body, func(n ast.Node) bool {
		if n == ast.Node(deferred.CallExpr) {
			return false
		}
		if sel, ok := n.(*ast.SelectorExpr); ok && r.category == stop {
			if f.Pkg.Variable(sel.X) == r.handle {
				others = others || sel.Sel.Name == "Stop"
				return false
			}
		}
		if id, ok := n.(*ast.Ident); ok && f.Pkg.Info.Uses[id] == r.handle {
			others = others || r.category == cancel
		}
		return true
	})
	return others
}
