package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// This file answers: is it plain that a function is called more than once in a
// process, or that it lives as long as the process?

// Again reports whether it is plain that the function is called more than once
// in a process: it makes an object, is an object's method, or serves a request.
// A program may make one object of each kind and be done.
func (f *Func) Again() bool {
	top := f.Top()
	if f.Pkg.Pass.Pkg.Name() == "main" {
		return top.HandlesRequest()
	}
	return f.Makes() != nil || top.Sig.Recv() != nil && !top.singleton() || top.HandlesRequest()
}

// singleton reports whether the only value of a method's type in sight is a
// package variable.
func (f *Func) singleton() bool {
	named, ok := types.Unalias(deref(f.Sig.Recv().Type())).(*types.Named)
	return ok && !named.Obj().Exported() && f.Pkg.OnlyGlobals(named)
}

// HandlesRequest reports whether the function gets an HTTP request.
func (f *Func) HandlesRequest() bool {
	for v := range f.Sig.Params().Variables() {
		if typeIs(v.Type(), "net/http", "Request") {
			return true
		}
	}
	return false
}

// OfCommand reports whether the function is part of a command, which may end
// when it is done: by its package, by its name, or by what it gets. The runtime
// is part of every command.
func (f *Func) OfCommand() bool {
	if f.Pkg.Pass.Pkg.Name() == "main" || f.Pkg.Pass.Pkg.Path() == "runtime" || strings.EqualFold(f.Top().Name(), "main") {
		return true
	}
	for v := range f.Top().Sig.Params().Variables() {
		if n, ok := types.Unalias(deref(v.Type())).(*types.Named); ok && n.Obj().Pkg() != nil && isCommandLine(n.Obj().Pkg().Path()) {
			return true
		}
	}
	for element := range strings.SplitSeq(f.Pkg.Pass.Pkg.Path(), "/") {
		if slices.Contains([]string{"cmd", "cli", "command", "commands"}, element) {
			return true
		}
	}
	return false
}

// OfProgram reports whether what the function starts may well be meant to last
// as long as the process: it is part of a command, runs once, or is named for
// running something. A name is enough for silence.
func (f *Func) OfProgram() bool {
	name := strings.ToLower(f.Top().Name())
	return f.OfCommand() || f.Once() || slices.ContainsFunc([]string{"main", "run", "serve", "start", "listen", "exec"}, func(word string) bool {
		return strings.HasPrefix(name, word)
	})
}

// isCommandLine reports whether a package is one that commands are made with.
func isCommandLine(path string) bool {
	return path == "flag" || strings.HasPrefix(path, "github.com/spf13/") || strings.HasPrefix(path, "github.com/urfave/cli") ||
		strings.HasPrefix(path, "github.com/alecthomas/kong")
}

// Registers reports whether the function, or one that calls it, keeps in a package
// variable, or a container that is one, what it makes or starts a method of: the
// registry, or the one instance, is there for good.
func (f *Func) Registers(s *Spawn) bool {
	vars := map[*types.Var]bool{f.receiver(s.Call): true}
	for _, r := range f.Top().rets {
		if len(r.Results) > 0 {
			vars[f.Pkg.Variable(r.Results[0])] = true
		}
	}
	delete(vars, nil)
	global := func(v *types.Var) bool { return v != nil && v.Parent() == f.Pkg.Pass.Pkg.Scope() }
	found := f.Top().Obj != nil && slices.ContainsFunc(f.Pkg.callers[f.Top().Obj], func(c *Call) bool { return global(f.Pkg.holders[c.CallExpr].v) })
	for v := range vars {
		found = found || global(v)
		eachUse(f.Pkg.Info, f.Top().Body, v, func(id *ast.Ident, stack []ast.Node) {
			var into ast.Expr
			switch n := stack[len(stack)-1].(type) {
			case *ast.AssignStmt:
				if i := slices.Index(n.Rhs, ast.Expr(id)); i >= 0 && i < len(n.Lhs) {
					into = n.Lhs[i]
				}
			case *ast.CallExpr:
				if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && slices.Contains(n.Args, ast.Expr(id)) && !f.Pkg.Quiet(n) {
					into = sel.X
				}
			}
			if x, ok := into.(*ast.IndexExpr); ok {
				into = x.X
			}
			found = found || global(f.Pkg.Place(into).Root)
		})
	}
	return found
}
