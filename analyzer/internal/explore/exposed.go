package explore

import (
	"go/ast"
	"go/types"
	"strings"
)

// exposed returns which of the values that push leaves may be used by a function
// of another package after or beside the call. Data is not: the standard
// library prints and copies what it is given, it does not wait for it.
func (w *writer) exposed(c callee) (at []int) {
	n := 0
	if _, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr); ok && c.fn.Signature().Recv() != nil {
		n = 1
		if c.fn.Pkg() != nil && c.fn.Pkg() == w.pkg() {
			at = append(at, 0)
		}
	}
	for i, p := 0, c.fn.Signature().Params(); i < p.Len(); i++ {
		t := p.At(i).Type()
		if c.fn.Signature().Variadic() && i == p.Len()-1 {
			if s, ok := t.(*types.Slice); ok {
				t = s.Elem()
			}
		}
		if face, ok := t.Underlying().(*types.Interface); ok && face.NumMethods() == 0 && prints(c.fn) {
			continue
		}
		if isContext(t) {
			continue
		}
		at = append(at, n+i)
	}
	return at
}

// prints reports whether a function writes about what it is given, and keeps
// nothing.
func prints(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "fmt", "log", "log/slog", "errors", "testing", "encoding/json":
		return true
	}
	return false
}

// nature marks a function of another package of which doForeign knows more.
func (w *writer) nature(c callee) string {
	switch p := c.fn.Pkg(); {
	case p != nil && strings.HasPrefix(p.Path(), "container/"):
		return container
	case w.t.pkg.Quiet(c.call):
		return harmless
	}
	return ""
}
