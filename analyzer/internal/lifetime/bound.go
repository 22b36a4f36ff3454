package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file follows what a call reads from, or runs, to where it was made: a
// stream, a request or a process that was made with a context ends with it, a
// connection that was only dialled with one does not.

const bindings = 4

// boundTo returns the living context that something in a call, or in what made
// it, was made with; nil if there is none.
func (p *Package) boundTo(e ast.Expr, depth int) (ctx ast.Expr) {
	if e == nil || depth > bindings {
		return nil
	}
	seen := map[*types.Var]bool{}
	ast.Inspect(e, func(n ast.Node) bool {
		if ctx != nil {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			c := p.contextArg(n)
			switch {
			case c == nil:
				return true
			case p.onlyOpens(n):
				return false
			case !p.neverDone(c, 0):
				ctx = c
			}
		case *ast.Ident:
			v, ok := p.Info.Uses[n].(*types.Var)
			if !ok || seen[v] || IsContext(v.Type()) {
				return true
			}
			seen[v] = true
			ctx = p.boundVar(v, depth)
		}
		return true
	})
	return ctx
}

func (p *Package) boundVar(v *types.Var, depth int) ast.Expr {
	if isBasic(v.Type()) || isError(v.Type()) || len(p.defs[v]) > 3 {
		return nil
	}
	for _, d := range p.defs[v] {
		if call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr); ok {
			if ctx := p.boundTo(call, depth+1); ctx != nil {
				return ctx
			}
		}
	}
	return nil
}

// onlyOpens reports whether the context of a call is for the call only: what it
// returns lives on.
func (p *Package) onlyOpens(call *ast.CallExpr) bool {
	fn := p.CalleeOf(call)
	if fn == nil || p.makes(call) != effects.NoContext {
		return false
	}
	switch fn.FullName() {
	case "net/http.NewRequestWithContext", "os/exec.CommandContext":
		return false
	}
	if results := fn.Signature().Results(); results.Len() > 0 && holdsConn(results.At(0).Type()) {
		return true
	}
	for _, word := range []string{"Dial", "Listen", "Connect", "Open", "New", "Create", "Make", "Accept", "Start", "Get", "Load", "From"} {
		if strings.HasPrefix(strings.ToUpper(fn.Name()[:1])+fn.Name()[1:], word) {
			return true
		}
	}
	return false
}

// isStream reports whether a value knows a context of its own, as the streams of
// remote calls do.
func (p *Package) isStream(e ast.Expr) bool {
	t := p.Info.TypeOf(e)
	if t == nil || isConn(t) { // a connection's is for its values
		return false
	}
	m, _, _ := types.LookupFieldOrMethod(t, true, p.Pass.Pkg, "Context")
	fn, ok := m.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 1 && IsContext(fn.Signature().Results().At(0).Type())
}

// still reports whether what a call reads is memory or a plain file: that waits
// for nobody.
func (p *Package) still(call *ast.CallExpr) bool {
	fn := p.CalleeOf(call)
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "io.Copy", "io.CopyN", "io.CopyBuffer":
		return len(call.Args) > 1 && p.calm(call.Args[1], 0)
	case "io.ReadAll", "io.ReadFull", "io.ReadAtLeast":
		return len(call.Args) > 0 && p.calm(call.Args[0], 0)
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && p.Info.Selections[sel] != nil && p.calm(sel.X, 0)
}

// stillArgs reports whether what a call gets to read is memory or plain files.
func (p *Package) stillArgs(call *ast.CallExpr) bool {
	found := false
	for _, arg := range call.Args {
		t := p.Info.TypeOf(arg)
		if t == nil {
			return false // the code is broken
		}
		m, _, _ := types.LookupFieldOrMethod(t, true, nil, "Read")
		if _, reads := m.(*types.Func); !reads {
			continue
		}
		if !p.calm(arg, 0) {
			return false
		}
		found = true
	}
	return found
}

