package lifetime

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: which plain variables tell a loop to end, and who else
// writes them at the same time?
//
// A loop polls a variable if every turn comes to a test of it, and the test
// leaves the loop for a value that somebody writes. Reader and writer run at
// the same time if one of them is, or is called by, the body of something that
// is started, and the other is not. What a write before the start, a join, a
// lock or an answer puts in order is left out: see Ordered.

// A Poll is a test of a plain variable that can end a loop.
type Poll struct {
	Flag *types.Var
	Read ast.Expr // the variable as the test says it
	Loop *Loop
	cond ast.Expr
	ends bool // the truth of cond that leaves the loop
}

// A FlagWrite is an assignment that ends a loop which polls the variable.
type FlagWrite struct {
	Func  *Func
	Node  ast.Node
	Start *Call // what starts the goroutine of one of the two
}

// Polls returns the tests of plain variables that end the function's loops, in
// source order.
func (f *Func) Polls() (all []*Poll) {
	for _, l := range f.Loops {
		if s, ok := l.Stmt.(*ast.ForStmt); ok && s.Cond != nil {
			all = f.Pkg.polls(l, s.Cond, false, all)
		}
		for _, s := range l.Body.List { // deeper ones are not asked in every turn
			s, ok := s.(*ast.IfStmt)
			if !ok || s.Init != nil {
				continue
			}
			if l.leaves(s.Body) {
				all = f.Pkg.polls(l, s.Cond, true, all)
			} else if s.Else != nil && l.leaves(s.Else) {
				all = f.Pkg.polls(l, s.Cond, false, all)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *Poll) int { return cmp.Compare(a.Read.Pos(), b.Read.Pos()) })
	return all
}

func (p *Package) polls(l *Loop, cond ast.Expr, ends bool, all []*Poll) []*Poll {
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.CallExpr, *ast.IndexExpr:
			return false
		case *ast.SelectorExpr, *ast.Ident:
			e := n.(ast.Expr)
			if v := p.Variable(e); v != nil && p.plainFlag(v) && !l.Assigns(e) {
				all = append(all, &Poll{Flag: v, Read: e, Loop: l, cond: cond, ends: ends})
			}
			return false
		}
		return true
	})
	return all
}

// plainFlag reports whether a variable of this package is a bool or an integer
// of which nobody has the address.
func (p *Package) plainFlag(v *types.Var) bool {
	b, ok := v.Type().Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsBoolean|types.IsInteger) != 0 && v.Pkg() == p.Pass.Pkg && p.params[v] == nil && !p.shared[v]
}

// Writes returns the assignments of constants that end the loop and that
// another goroutine makes.
func (q *Poll) Writes() (all []*FlagWrite) {
	p, reader := q.Loop.Func.Pkg, q.Loop.Func
	for _, d := range p.defs[q.Flag] {
		if !q.ended(d) {
			continue
		}
		for _, start := range p.between(reader, d.Func) {
			if q.meets(d, start) {
				all = append(all, &FlagWrite{Func: d.Func, Node: d.Node, Start: start.call})
				break
			}
		}
	}
	return all
}

// ended reports whether an assignment gives the flag a constant that ends the
// loop.
func (q *Poll) ended(d Def) bool {
	p := q.Loop.Func.Pkg
	if _, ok := d.Node.(*ast.AssignStmt); !ok || d.Func == nil || d.Op != token.ASSIGN || d.Rhs == nil || d.Func.Name() == "init" {
		return false
	}
	value := p.Info.Types[d.Rhs].Value
	if value == nil {
		return false
	}
	got, ok := p.decide(q.cond, q.Flag, value)
	return ok && got == q.ends
}

