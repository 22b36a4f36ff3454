package ctxbreak

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

// Analyzer is the ctxbreak rule.
var Analyzer = report.Rule{Name: "ctxbreak", Doc: doc, Find: find}.Analyzer()

// The sub-cases.
const (
	breaks    = "break"
	continues = "continue"
	ignored   = "ignored"
)

// A stay is a place where a loop goes on although its context is done.
type stay struct {
	loop     *lifetime.Loop
	ctx      ast.Expr // or a stop channel
	around   ast.Stmt // the select or switch
	body     []ast.Stmt
	at       ast.Node // the case, for a body without a last word
	category string
}

func find(p *lifetime.Package, say func(report.Finding)) {
	for _, f := range p.Funcs {
		for _, s := range append(doneCases(f), errBreaks(f)...) {
			if f := judge(p, s); f != nil {
				say(*f)
			}
		}
	}
}

// doneCases returns the cases of f's selects that receive from a context's
// Done channel and hold nothing that could end the loop.
func doneCases(f *lifetime.Func) []stay {
	var all []stay
	for _, r := range f.Recvs {
		if r.Clause == nil || r.Loop == nil {
			continue
		}
		ctx, stop := f.Pkg.DoneOf(r.Chan), false
		if ctx == nil && f.Pkg.Closed(r.Chan) {
			ctx, stop = r.Chan, true
		}
		if ctx == nil {
			continue
		}
		around := f.Pkg.SelectOf(r.Loop, r.Clause)
		category := lastWord(f.Pkg, r.Loop, r.Clause.Body)
		if category != "" && around != nil && !(stop && category != breaks) {
			all = append(all, stay{r.Loop, ctx, around, r.Clause.Body, r.Clause.Comm, category})
		}
	}
	return all
}

// lastWord returns the sub-case of a body that does nothing of consequence,
// or nothing.
func lastWord(p *lifetime.Package, loop *lifetime.Loop, body []ast.Stmt) string {
	category := ignored
	for i, s := range body {
		switch s := s.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); !ok || !quiet(p, call) {
				return ""
			}
		case *ast.EmptyStmt:
		case *ast.BranchStmt:
			if i < len(body)-1 {
				return ""
			}
			switch {
			case s.Tok == token.BREAK && s.Label == nil:
				category = breaks
			case s.Tok == token.CONTINUE && (s.Label == nil || loop.Label != nil && s.Label.Name == loop.Label.Label.Name):
				category = continues
			default:
				return ""
			}
		default:
			return ""
		}
	}
	return category
}

// quiet reports whether a call and the calls in its arguments only say
// something.
func quiet(p *lifetime.Package, call *ast.CallExpr) bool {
	ok := true
	ast.Inspect(call, func(n ast.Node) bool {
		if c, is := n.(*ast.CallExpr); is {
			ok = ok && p.Quiet(c)
		}
		return ok
	})
	return ok
}

// errBreaks returns the breaks under ctx.Err() != nil that leave a switch or a
// select instead of the loop around it.
func errBreaks(f *lifetime.Func) []stay {
	var all []stay
	for _, loop := range f.Loops {
		var around []ast.Stmt
		var walk func(n ast.Node) bool
		walk = func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt:
				return false
			case *ast.SelectStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
				around = append(around, n.(ast.Stmt))
				ast.Inspect(body(n), walk)
				around = around[:len(around)-1]
				return false
			case *ast.IfStmt:
				ctx := f.Pkg.ErrTest(n)
				if ctx != nil && len(around) > 0 && lastWord(f.Pkg, loop, n.Body.List) == breaks {
					all = append(all, stay{loop, ctx, around[len(around)-1], n.Body.List, n, breaks})
				}
			}
			return true
		}
		ast.Inspect(loop.Body, walk)
	}
	return all
}

func body(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.SelectStmt:
		return n.Body
	case *ast.SwitchStmt:
		return n.Body
	case *ast.TypeSwitchStmt:
		return n.Body
	}
	return nil
}

func (s stay) isContext(p *lifetime.Package) bool { return lifetime.IsContext(p.Info.TypeOf(s.ctx)) }

func judge(p *lifetime.Package, s stay) *report.Finding {
	if !s.loop.Endless() || s.loop.Assigns(s.ctx) || s.isContext(p) && p.ContextOf(s.ctx).Origin == lifetime.Dead {
		return nil
	}
	level := lifetime.Certain
	if s.loop.LeavesOutside(s.around) {
		if s.category != breaks {
			return nil
		}
		level = lifetime.Likely
	}
	f := &report.Finding{Pos: s.at.Pos(), End: s.at.End(), Category: s.category, Level: level, Fix: fix(p, s)}
	name, ended := lifetime.Text(s.ctx), "done"
	if !s.isContext(p) {
		ended = "closed"
	}
	switch s.category {
	case breaks:
		last := s.body[len(s.body)-1]
		f.Pos, f.End = last.Pos(), last.End()
		f.Message = fmt.Sprintf("break leaves only the %s: the loop goes on after %s is %s", kind(s.around), name, ended)
	case continues:
		last := s.body[len(s.body)-1]
		f.Pos, f.End = last.Pos(), last.End()
		f.Message = fmt.Sprintf("continue after %s is done: the loop takes this case again and spins", name)
	default:
		f.Message = fmt.Sprintf("the case does not leave the loop: it goes on, and spins, after %s is done", name)
	}
	f.Related = []analysis.RelatedInformation{{Pos: s.loop.Stmt.Pos(), Message: "the loop that goes on"}}
	return f
}

func kind(s ast.Stmt) string {
	if _, ok := s.(*ast.SelectStmt); ok {
		return "select"
	}
	return "switch"
}
