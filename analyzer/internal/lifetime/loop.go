package lifetime

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// Bounded reports whether the loop ends by itself after a number of turns: it
// ranges over something finite, or counts.
func (l *Loop) Bounded() bool {
	info := l.Func.Pkg.Info
	switch s := l.Stmt.(type) {
	case *ast.RangeStmt:
		t := info.TypeOf(s.X)
		if t == nil {
			return true
		}
		switch t.Underlying().(type) {
		case *types.Chan, *types.Signature:
			return false
		}
		return true
	case *ast.ForStmt:
		if s.Cond != nil && s.Post != nil && l.compares(s.Cond, l.counters(s.Post)) {
			return true
		}
		counters := l.counters(s.Body)
		if s.Cond != nil && l.compares(s.Cond, counters) {
			return true
		}
		return l.countsOut(counters)
	}
	return false
}

// counters returns the variables that a part of the loop counts up or down.
func (l *Loop) counters(part ast.Node) map[*types.Var]bool {
	p := l.Func.Pkg
	set := map[*types.Var]bool{}
	ast.Inspect(part, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IncDecStmt:
			set[p.Variable(n.X)] = true
		case *ast.AssignStmt:
			if n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN {
				set[p.Variable(n.Lhs[0])] = true
			}
		}
		return true
	})
	delete(set, nil)
	return set
}

// compares reports whether a condition compares one of the variables, or
// something computed from it.
func (l *Loop) compares(cond ast.Expr, vars map[*types.Var]bool) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if cmp, ok := n.(*ast.BinaryExpr); ok {
			switch cmp.Op {
			case token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
				for v := range vars {
					found = found || uses(l.Func.Pkg.Info, cmp, v)
				}
			}
		}
		return !found
	})
	return found
}

// countsOut reports whether some test of a counter leaves the loop.
func (l *Loop) countsOut(counters map[*types.Var]bool) bool {
	found := false
	ast.Inspect(l.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			found = found || l.compares(n.Cond, counters) && (l.leaves(n.Body) || n.Else != nil && l.leaves(n.Else))
		}
		return !found
	})
	return found
}

// leaves reports whether a branch holds a statement that leaves the loop.
func (l *Loop) leaves(branch ast.Node) bool {
	found := false
	ast.Inspect(branch, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			switch {
			case n.Tok == token.GOTO:
				found = true
			case n.Tok == token.BREAK && n.Label == nil:
				found = found || !breaksInside(branch, n)
			case n.Tok == token.BREAK:
				found = true
			}
		case *ast.CallExpr:
			found = found || l.Func.Pkg.noReturn(n)
		}
		return !found
	})
	return found
}

// breaksInside reports whether an unlabelled break ends a statement inside of
// the branch, not the loop around it.
func breaksInside(branch ast.Node, brk *ast.BranchStmt) bool {
	inside := false
	ast.Inspect(branch, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			inside = inside || n.Pos() <= brk.Pos() && brk.End() <= n.End()
		}
		return !inside
	})
	return inside
}

// elements returns how many elements a literal has, or at most the literals
// that are all that a local variable ever holds.
func (p *Package) elements(e ast.Expr) (n int64, ok bool) {
	if lit, ok := ast.Unparen(e).(*ast.CompositeLit); ok {
		return int64(len(lit.Elts)), true
	}
	v := p.Variable(e)
	if v == nil || v.IsField() || p.params[v] != nil || p.shared[v] || v.Parent() == p.Pass.Pkg.Scope() {
		return 0, false
	}
	for _, d := range p.defs[v] {
		lit, isLit := ast.Unparen(d.Rhs).(*ast.CompositeLit)
		if !isLit {
			return 0, false
		}
		n, ok = max(n, int64(len(lit.Elts))), true
	}
	return n, ok
}

// Turns returns how often the loop runs at most, if the source says it by a
// constant.
func (l *Loop) Turns() (int64, bool) {
	p := l.Func.Pkg
	var limit ast.Expr
	switch s := l.Stmt.(type) {
	case *ast.RangeStmt:
		t := p.Info.TypeOf(s.X)
		if t == nil {
			return 0, false
		}
		if n, ok := p.elements(s.X); ok {
			return n, true
		}
		if a, ok := deref(t).Underlying().(*types.Array); ok {
			return a.Len(), true
		}
		limit = s.X
	case *ast.ForStmt:
		cmp, ok := s.Cond.(*ast.BinaryExpr)
		if !ok || s.Post == nil || cmp.Op != token.LSS && cmp.Op != token.LEQ {
			return 0, false
		}
		limit = cmp.Y
	}
	return p.Integer(limit)
}

// Integer returns the value of an integer constant.
func (p *Package) Integer(e ast.Expr) (int64, bool) {
	v := p.Info.Types[e].Value
	if v == nil || v.Kind() != constant.Int {
		return 0, false
	}
	return constant.Int64Val(v)
}

// Endless reports whether nothing but a statement of its body ends the loop: it
// has no condition, or ranges over a ticker, whose channel nobody closes.
func (l *Loop) Endless() bool {
	if s, ok := l.Stmt.(*ast.RangeStmt); ok {
		return l.Func.Pkg.ticks(s.X, 0)
	}
	s, ok := l.Stmt.(*ast.ForStmt)
	if !ok || s.Cond == nil {
		return ok
	}
	return l.Func.Pkg.constantTrue(s.Cond)
}

