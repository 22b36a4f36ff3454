package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: what is done with one end of a pipe?

// A pipeEnd is one end of a pipe, and what is done with it.
type pipeEnd struct {
	f      *Func
	v      *types.Var
	spawns []*Spawn        // of f
	spawn  *Spawn          // the one goroutine that has it, or nil
	apart  []*ast.CallExpr // what that does, also in a function that it runs
	here   []*ast.CallExpr // what f does
	closes []pipeClose     // and where others get it
	hidden *ast.CallExpr   // the io.NopCloser that others get of it
	lost   bool            // several goroutines have it
	seen   map[*types.Var]bool
}

// A pipeClose is a close, as f sees it: where, and in which goroutine.
type pipeClose struct {
	at token.Pos
	in *Spawn
}

// readsOn reports whether the goroutine reads until the end: it copies or reads all,
// or reads in a loop.
func (e *pipeEnd) readsOn() bool {
	return slices.ContainsFunc(e.apart, func(c *ast.CallExpr) bool {
		g := e.f.Pkg.funcAt(c.Pos())
		return known.Is(e.f.Pkg.CalleeOf(c), "io.Copy", "io.CopyBuffer", "io.ReadAll") || g != nil && g.LoopAt(c.Pos()) != nil
	})
}

// end follows what is done with an end. Nil says that it is not known.
func (f *Func) end(e ast.Expr, spawns []*Spawn) *pipeEnd {
	v := f.Pkg.Variable(e)
	if v == nil || v.IsField() || len(f.Pkg.defs[v]) != 1 || !within(v.Pos(), f.Body) {
		return nil
	}
	end := &pipeEnd{f: f, v: v, spawns: spawns, seen: map[*types.Var]bool{}}
	end.follow(v, f.Body, token.NoPos, nil)
	return end
}

// follow looks at the uses of a variable: in a function that the end is passed to,
// they stand where the call does, and in its goroutine.
func (e *pipeEnd) follow(v *types.Var, region ast.Node, at token.Pos, in *Spawn) {
	if e.seen[v] || len(e.seen) > maxTrail {
		return
	}
	e.seen[v] = true
	eachUse(e.f.Pkg.Info, region, v, func(id *ast.Ident, stack []ast.Node) {
		where, apart := at, in
		if !at.IsValid() {
			where = id.Pos()
			apart = e.spawnAt(where)
		}
		if apart != nil {
			e.lost = e.lost || e.spawn != nil && e.spawn != apart
			e.spawn = apart
		}
		if !e.use(id, stack, where, apart) && apart == nil {
			e.closes = append(e.closes, pipeClose{at: where})
		}
	})
}

// spawnAt returns what starts the goroutine that a position of f belongs to, or nil.
func (e *pipeEnd) spawnAt(pos token.Pos) *Spawn {
	for _, s := range e.spawns {
		if within(pos, s.Call.CallExpr) {
			return s
		}
	}
	return nil
}

// use climbs from a mention of the end, or of what is made of it.
func (e *pipeEnd) use(child ast.Node, stack []ast.Node, at token.Pos, in *Spawn) bool {
	p := e.f.Pkg
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ParenExpr:
		case *ast.SelectorExpr:
			if s := p.Info.Selections[n]; s == nil || s.Kind() != types.MethodVal || i == 0 {
				return false
			}
			call, ok := stack[i-1].(*ast.CallExpr)
			if !ok || ast.Unparen(call.Fun) != n {
				return false
			}
			if isPipe(p.Info.TypeOf(n.X)) && strings.HasPrefix(n.Sel.Name, "Close") {
				e.closes = append(e.closes, pipeClose{at, in})
				return true
			}
			return e.work(call, at, in)
		case *ast.CallExpr:
			if n.Fun == child || !e.lends(n, child, at, in) {
				return false
			}
			if !carries(p.Info.TypeOf(n)) {
				return true
			}
			if known.Is(p.CalleeOf(n), "io.NopCloser") && i > 0 && e.sent(n, stack[i-1]) {
				e.hidden = n
				return true
			}
		case *ast.AssignStmt:
			return e.assigned(n, child, at, in)
		case *ast.BinaryExpr:
			return n.Op == token.EQL || n.Op == token.NEQ
		case *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
			return true
		default:
			return false
		}
		child = stack[i]
	}
	return false
}

