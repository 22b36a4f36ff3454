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
			say(judge(p, s))
		}
	}
}

// doneCases returns the cases of f's selects in loops that receive from a
// context's Done channel, or from a stop channel.
func doneCases(f *lifetime.Func) []stay {
	var all []stay
	for _, r := range f.Ops {
		if !r.Receives() || r.Clause == nil || r.Loop == nil {
			continue
		}
		ctx := f.Pkg.DoneOf(r.Chan)
		if ctx == nil && f.Pkg.Closed(r.Chan) {
			ctx = r.Chan
		}
		if ctx == nil {
			continue
		}
		category := lastWord(f.Pkg, r.Loop, r.Clause.Body)
		all = append(all, stay{r.Loop, ctx, r.Select.Stmt, r.Clause.Body, r.Clause.Comm, category})
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

func judge(p *lifetime.Package, s stay) report.Finding {
	f := report.Finding{Pos: s.at.Pos(), End: s.at.End(), Category: s.category, Level: lifetime.Certain}
	switch {
	case s.category == "":
		f.Spared = "the case does something: it may leave the loop, or arm an exit"
	case !s.loop.Endless() && (s.category != breaks || s.loop.Asks(s.ctx)):
		f.Spared = "the loop has an end of its own"
	case s.loop.Assigns(s.ctx):
		f.Spared = "the context is another one on each turn"
	case s.isContext(p) && p.ContextOf(s.ctx).Origin == lifetime.Dead:
		f.Spared = "nobody can cancel this context"
	case !s.isContext(p) && s.category != breaks:
		f.Spared = "a stop channel's case may be there to go on: what is left still has to be done"
	case s.loop.LeavesOutside(s.around) && s.category != breaks:
		f.Spared = "another statement of the loop can leave it"
	case s.loop.LeavesOutside(s.around), !s.loop.Endless():
		f.Level = lifetime.Likely
	}
	if f.Spared != "" {
		return f
	}
	f.Fix = fix(p, s)
	name, ended := lifetime.Text(s.ctx), "done"
	if !s.isContext(p) {
		ended = "closed"
	}
	if s.category != ignored {
		last := s.body[len(s.body)-1]
		f.Pos, f.End = last.Pos(), last.End()
	}
	switch s.category {
	case breaks:
		f.Message = fmt.Sprintf("break leaves only the %s: the loop goes on after %s is %s", kind(s.around), name, ended)
	case continues:
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
