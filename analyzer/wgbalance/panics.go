package wgbalance

import (
	"go/ast"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// panics reports whether f catches its panics, does not call Done on that way,
// and may come to one before the Done.
func panics(l *lifetime.Ledger, f *lifetime.Func, done *lifetime.Count) bool {
	catches, works := false, false
	for _, c := range f.Calls {
		switch {
		case c.Mode == lifetime.Later:
			catches = catches || recovers(l, c)
		case c.Mode == lifetime.Now && c.Pos() < done.Pos():
			works = works || !harmless(f.Pkg, c)
		}
	}
	return catches && works
}

// recovers reports whether a deferred call recovers for good.
func recovers(l *lifetime.Ledger, c *lifetime.Call) bool {
	g := l.Body(c)
	if g == nil {
		return false
	}
	catches, ends := false, false
	for _, inner := range g.Calls {
		if id, ok := inner.Fun.(*ast.Ident); ok && inner.Callee == nil {
			catches = catches || id.Name == "recover"
			ends = ends || id.Name == "panic"
		}
		ends = ends || inner.Callee != nil && (strings.HasPrefix(inner.Callee.Name(), "Exit") || strings.HasPrefix(inner.Callee.Name(), "Fatal") || strings.HasPrefix(inner.Callee.Name(), "Panic"))
	}
	return catches && !ends
}