// sent reports whether a body is given to a request: who sends that may leave early,
// and thinks that he can close it.
func (e *pipeEnd) sent(body *ast.CallExpr, above ast.Node) bool {
	switch n := above.(type) {
	case *ast.CallExpr:
		fn := e.f.Pkg.CalleeOf(n)
		return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "net/http"
	case *ast.AssignStmt:
		i := slices.IndexFunc(n.Rhs, func(r ast.Expr) bool { return ast.Unparen(r) == body })
		if i < 0 || i >= len(n.Lhs) {
			return false
		}
		sel, ok := n.Lhs[i].(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Body" {
			return false
		}
		t := e.f.Pkg.Info.TypeOf(sel.X)
		return t != nil && typeIs(deref(t), "net/http", "Request")
	}
	return false
}

// work notes that something reads or writes.
func (e *pipeEnd) work(call *ast.CallExpr, at token.Pos, in *Spawn) bool {
	if in != nil {
		e.apart = append(e.apart, call)
		return true
	}
	e.here = append(e.here, call)
	return !e.inLiteral(at)
}

// inLiteral reports whether a position of f lies in a literal of it.
func (e *pipeEnd) inLiteral(pos token.Pos) bool {
	return slices.ContainsFunc(e.f.inner, func(g *Func) bool { return within(pos, g.Node) })
}

// assigned follows what is made of the end into a variable.
func (e *pipeEnd) assigned(n *ast.AssignStmt, child ast.Node, at token.Pos, in *Spawn) bool {
	for i, r := range n.Rhs {
		if r != child {
			continue
		}
		if i >= len(n.Lhs) {
			return false // does not compile
		}
		v := e.f.Pkg.Variable(n.Lhs[i])
		if v == nil || v.IsField() || len(e.f.Pkg.defs[v]) != 1 || e.f.Pkg.shared[v] {
			return false
		}
		if within(n.Pos(), e.f.Body) {
			e.follow(v, e.f.Body, token.NoPos, nil)
		} else if g := e.f.Pkg.funcAt(n.Pos()); g != nil {
			e.follow(v, g.Top().Body, at, in)
		}
	}
	return true
}

// lends reports whether a call is given the end for as long as it runs, or makes
// something of it.
func (e *pipeEnd) lends(call *ast.CallExpr, arg ast.Node, at token.Pos, in *Spawn) bool {
	p := e.f.Pkg
	fn := p.CalleeOf(call)
	if g := p.Body(call); g != nil {
		i := slices.IndexFunc(call.Args, func(a ast.Expr) bool { return a == arg })
		if last := g.Sig.Params().Len() - 1; i < 0 || i > last || i == last && g.Sig.Variadic() {
			return false
		}
		v := g.Sig.Params().At(i)
		if len(p.defs[v]) > 0 || p.shared[v] {
			return false
		}
		if in == nil {
			e.here = append(e.here, call)
		}
		e.follow(v, g.Body, at, in)
		return true
	}
	switch {
	case in != nil && !carries(p.Info.TypeOf(call)):
		return e.work(call, at, in)
	case fn == nil || types.IsInterface(recvType(fn)) || !IsStandard(fn) || slices.Contains(keepers, fn.Pkg().Path()):
		return in != nil
	}
	if !carries(p.Info.TypeOf(call)) {
		return e.work(call, at, in)
	}
	return true
}

// keepers are packages of the library whose functions close what they are given, or
// keep it.
var keepers = []string{"net/http", "net/http/httptest", "os/exec", "log", "log/slog"}

func recvType(fn *types.Func) types.Type {
	if r := fn.Signature().Recv(); r != nil {
		return r.Type()
	}
	return types.Typ[types.Invalid]
}

func isPipe(t types.Type) bool {
	return t != nil && (typeIs(deref(t), "io", "PipeReader") || typeIs(deref(t), "io", "PipeWriter"))
}

// carries reports whether what a call returns may hold what the call was given: it is
// no number, no text and no error.
func carries(t types.Type) bool {
	switch t := t.(type) {
	case nil:
		return false
	case *types.Tuple:
		for v := range t.Variables() {
			if carries(v.Type()) {
				return true
			}
		}
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Slice:
		return carries(u.Elem())
	case *types.Interface:
		return !isError(t)
	}
	return true
}

// used reports whether f itself does something with an end that can fail.
func (e *pipeEnd) used() bool {
	return slices.ContainsFunc(e.here, func(c *ast.CallExpr) bool {
		fn := e.f.Pkg.CalleeOf(c)
		return fn == nil || fn.Signature().Results().Len() > 0 && isError(fn.Signature().Results().At(fn.Signature().Results().Len()-1).Type())
	})
}