// decide returns what a condition comes to if a variable has a value; ok is
// false if that depends on something else.
func (p *Package) decide(cond ast.Expr, v *types.Var, value constant.Value) (result, ok bool) {
	switch e := ast.Unparen(cond).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		if p.Variable(e) == v && value.Kind() == constant.Bool {
			return constant.BoolVal(value), true
		}
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			result, ok = p.decide(e.X, v, value)
			return !result, ok
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			x, okX := p.decide(e.X, v, value)
			y, okY := p.decide(e.Y, v, value)
			absorbing := e.Op == token.LOR
			if okX && x == absorbing || okY && y == absorbing {
				return absorbing, true
			}
			return x, okX && okY
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			x, y := p.Info.Types[e.X].Value, p.Info.Types[e.Y].Value
			if p.Variable(e.X) == v {
				x = value
			}
			if p.Variable(e.Y) == v {
				y = value
			}
			if x != nil && y != nil && x.Kind() == y.Kind() {
				return constant.Compare(x, e.Op, y), true
			}
		}
	}
	return false, false
}

// A start is what starts the goroutine that one of two functions runs on, and
// the other does not.
type start struct {
	call  *Call
	body  *Func
	reads bool // it is the reader's
}

// between returns the starts that put the reader and the writer on goroutines
// of their own.
func (p *Package) between(reader, writer *Func) (all []start) {
	r, w := p.roots(reader), p.roots(writer)
	for _, s := range r {
		if s.body != nil && !slices.Contains(w, s) && p.beside(w, s.call) {
			all = append(all, start{s.call, s.body, true})
		}
	}
	for _, s := range w {
		if s.body != nil && !slices.Contains(r, s) && p.beside(r, s.call) {
			all = append(all, start{s.call, s.body, false})
		}
	}
	return all
}

// beside reports whether one of the roots is known to be another goroutine than
// the one that is started. A value may be called on that very one, unless it is
// what starts it.
func (p *Package) beside(roots []root, started *Call) bool {
	return slices.ContainsFunc(roots, func(r root) bool {
		return r.value == nil || started.Func != nil && slices.ContainsFunc(p.roots(started.Func), func(other root) bool { return other.value == r.value })
	})
}

// A root is where a goroutine begins: in the body of something that is started,
// or outside of what is in sight, which includes main, or wherever somebody calls
// a value.
type root struct {
	body  *Func
	call  *Call
	value *Func
}

// roots returns where the goroutines begin that may run a function; none if it
// is a literal that goes somewhere else.
func (p *Package) roots(f *Func) (all []root) {
	seen := map[*Func]bool{}
	var climb func(f *Func)
	climb = func(f *Func) {
		if f == nil || seen[f] {
			return
		}
		seen[f] = true
		runs, given := p.runners()[f], 0
		for _, r := range runs {
			if r.apart {
				given++
			}
			if r.Mode == Apart || r.apart && !p.staysFor(r.Call) {
				all = append(all, root{body: f, call: r.Call})
			} else {
				climb(r.Func)
			}
		}
		switch {
		case f.Obj == nil:
		case f.outside() || len(runs) == 0 && !p.UsedAsValue(f.Obj) || f.Serves() != nil:
			all = append(all, root{})
		case p.valueUses(f.Obj) > given: // elsewhere than where it is started
			all = append(all, root{value: f})
		}
	}
	climb(f)
	return all
}

// staysFor reports whether a call that starts a goroutine may wait for its end
// before it returns: unless it is known not to, it may.
func (p *Package) staysFor(c *Call) bool {
	if known.Lookup(c.Callee) != nil {
		return false
	}
	body := p.Body(c.CallExpr)
	if body == nil {
		return true
	}
	gets, _ := body.exchanges(func(token.Pos) bool { return true }, 0)
	return gets&(byMessage|byGroup) != 0
}

// outside reports whether other packages may call a declared function.
func (f *Func) outside() bool {
	if recv := f.Sig.Recv(); recv != nil {
		n, ok := types.Unalias(deref(recv.Type())).(*types.Named)
		return f.Obj.Exported() && ok && n.Obj().Exported()
	}
	return f.Obj.Exported() && f.Pkg.Pass.Pkg.Name() != "main"
}
