package lifetime

import (
	"go/ast"
	"slices"
)

// This file answers: can anybody else have an object yet when its method is called?

// Private reports whether a method is only ever called by those who have just made
// the object that it is called on, before anybody else has it.
func (f *Func) Private() bool {
	p := f.Pkg
	if f.Obj == nil || f.Sig.Recv() == nil || f.Obj.Exported() || p.UsedAsValue(f.Obj) || p.dynamicMethods()[f.Obj.Name()] {
		return false
	}
	calls := slices.DeleteFunc(slices.Clone(p.callers[f.Obj]), func(c *Call) bool { return p.isTest(c.Pos()) })
	return len(calls) > 0 && !slices.ContainsFunc(calls, func(c *Call) bool { return !c.onPrivate() })
}

// onPrivate reports whether a method is called on what the calling function has made,
// and has given to nobody before.
func (c *Call) onPrivate() bool {
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok || c.Func == nil || c.Mode != Now {
		return false
	}
	p := c.Func.Pkg
	v := p.Variable(sel.X)
	if v == nil || !p.local(v, c.Func) {
		return false
	}
	private := true
	eachUse(p.Info, c.Func.Body, v, func(id *ast.Ident, stack []ast.Node) {
		captured := slices.ContainsFunc(stack, func(n ast.Node) bool { _, ok := n.(*ast.FuncLit); return ok })
		switch stack[len(stack)-1].(type) {
		case *ast.SelectorExpr, *ast.ReturnStmt:
			private = private && (!captured || id.Pos() > c.Pos())
		default:
			private = private && id.Pos() > c.Pos()
		}
	})
	return private
}
