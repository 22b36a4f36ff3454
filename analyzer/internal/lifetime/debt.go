package lifetime

import (
	"go/ast"
	"go/types"

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
			default:
				d.Name = lhs[i]
				if IsContext(results.At(0).Type()) {
					d.Ctx = p.Variable(lhs[0])
				}
				if last := results.Len() - 1; isError(results.At(last).Type()) {
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

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// owesEffect finds the results that are cancel functions which nobody else has.
func (f *Func) owesEffect() (owes effects.Params) {
	results := f.Sig.Results()
	for i := range min(results.Len(), effects.Receiver) {
		if isStopFunc(results.At(i).Type()) && f.owes(i) {
			owes |= effects.Param(i)
		}
	}
	return owes
}

// isStopFunc reports whether values of t may be cancel or stop functions.
func isStopFunc(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return false
	}
	in, out := sig.Params(), sig.Results()
	switch {
	case in.Len() > 1 || in.Len() == 1 && !isError(in.At(0).Type()) || out.Len() > 1:
		return false
	case out.Len() == 0:
		return true
	}
	b, ok := out.At(0).Type().Underlying().(*types.Basic)
	return isError(out.At(0).Type()) || ok && b.Kind() == types.Bool
}

// owes reports whether every return that gives result i a value gives it a
// debt; a function that does nothing is no value.
func (f *Func) owes(i int) bool {
	found, all := false, true
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			switch f.indebts(n, i) {
			case yes:
				found = true
			case no:
				all = false
			}
		}
		return all
	})
	return found && all
}

type answer uint8

const (
	no answer = iota
	yes
	neither
)

// indebts reports whether a return gives the caller a debt as result i.
func (f *Func) indebts(r *ast.ReturnStmt, i int) answer {
	p := f.Pkg
	switch {
	case len(r.Results) == 0:
		return f.hands(f.Sig.Results().At(i))
	case len(r.Results) == 1 && f.Sig.Results().Len() > 1:
		call, ok := ast.Unparen(r.Results[0]).(*ast.CallExpr)
		if e := p.Effects(p.CalleeOf(call)); ok && e != nil && e.Owes.Has(i) {
			return yes
		}
		return no
	}
	e := ast.Unparen(r.Results[i])
	if call, ok := e.(*ast.CallExpr); ok && p.Info.Types[call.Fun].IsType() && len(call.Args) == 1 {
		e = ast.Unparen(call.Args[0])
	}
	if p.Info.Types[e].IsNil() {
		return neither
	}
	switch e := e.(type) {
	case *ast.FuncLit:
		return f.wraps(e)
	case *ast.CallExpr:
		if eff := p.Effects(p.CalleeOf(e)); eff != nil && eff.Owes == effects.Param(0) && p.CalleeOf(e).Signature().Results().Len() == 1 {
			return yes
		}
		return no
	case *ast.Ident:
		return f.hands(p.Variable(e))
	}
	return no
}

// hands reports whether a variable holds a debt of f which f does nothing with
// but to return it, or to pay it on another way out.
func (f *Func) hands(v *types.Var) answer {
	if v == nil || v.IsField() || f.Pkg.shared[v] || len(f.Pkg.defs[v]) != 1 || !f.makes(v) {
		return no
	}
	for _, m := range f.Mentions(v) {
		if m.Fate.Owned() && m.Fate != Returned && m.Fate != Invoked {
			return no
		}
	}
	return yes
}

// makes reports whether the only assignment to v, in f, gives it a debt.
func (f *Func) makes(v *types.Var) bool {
	d := f.Pkg.defs[v][0]
	call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr)
	if !ok || d.Func != f {
		return false
	}
	e := f.Pkg.Effects(f.Pkg.CalleeOf(call))
	return e != nil && e.Owes.Has(d.At)
}

// wraps reports whether a returned literal is the only thing that pays a debt
// of f.
func (f *Func) wraps(lit *ast.FuncLit) answer {
	g := f.Pkg.byNode[lit]
	if g == nil {
		return no
	}
	if len(lit.Body.List) == 0 {
		return neither
	}
	for _, c := range g.Calls {
		v := f.Pkg.Variable(c.Fun)
		if c.Callee != nil || v == nil || v.IsField() || f.Pkg.shared[v] || c.Mode == Apart || len(f.Pkg.defs[v]) != 1 || !f.makes(v) {
			continue
		}
		for _, m := range f.Mentions(v) {
			if m.Fate.Owned() && m.Fate != Invoked && (m.Fate != Returned && m.Fate != Captured || m.Pos != lit.Pos()) {
				return no
			}
		}
		return yes
	}
	return no
}

// dropsEffect finds the parameters that are of a cancel function's type and that
// the body neither calls nor keeps.
func (f *Func) dropsEffect() (drops effects.Params) {
	params := f.Sig.Params()
	for i := range min(params.Len(), effects.Receiver) {
		v := params.At(i)
		if !isStopFunc(v.Type()) || len(f.Pkg.defs[v]) > 0 || f.Pkg.shared[v] || f.Sig.Variadic() && i == params.Len()-1 {
			continue
		}
		owned := false
		for _, m := range f.Mentions(v) {
			owned = owned || m.Fate.Owned()
		}
		if !owned {
			drops |= effects.Param(i)
		}
	}
	return drops
}

// Root reports whether a context is made here and never ends.
func (p *Package) Root(e ast.Expr) bool {
	e = ast.Unparen(e)
	if v := p.Variable(e); v != nil {
		d, ok := p.Sole(v)
		if !ok {
			return false
		}
		e = ast.Unparen(d.Rhs)
	}
	call, ok := e.(*ast.CallExpr)
	return ok && (p.makes(call) == effects.Root || p.makes(call) == effects.Detached)
}

// ThrownGroup reports whether a call makes a group with a context, of which the
// group is kept and the context thrown away. heeds is a context that goroutines
// of the group use instead, which does not end when one of them fails; nil if
// they use none, or that cannot be seen.
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
			if s.Body != nil && s.Body.Obj == nil && g.receiver(s.Call) == v && heeds == nil {
				heeds = s.Body.given()
			}
		}
	}
	return a.Lhs[0], heeds, true
}

// given returns a live context from outside that a literal passes on, or nil.
func (f *Func) given() ast.Expr {
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
