package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// failing are functions whose last result, an error, is never nil.
var failing = map[string]bool{
	"errors.New": true, "fmt.Errorf": true, "github.com/pkg/errors.New": true, "github.com/pkg/errors.Errorf": true,
	"google.golang.org/grpc/status.Error": true, "google.golang.org/grpc/status.Errorf": true,
	"net/http.Serve": true, "net/http.ServeTLS": true, "net/http.ListenAndServe": true, "net/http.ListenAndServeTLS": true,
	"(*net/http.Server).Serve": true, "(*net/http.Server).ServeTLS": true,
	"(*net/http.Server).ListenAndServe": true, "(*net/http.Server).ListenAndServeTLS": true,
}

// Fails reports whether the last result of a function is an error that is never
// nil: there is nothing but a failure that it can tell of.
func (p *Package) Fails(fn *types.Func) bool {
	e := p.Effects(fn)
	return fn != nil && (e != nil && e.Fails || failing[fn.FullName()])
}

func (f *Func) failsEffect() bool {
	last := f.Sig.Results().Len() - 1
	if last < 0 || !ImplementsError(f.Sig.Results().At(last).Type()) {
		return false
	}
	return len(f.rets) > 0 && !slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool {
		return last >= len(r.Results) || !f.Pkg.isMade(r.Results[last])
	})
}

// isMade reports whether a value has just been made: it is not nil.
func (p *Package) isMade(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.AND
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		return p.Fails(p.CalleeOf(x))
	case *ast.Ident:
		d, ok := p.Sole(p.Variable(x))
		if !ok || d.Func == nil || d.At != 0 {
			return false
		}
		_, again := ast.Unparen(d.Rhs).(*ast.Ident)
		return !again && p.isMade(d.Rhs)
	}
	return false
}
