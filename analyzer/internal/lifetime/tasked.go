package lifetime

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// This file answers: which local variables are given tasks, and by nobody waited
// for?

// Groups returns the local variables of f that are given tasks, pools of any make,
// that f keeps to itself, and that it neither stops nor waits for. A task with a
// future has somebody else to wait for it.
func (f *Func) Groups() (all []*Held) {
	p := f.Pkg
	seen := map[*types.Var]bool{}
	for _, c := range f.Calls {
		v := f.tasked(c)
		if v == nil || seen[v] || isGroup(v.Type()) || v.IsField() || p.params[v] != nil || v.Parent() == p.Pass.Pkg.Scope() {
			continue // of the groups that everybody knows, Charges tells
		}
		seen[v] = true
		if within(v.Pos(), f.Node) && !f.stopped(v) && !f.lends(v) && p.made(v) && !f.startsEndless(c) {
			all = append(all, &Held{Var: v, Start: c, Level: Certain})
		}
	}
	return all
}

// tasked returns the variable whose object a call gives a task that nothing else
// tells of, or nil.
func (f *Func) tasked(c *Call) *types.Var {
	p := f.Pkg
	e := p.Effects(c.Callee)
	if e == nil || e.Tasks == 0 || c.Mode == Apart || !f.drops(c.CallExpr) && hasFuture(c.Callee) {
		return nil
	}
	if e.Tasks&receiver != 0 {
		return f.receiver(c)
	}
	for i, arg := range c.Args {
		if e.Tasks.Has(i) {
			return p.Variable(arg)
		}
	}
	return nil
}

// Fails reports whether the tasks that start with a group's first return an
// error.
func (h *Held) Fails() bool {
	e := h.Start.Func.Pkg.Effects(h.Start.Callee)
	params := h.Start.Callee.Signature().Params()
	for i := range params.Len() {
		sig, ok := params.At(i).Type().Underlying().(*types.Signature)
		if !ok || !e.Spawns.Has(i) {
			continue
		}
		if n := sig.Results().Len(); n > 0 && isError(sig.Results().At(n-1).Type()) {
			return true
		}
	}
	return false
}

// startsEndless reports whether what a call starts never ends: then no wait is
// missing, for it would never return.
func (f *Func) startsEndless(c *Call) bool {
	e := f.Pkg.Effects(c.Callee)
	for i, arg := range c.Args {
		if body := f.Pkg.FuncOfValue(arg); body != nil && e.Spawns.Has(i) {
			if holder, _ := body.Endless(); holder != nil {
				return true
			}
		}
	}
	return false
}

// hasFuture reports whether a function returns more than an error and yes or no.
func hasFuture(fn *types.Func) bool {
	for v := range fn.Signature().Results().Variables() {
		if _, plain := v.Type().Underlying().(*types.Basic); !plain && !isError(v.Type()) {
			return true
		}
	}
	return false
}

var errorType = types.Universe.Lookup("error").Type()

func isError(t types.Type) bool { return types.Identical(t, errorType) }

// ImplementsError reports whether values of a type are errors.
func ImplementsError(t types.Type) bool {
	return types.Implements(t, errorType.Underlying().(*types.Interface))
}

// onlyGiven returns those of f's parameters, and its receiver, that f does nothing
// with but call methods, pass them to what gives them work or waits for it, and
// put them into what it returns.
func (f *Func) onlyGiven(set effects.Params) effects.Params {
	for i := range min(f.Sig.Params().Len(), effects.Receiver) {
		if v := f.Sig.Params().At(i); set.Has(i) && f.keepsObject(v) {
			set &^= effects.Param(i)
		}
	}
	return set
}

func (f *Func) keepsObject(v *types.Var) bool {
	kept := false
	returned := func(e ast.Expr) bool {
		for r := range f.Sig.Results().Variables() {
			if t := f.Pkg.Info.TypeOf(e); t != nil && types.Identical(deref(t), deref(r.Type())) {
				return true
			}
		}
		return false
	}
	eachUse(f.Pkg.Info, f.Body, v, func(id *ast.Ident, stack []ast.Node) {
		ok := false
		for i := len(stack) - 1; i >= 0 && !ok; i-- {
			switch n := stack[i].(type) {
			case *ast.SelectorExpr:
				call, is := stack[i-1].(*ast.CallExpr)
				ok = is && call.Fun == n || f.Pkg.Info.Selections[n] == nil || f.Pkg.Info.Selections[n].Kind() == types.FieldVal
			case *ast.CallExpr:
				ok = f.Pkg.givesTask(n, id)
			case *ast.AssignStmt:
				sel, is := ast.Unparen(n.Lhs[0]).(*ast.SelectorExpr)
				ok = is && returned(sel.X)
			case *ast.CompositeLit:
				ok = returned(n)
			case *ast.KeyValueExpr, *ast.UnaryExpr:
				continue
			}
			break
		}
		kept = kept || !ok
	})
	return kept
}

// made reports whether a variable holds what its function made: nobody else has
// it, and no constructor started more than it was told. What a method makes, its
// receiver may know; what is not named for making may have been there before.
func (p *Package) made(v *types.Var) bool {
	for _, d := range p.defs[v] {
		switch x := ast.Unparen(d.Rhs).(type) {
		case *ast.CompositeLit:
		case *ast.CallExpr:
			if !p.constructs(x) {
				return false
			}
		case *ast.UnaryExpr:
			if _, ok := x.X.(*ast.CompositeLit); !ok {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// constructs reports whether a call makes an object without work.
func (p *Package) constructs(call *ast.CallExpr) bool {
	fn := p.CalleeOf(call)
	if fn == nil {
		id, ok := ast.Unparen(call.Fun).(*ast.Ident)
		return ok && id.Name == "new"
	}
	if e := p.Effects(fn); fn.Signature().Recv() != nil || e != nil && e.Owner {
		return false // of what an owner starts, Held tells
	}
	for _, prefix := range []string{"new", "make", "with", "create"} {
		if strings.HasPrefix(strings.ToLower(fn.Name()), prefix) {
			return true
		}
	}
	return false
}
