package ctxblock

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// guard returns a select on the operation and the context, for a statement that
// is the operation and nothing else, in a function that can say why it left
// early: one whose last result is an error.
func guard(op *lifetime.Op, ctx *lifetime.Context) *analysis.SuggestedFix {
	f := op.Func
	r := rewrite.At(f.Pkg.Pass, op.Node.Pos())
	stmt, _ := r.Line(f.Body, op.Node)
	if stmt == nil || op.Select != nil || !isOnly(stmt, op.Node) {
		return nil
	}
	leave, ok := r.Leave(f, ctx)
	if !ok {
		return nil
	}
	in := r.Indent(stmt.Pos())
	return &analysis.SuggestedFix{
		Message: "Wait for " + ctx.Name + ".Done(), too",
		TextEdits: []analysis.TextEdit{
			{Pos: stmt.Pos(), End: stmt.Pos(), NewText: []byte("select {\n" + in + "case ")},
			{Pos: stmt.End(), End: stmt.End(), NewText: []byte(":\n" + in + "case <-" + ctx.Name + ".Done():\n" + in + "\t" + leave + "\n" + in + "}")},
		},
	}
}

// isOnly reports whether a statement does the operation and declares nothing.
func isOnly(s ast.Stmt, op ast.Node) bool {
	switch s := s.(type) {
	case *ast.SendStmt:
		return s == op
	case *ast.ExprStmt:
		return s.X == op
	}
	return false
}
