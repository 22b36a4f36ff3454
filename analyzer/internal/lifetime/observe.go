package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: does the code look at a context, a stop channel or the
// clock?

// Observes reports whether each turn of the loop looks at a context: its Err,
// Done or Cause, or the error of a callee that got one and whose error leaves
// the loop. A callee's error that the loop only keeps or logs does not count.
func (l *Loop) Observes() bool {
	p, found := l.Func.Pkg, false
	inspect := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = found || p.asksContext(n)
		case *ast.IfStmt:
			found = found || l.passesOn(n)
		}
		return !found
	}
	if s, ok := l.Stmt.(*ast.ForStmt); ok && s.Cond != nil {
		ast.Inspect(s.Cond, inspect)
	}
	ast.Inspect(l.Body, inspect)
	return found
}

// Timed reports whether the loop ends when some time is over: its condition or
// a test that leaves it asks the clock, or a case that leaves it waits for a
// timer.
func (l *Loop) Timed() bool {
	p, found := l.Func.Pkg, false
	if s, ok := l.Stmt.(*ast.ForStmt); ok && s.Cond != nil && p.asksClock(s.Cond) {
		return true
	}
	ast.Inspect(l.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			found = found || p.asksClock(n.Cond) && l.leaves(n.Body)
		case *ast.CommClause:
			if e := received(n.Comm); e != nil && typeIs(chanElem(p.Info.TypeOf(e.X)), "time", "Time") {
				for _, s := range n.Body {
					found = found || l.leaves(s)
				}
			}
		}
		return !found
	})
	return found
}

func chanElem(t types.Type) types.Type {
	if t != nil {
		if c, ok := t.Underlying().(*types.Chan); ok {
			return c.Elem()
		}
	}
	return nil
}

// asksClock reports whether an expression depends on what time it is.
func (p *Package) asksClock(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			switch fn := p.CalleeOf(call); {
			case fn == nil:
			case known.Is(fn, "time.Now", "time.Since", "time.Until"):
				found = true
			}
		}
		return !found
	})
	return found
}

// asksContext reports whether a call asks a context how it is: by the methods
// of every context, or by one of its own that says yes or no.
func (p *Package) asksContext(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if len(call.Args) == 0 && IsContext(p.Info.TypeOf(sel.X)) && isBool(p.Info.TypeOf(call)) {
		return true
	}
	switch sel.Sel.Name {
	case "Err", "Done":
		return IsContext(p.Info.TypeOf(sel.X))
	case "Cause":
		return len(call.Args) == 1 && IsContext(p.Info.TypeOf(call.Args[0]))
	}
	return false
}

// passesOn reports whether an if statement leaves the loop on the error of a
// callee that got a context.
func (l *Loop) passesOn(s *ast.IfStmt) bool {
	p := l.Func.Pkg
	cmp, ok := s.Cond.(*ast.BinaryExpr)
	if !ok || cmp.Op != token.NEQ || !p.Info.Types[cmp.Y].IsNil() || len(s.Body.List) == 0 {
		return false
	}
	v := p.Variable(cmp.X)
	if v == nil || !l.leaves(s.Body.List[len(s.Body.List)-1]) {
		return false
	}
	for _, d := range p.defs[v] {
		if call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr); ok && d.Rhs != nil && (l.Contains(d.Node.Pos()) || s.Init == d.Node) {
			for _, arg := range call.Args {
				if IsContext(p.Info.TypeOf(arg)) {
					return true
				}
			}
		}
	}
	return false
}

// DoneOf returns the context whose Done channel an expression is, directly or
// by a variable with no other value, or nil.
func (p *Package) DoneOf(ch ast.Expr) ast.Expr {
	if v := p.Variable(ch); v != nil {
		d, ok := p.Sole(v)
		if !ok {
			return nil
		}
		ch = d.Rhs
	}
	call, ok := ast.Unparen(ch).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Done" || !IsContext(p.Info.TypeOf(sel.X)) {
		return nil
	}
	return sel.X
}

// Closed reports whether this package closes the channel that an expression
// names: then a receive from it is told to stop.
func (p *Package) Closed(ch ast.Expr) bool {
	v := p.Variable(ch)
	return v != nil && p.closed[v]
}

// ErrTest returns the context of an if statement that asks whether its Err is
// not nil, or nil.
func (p *Package) ErrTest(s *ast.IfStmt) ast.Expr {
	cmp, ok := s.Cond.(*ast.BinaryExpr)
	if !ok || cmp.Op != token.NEQ || !p.Info.Types[cmp.Y].IsNil() {
		return nil
	}
	x := ast.Unparen(cmp.X)
	if a, ok := s.Init.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && p.Variable(a.Lhs[0]) != nil && p.Variable(a.Lhs[0]) == p.Variable(x) {
		x = ast.Unparen(a.Rhs[0])
	}
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Err" || !IsContext(p.Info.TypeOf(sel.X)) {
		return nil
	}
	return sel.X
}

// Text returns the source form of an expression, short.
func Text(e ast.Expr) string { return types.ExprString(e) }