// ticks reports whether an expression is always the channel of a ticker.
func (p *Package) ticks(e ast.Expr, depth int) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return x.Sel.Name == "C" && typeIs(p.Info.TypeOf(x.X), "time", "Ticker")
	case *ast.Ident:
		d, ok := p.Sole(p.Variable(x))
		return ok && d.At == 0 && depth < 3 && p.ticks(d.Rhs, depth+1)
	case *ast.CallExpr:
		if known.Is(p.CalleeOf(x), "time.Tick") {
			return true
		}
		f := p.Body(x)
		return f != nil && depth < 3 && len(f.rets) > 0 && !slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool {
			return len(r.Results) == 0 || !p.ticks(r.Results[0], depth+1)
		})
	}
	return false
}

// Asks reports whether the loop's condition, or what it ranges over, mentions
// the variable that an expression starts with.
func (l *Loop) Asks(e ast.Expr) bool {
	p, root := l.Func.Pkg, l.Func.Pkg.Place(e).Root
	switch s := l.Stmt.(type) {
	case *ast.ForStmt:
		return s.Cond != nil && root != nil && uses(p.Info, s.Cond, root)
	case *ast.RangeStmt:
		return root != nil && uses(p.Info, s.X, root)
	}
	return false
}

// Assigns reports whether the loop's body declares or assigns the variable
// that an expression starts with, or the loop ranges with it.
func (l *Loop) Assigns(e ast.Expr) bool {
	root := l.Func.Pkg.Place(e).Root
	if root == nil {
		return true // a call's result, a map's element: perhaps another one on each turn
	}
	_, ranges := l.Stmt.(*ast.RangeStmt)
	return l.Contains(root.Pos()) || ranges && within(root.Pos(), l.Stmt) || l.Func.Pkg.assigns(l.Body, root)
}

// LeavesOutside reports whether a statement of the loop that is not inside of
// except can leave it.
func (l *Loop) LeavesOutside(except ast.Stmt) bool {
	found := false
	ast.Inspect(l.Body, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.FuncLit:
			return false
		case ast.Stmt:
			if s == except {
				return false
			}
			switch s.(type) {
			case *ast.ReturnStmt, *ast.BranchStmt, *ast.ExprStmt:
				found = found || l.exits(s)
			}
		}
		return !found
	})
	return found
}

// exits reports whether one statement of the loop's body leaves the loop.
func (l *Loop) exits(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		if s.Label == nil {
			return s.Tok == token.BREAK && !breaksInside(l.Body, s)
		}
		target := l.Func.Pkg.Info.Uses[s.Label]
		return target == nil || !l.Contains(target.Pos()) && !(s.Tok == token.CONTINUE && l.Label != nil && target.Pos() == l.Label.Pos())
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && l.Func.Pkg.noReturn(call)
	}
	return false
}

// Depth returns how many conditional statements stand between the loop's body
// and a position in it.
func (l *Loop) Depth(pos token.Pos) (n int) {
	ast.Inspect(l.Body, func(m ast.Node) bool {
		switch m.(type) {
		case *ast.IfStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			if within(pos, m) {
				n++
			}
		}
		return true
	})
	return n
}

// Exactly returns how often the loop runs, if the source says it by a constant
// and no statement of the body leaves it or begins the next turn early.
func (l *Loop) Exactly() (int64, bool) {
	n, ok := l.Turns()
	if !ok || l.Outer != nil || l.jumps() {
		return 0, false
	}
	p := l.Func.Pkg
	switch s := l.Stmt.(type) {
	case *ast.RangeStmt:
		if v := p.Variable(s.X); v != nil && p.Info.Types[s.X].Value == nil {
			if _, isArray := deref(v.Type()).Underlying().(*types.Array); !isArray {
				_, sole := p.Sole(v)
				return n, sole
			}
		}
		return n, true
	case *ast.ForStmt:
		return l.countsFromZero(s, n)
	}
	return 0, false
}

func (l *Loop) countsFromZero(s *ast.ForStmt, n int64) (int64, bool) {
	p := l.Func.Pkg
	cmp := s.Cond.(*ast.BinaryExpr)
	init, ok := s.Init.(*ast.AssignStmt)
	post, counts := s.Post.(*ast.IncDecStmt)
	if !ok || !counts || post.Tok != token.INC || len(init.Rhs) != 1 || p.Info.Types[init.Rhs[0]].Value == nil {
		return 0, false
	}
	v := p.Variable(init.Lhs[0])
	from, exact := constant.Int64Val(constant.ToInt(p.Info.Types[init.Rhs[0]].Value))
	if v == nil || !exact || p.Variable(cmp.X) != v || p.Variable(post.X) != v || len(p.defs[v]) != 2 {
		return 0, false
	}
	if cmp.Op == token.LEQ {
		n++
	}
	return max(n-from, 0), true
}

// jumps reports whether a statement of the body, literals aside, changes the
// course of the loop.
func (l *Loop) jumps() bool {
	found := false
	ast.Inspect(l.Body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt, *ast.BranchStmt:
			found = true
		}
		return !found
	})
	return found
}

// Last reports whether the loop is the last statement of its function.
func (l *Loop) Last() bool {
	list := l.Func.Body.List
	return len(list) > 0 && list[len(list)-1] == l.Stmt
}

// LoopAt returns the innermost loop of f around a position, or nil.
func (f *Func) LoopAt(pos token.Pos) *Loop {
	var found *Loop
	for _, l := range f.Loops {
		if l.Contains(pos) && (found == nil || found.Contains(l.Stmt.Pos())) {
			found = l
		}
	}
	return found
}

func (f *Func) loopOf(n ast.Node) *Loop {
	for _, l := range f.Loops {
		if l.Stmt == n {
			return l
		}
	}
	return nil
}
