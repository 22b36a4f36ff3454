package lifetime

import (
	"go/ast"
	"slices"
)

// This file answers: can anybody else have an object yet when its method is called?

// MadeBy returns the functions that call a method, if each of them has just made the
// object that it is called on, and nobody else has it yet.
func (f *Func) MadeBy() (makers []*Func) {
	p := f.Pkg
	if f.Obj == nil || f.Sig.Recv() == nil || f.Obj.Exported() || p.UsedAsValue(f.Obj) || p.dynamicMethods()[f.Obj.Name()] {
		return nil
	}
	for _, c := range p.callers[f.Obj] {
		switch {
		case p.isTest(c.Pos()):
		case !c.onPrivate():
			return nil
		default:
			makers = append(makers, c.Func.Top())
		}
	}
	return makers
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