// calm reports whether an expression is a reader of memory or of a plain file.
func (p *Package) calm(e ast.Expr, depth int) bool {
	t := p.Info.TypeOf(e)
	if t == nil || depth > bindings {
		return false
	}
	for _, one := range [][2]string{{"bytes", "Buffer"}, {"bytes", "Reader"}, {"strings", "Reader"}, {"strings", "Builder"}} {
		if typeIs(t, one[0], one[1]) {
			return true
		}
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		fn := p.CalleeOf(e)
		if fn == nil {
			return false
		}
		switch fn.FullName() {
		case "os.Open", "os.OpenFile", "os.Create", "os.CreateTemp":
			return true
		case "bufio.NewReader", "bufio.NewReaderSize", "bufio.NewScanner", "bufio.NewWriter", "io.LimitReader", "io.TeeReader", "io.NewSectionReader",
			"encoding/json.NewDecoder", "encoding/json.NewEncoder", "encoding/gob.NewDecoder":
			return p.calm(e.Args[0], depth+1)
		}
	case *ast.Ident:
		v := p.Variable(e)
		if v == nil || p.params[v] != nil || len(p.defs[v]) == 0 {
			return false
		}
		for _, d := range p.defs[v] {
			if d.Rhs == nil || d.At != 0 || !p.calm(d.Rhs, depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// unheld reports whether a call serves on a server that nobody can shut down:
// it has no name, or its variable is for this call only.
func (p *Package) unheld(call *ast.CallExpr, fn *types.Func) bool {
	switch {
	case known.Is(fn, "net/http.ListenAndServe", "net/http.ListenAndServeTLS"):
		return true
	case !known.Is(fn, "(*net/http.Server).ListenAndServe", "(*net/http.Server).ListenAndServeTLS"):
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v := p.Variable(sel.X)
	if v == nil {
		u, ok := ast.Unparen(sel.X).(*ast.UnaryExpr)
		return ok && isLiteral(u.X)
	}
	d, ok := p.Sole(v)
	if !ok || v.IsField() || d.Func == nil {
		return false
	}
	u, isAddress := ast.Unparen(d.Rhs).(*ast.UnaryExpr)
	return (isAddress && isLiteral(u.X) || isLiteral(d.Rhs)) && p.onlyServes(v, d.Func.Top())
}

func isLiteral(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.CompositeLit)
	return ok
}

// onlyServes reports whether a server's variable is used to serve and to set
// fields, and for nothing else.
func (p *Package) onlyServes(v *types.Var, f *Func) bool {
	plain := map[*ast.Ident]bool{}
	only := true
	ast.Inspect(f.Node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			id, ok := ast.Unparen(n.X).(*ast.Ident)
			sel := p.Info.Selections[n]
			if ok && sel != nil && (sel.Kind() == types.FieldVal || strings.HasPrefix(n.Sel.Name, "ListenAndServe")) {
				plain[id] = true
			}
		case *ast.Ident:
			only = only && (p.Info.Uses[n] != v || plain[n])
		}
		return only
	})
	return only
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// neverDone reports whether a context is a root, or made from one without a way
// to end it. One that only the function around can cancel does end.
func (p *Package) neverDone(e ast.Expr, depth int) bool { return p.rootOnly(e, nil, depth) }

// rootOnly is neverDone of a value of a variable, if it is not nil: one that is
// made from the variable itself, as in ctx = with(ctx), is what it was.
func (p *Package) rootOnly(e ast.Expr, of *types.Var, depth int) bool {
	if depth > bindings {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		made := p.Effects(p.CalleeOf(e))
		switch {
		case made == nil || made.Makes == effects.NoContext:
			return p.givesRoot(p.Body(e), depth)
		case made.Makes == effects.Root, made.Makes == effects.Detached:
			return true
		case made.Makes == effects.Derived && !made.Cancels && int(made.From) < len(e.Args):
			return p.rootOnly(e.Args[made.From], of, depth)
		}
		return false
	}
	v := p.Variable(e)
	if v != nil && v == of {
		return true
	}
	if v == nil || p.params[v] != nil || len(p.defs[v]) == 0 {
		return false
	}
	for _, d := range p.defs[v] {
		if d.Rhs == nil || !p.rootOnly(d.Rhs, v, depth+1) {
			return false
		}
	}
	return true
}

// givesRoot reports whether the context that a function of this package returns
// first is never done.
func (p *Package) givesRoot(f *Func, depth int) bool {
	if f == nil || f.Sig.Results().Len() == 0 || !IsContext(f.Sig.Results().At(0).Type()) {
		return false
	}
	return len(f.rets) > 0 && !slices.ContainsFunc(f.rets, func(r *ast.ReturnStmt) bool {
		return len(r.Results) == 0 || !p.rootOnly(r.Results[0], nil, depth+1)
	})
}
