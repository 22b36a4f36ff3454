package explore

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// Counts up to exact are what they are. Beyond, the counts of a system are
// moved together, in their order and at most gap apart: more sends than a
// buffer takes remain more. Sums may not. So what is found that way is looked
// for again with counts that keep their proportion, as far as they can, of which
// the largest is top: what is found both times has little to do with how many
// there are. What is not says so.
const (
	exact = 3
	gap   = 3
	top   = 8
)

// scales returns what the counts that the functions of a system name stand for,
// in both ways.
func (t *translator) scales(roots ...*lifetime.Func) (moved, shrunk map[int64]int64) {
	moved, shrunk = map[int64]int64{}, map[int64]int64{}
	last, to := int64(exact), int64(exact)
	large := t.large(roots...)
	for _, n := range large {
		to += min(n-last, gap)
		last = n
		moved[n] = to
		shrunk[n] = max(exact+1, int64(float64(n)/float64(large[len(large)-1])*top))
	}
	return moved, shrunk
}

// large returns the counts beyond exact, in order.
func (t *translator) large(roots ...*lifetime.Func) []int64 {
	seen := map[*lifetime.Func]bool{}
	var large []int64
	var visit func(f *lifetime.Func)
	visit = func(f *lifetime.Func) {
		if seen[f] {
			return
		}
		seen[f] = true
		s := t.sizing(f)
		large = append(large, s.large...)
		for _, g := range s.calls {
			visit(g)
		}
	}
	for _, root := range roots {
		visit(root)
	}
	slices.Sort(large)
	return slices.Compact(large)
}

// A sizing is what a function's text says about how many there are.
type sizing struct {
	large []int64
	calls []*lifetime.Func
}

func (t *translator) sizing(f *lifetime.Func) *sizing {
	if s := t.sizes[f]; s != nil {
		return s
	}
	s := &sizing{}
	t.sizes[f] = s
	note := func(e ast.Expr) {
		if n, ok := t.pkg.Integer(e); ok && n > exact {
			s.large = append(s.large, n)
		}
	}
	ast.Inspect(f.Node, func(n ast.Node) bool {
		bounds(n, note)
		if x, ok := n.(*ast.CallExpr); ok {
			if t.counts(x) {
				note(x.Args[len(x.Args)-1])
			}
			if g := t.pkg.Body(x); g != nil {
				s.calls = append(s.calls, g)
			}
		}
		return true
	})
	return s
}

// bounds notes what says how often a loop runs.
func bounds(n ast.Node, note func(ast.Expr)) {
	switch x := n.(type) {
	case *ast.ForStmt:
		if b, ok := x.Cond.(*ast.BinaryExpr); ok {
			note(b.X)
			note(b.Y)
		}
	case *ast.RangeStmt:
		note(x.X)
	}
}

// counts reports whether a call's last argument says how many there are.
func (t *translator) counts(x *ast.CallExpr) bool {
	if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok && len(x.Args) > 1 {
		b, ok := t.pkg.Info.Uses[id].(*types.Builtin)
		return ok && b.Name() == "make"
	}
	fn := t.pkg.CalleeOf(x)
	return fn != nil && len(x.Args) == 1 && (known.Is(fn, "(*sync.WaitGroup).Add") || fn.Name() == "SetLimit")
}

// setsCount reports whether a statement only sets variables, and one of them
// says how many there are of something that others see: such a statement is not
// passed over, for several of its variables go together.
func (w *writer) setsCount(s ast.Stmt) bool {
	x, ok := s.(*ast.IfStmt)
	if !ok || x.Init != nil || !onlySets(x.Body) || x.Else != nil && !onlySets(x.Else) {
		return false
	}
	sets := false
	ast.Inspect(x, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for _, l := range a.Lhs {
				id, _ := ast.Unparen(l).(*ast.Ident)
				v, _ := w.info.ObjectOf(id).(*types.Var)
				sets = sets || v != nil && w.t.says[v]
			}
		}
		return true
	})
	return sets
}

// onlySets reports whether a block is of plain assignments.
func onlySets(s ast.Stmt) bool {
	b, ok := s.(*ast.BlockStmt)
	return ok && !slices.ContainsFunc(b.List, func(s ast.Stmt) bool {
		a, ok := s.(*ast.AssignStmt)
		return !ok || a.Tok != token.ASSIGN
	})
}

// tell notes the variables of a function that say how many there are: of a
// buffer's slots, of those that a group waits for, of a loop's turns.
func (t *translator) tell(top *lifetime.Func) {
	note := func(e ast.Node) {
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if v, ok := t.pkg.Info.Uses[id].(*types.Var); ok && t.isLocal(v) && isInteger(v.Type()) {
					t.says[v] = true
				}
			}
			return true
		})
	}
	ast.Inspect(top.Node, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.ForStmt:
			if x.Cond != nil && x.Post != nil && !t.duty.inert(x, allCalls) {
				note(x.Cond)
				if x.Init != nil {
					note(x.Init)
				}
			}
		case *ast.RangeStmt:
			if isInteger(t.pkg.Info.TypeOf(x.X)) && !t.duty.inert(x, allCalls) {
				note(x.X)
			}
		case *ast.CallExpr:
			if t.counts(x) {
				note(x.Args[len(x.Args)-1])
			}
		}
		return true
	})
}
