package lifetime

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: who has to call a cancel function?
//
// Whoever makes one owes a call. A debt is paid by calling or deferring, or goes
// to somebody else: to the caller with a return, to an object with a field, to
// a literal, to a callee that keeps it. What a function returns and has given to
// nobody else, its callers owe (Effects.Owes); a parameter that a function
// neither calls nor keeps is no payment (Effects.Drops).

// A Debt is a cancel function that a function has made, or got from a callee.
type Debt struct {
	Func *Func
	Call *Call      // that made it
	At   int        // the result's index
	Node ast.Node   // the statement
	Name ast.Expr   // what it is assigned to; nil if to nothing
	Var  *types.Var // the variable or field assigned to; nil if to none
	Ctx  *types.Var // the variable of the context that it ends, if there is one
	Err  *types.Var // the variable of the maker's error, if it has one
}

// Thrown reports whether the cancel function is thrown away on the spot.
func (d *Debt) Thrown() bool {
	id, ok := d.Name.(*ast.Ident)
	return d.Name == nil || ok && id.Name == "_"
}

// Debts returns the cancel functions that f gets hold of as the results of
// calls, if it is seen where they go at first.
func (f *Func) Debts() (all []*Debt) {
	p := f.Pkg
	owing := map[*ast.CallExpr]*Call{}
	for _, c := range f.Calls {
		if e := p.Effects(c.Callee); e != nil && e.Owes != 0 {
			owing[c.CallExpr] = c
		}
	}
	if len(owing) == 0 {
		return nil
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			all = append(all, f.debtsOf(owing, n, n.Lhs, n.Rhs)...)
		case *ast.ValueSpec:
			lhs := make([]ast.Expr, len(n.Names))
			for i, name := range n.Names {
				lhs[i] = name
			}
			all = append(all, f.debtsOf(owing, n, lhs, n.Values)...)
		case *ast.ExprStmt:
			all = append(all, f.debtsOf(owing, n, nil, []ast.Expr{n.X})...)
		case *ast.DeferStmt:
			all = append(all, f.debtsOf(owing, n, nil, []ast.Expr{n.Call})...)
		case *ast.GoStmt:
			all = append(all, f.debtsOf(owing, n, nil, []ast.Expr{n.Call})...)
		}
		return true
	})
	return all
}

// debtsOf returns the debts of one assignment, or of a statement that assigns
// nothing.
func (f *Func) debtsOf(owing map[*ast.CallExpr]*Call, n ast.Node, lhs, rhs []ast.Expr) (all []*Debt) {
	p := f.Pkg
	for j, r := range rhs {
		call, _ := ast.Unparen(r).(*ast.CallExpr)
		c := owing[call]
		if c == nil {
			continue
		}
		results := c.Callee.Signature().Results()
		for i := range results.Len() {
			if !p.Effects(c.Callee).Owes.Has(i) {
				continue
			}
			d := &Debt{Func: f, Call: c, At: i, Node: n}
			switch {
			case lhs == nil:
			case len(lhs) == len(rhs):
				d.Name = lhs[j]
			case len(lhs) != results.Len():
				continue // does not compile
			default:
				d.Name = lhs[i]
				if IsContext(results.At(0).Type()) {
					d.Ctx = p.Variable(lhs[0])
				}
				if last := results.Len() - 1; ImplementsError(results.At(last).Type()) {
					d.Err = p.Variable(lhs[last])
				}
			}
			if d.Name != nil && !d.Thrown() {
				d.Var = p.Variable(d.Name)
			}
			all = append(all, d)
		}
	}
	return all
}

// Sheltered reports whether the context ends with its parent, whose own cancel
// function this function defers.
func (d *Debt) Sheltered() bool {
	e := d.Func.Pkg.Effects(d.Call.Callee)
	if e.Makes != effects.Derived || int(e.From) >= len(d.Call.Args) {
		return false
	}
	parent := d.Func.Pkg.Variable(d.Call.Args[e.From])
	for _, other := range d.Func.Debts() {
		if parent == nil || other.Ctx != parent || other.Var == nil || other.Node.Pos() >= d.Node.Pos() {
			continue
		}
		if slices.ContainsFunc(d.Func.Mentions(other.Var), func(m Mention) bool { return m.Fate == Postponed }) {
			return true
		}
	}
	return false
}

// ServesResult reports whether the context goes into a call whose result f
// returns: a response that is read under it, say.
func (d *Debt) ServesResult() bool {
	p, found := d.Func.Pkg, false
	if d.Ctx == nil {
		return false
	}
	eachUse(p.Info, d.Func.Body, d.Ctx, func(id *ast.Ident, stack []ast.Node) {
		if len(stack) < 2 {
			return
		}
		call, ok := stack[len(stack)-1].(*ast.CallExpr)
		if _, returned := stack[len(stack)-2].(*ast.ReturnStmt); !ok || !returned {
			return
		}
		first := p.Info.TypeOf(call)
		if tuple, ok := first.(*types.Tuple); ok && tuple.Len() > 0 {
			first = tuple.At(0).Type()
		}
		if first == nil {
			return
		}
		switch first.Underlying().(type) {
		case *types.Pointer, *types.Interface:
			found = found || !isError(first)
		}
	})
	return found
}

// ThrownGroup reports whether a call makes a group with a context, of which the
// group is kept and the context thrown away. heeds is a context that goroutines
// of the group use instead, which does not end when one of them fails; nil if
// they use none, or never fail, or that cannot be seen.
func (f *Func) ThrownGroup(c *Call) (group, heeds ast.Expr, thrown bool) {
	p := f.Pkg
	if e := p.Effects(c.Callee); e == nil || e.Makes != effects.Group {
		return nil, nil, false
	}
	a, ok := p.holders[c.CallExpr].def.Node.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 2 {
		return nil, nil, false
	}
	if id, ok := a.Lhs[1].(*ast.Ident); !ok || id.Name != "_" {
		return nil, nil, false
	}
	v := p.Variable(a.Lhs[0])
	for _, g := range p.Funcs {
		if v == nil || !g.Within(f) {
			continue
		}
		for _, s := range g.Spawns() {
			if s.Body != nil && s.Body.Obj == nil && g.receiver(s.Call) == v && heeds == nil && s.Body.fails() {
				heeds = s.Body.borrows()
			}
		}
	}
	return a.Lhs[0], heeds, true
}

// fails reports whether a literal may return something else than nil.
func (f *Func) fails() bool {
	return slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool {
		return len(r.Results) == 0 || !f.Pkg.Info.Types[r.Results[len(r.Results)-1]].IsNil()
	})
}

// borrows returns a live context from outside that a literal passes on, or nil.
func (f *Func) borrows() ast.Expr {
	for _, c := range f.Calls {
		for _, arg := range c.Args {
			v := f.Pkg.Variable(arg)
			if v != nil && IsContext(v.Type()) && !within(v.Pos(), f.Node) && f.Pkg.ContextOf(arg).Live() {
				return arg
			}
		}
	}
	return nil
}

// TakesCause reports whether the cancel function wants to know why.
func (d *Debt) TakesCause() bool {
	sig, ok := d.Call.Callee.Signature().Results().At(d.At).Type().Underlying().(*types.Signature)
	return ok && sig.Params().Len() == 1
}
