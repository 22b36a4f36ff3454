package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
	"unicode"
)

// This file answers: does anything ever look at what a variable or a field
// holds?

// unread reports whether nothing looks at what is stored in a variable or a
// field: all its mentions assign to it, add to it, delete from it, or compare it
// with nil. Whoever else can see it may look.
func (p *Package) unread(v *types.Var) bool {
	if v.Pkg() != p.Pass.Pkg || p.shared[v] || p.params[v] != nil {
		return false
	}
	if v.Exported() && (v.IsField() || v.Parent() == p.Pass.Pkg.Scope()) {
		return false
	}
	if p.read == nil {
		p.findReads()
	}
	return !p.read[v] && !p.ignored(v.Name())
}

// findReads records the variables and fields that some mention reads.
func (p *Package) findReads() {
	p.read = map[*types.Var]bool{}
	for _, file := range p.Pass.Files {
		var stack []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			if id, ok := n.(*ast.Ident); ok {
				if v, ok := p.Info.Uses[id].(*types.Var); ok && p.reads(id, stack) {
					p.read[v.Origin()] = true
				}
			}
			stack = append(stack, n)
			return true
		})
	}
	for _, f := range p.Funcs { // a return hands out named results
		for i := range f.Sig.Results().Len() {
			p.read[f.Sig.Results().At(i)] = true
		}
	}
}

// reads reports whether a mention reads the variable.
func (p *Package) reads(id *ast.Ident, stack []ast.Node) bool {
	var child ast.Node = id
	i := len(stack) - 1
	if i >= 0 {
		if sel, ok := stack[i].(*ast.SelectorExpr); ok && sel.Sel == id {
			child = sel
			i--
		}
	}
	written := false // an element of it
	for ; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ParenExpr:
		case *ast.IndexExpr:
			if n.X != child {
				return true
			}
			written = true
		case *ast.KeyValueExpr:
			return n.Key != child
		case *ast.BinaryExpr:
			other := n.X
			if n.X == child {
				other = n.Y
			}
			return written || n.Op != token.EQL && n.Op != token.NEQ || !p.Info.Types[other].IsNil()
		case *ast.SendStmt:
			return n.Chan != child
		case *ast.AssignStmt:
			return p.readsIn(n, child)
		case *ast.CallExpr:
			fun, ok := ast.Unparen(n.Fun).(*ast.Ident)
			if !ok || written || len(n.Args) == 0 || n.Args[0] != child {
				return true
			}
			b, ok := p.Info.Uses[fun].(*types.Builtin)
			switch {
			case !ok:
				return true
			case b.Name() == "delete" || b.Name() == "len" || b.Name() == "clear" || b.Name() == "cap":
				return false
			case b.Name() == "append" && i > 0:
				a, ok := stack[i-1].(*ast.AssignStmt) // x = append(x, …)
				return !ok || len(a.Lhs) != 1 || p.Variable(a.Lhs[0]) == nil || p.Variable(a.Lhs[0]) != p.Variable(n.Args[0])
			}
			return true
		default:
			return true
		}
		child = stack[i]
	}
	return true
}

// readsIn reports whether an assignment reads what stands in it: on its left
// side nothing is read, and _ = x reads for the compiler only.
func (p *Package) readsIn(n *ast.AssignStmt, child ast.Node) bool {
	for _, l := range n.Lhs {
		if l == child {
			return n.Tok != token.ASSIGN && n.Tok != token.DEFINE
		}
	}
	for j, r := range n.Rhs {
		if r == child && len(n.Lhs) == len(n.Rhs) {
			id, ok := n.Lhs[j].(*ast.Ident)
			return !ok || id.Name != "_"
		}
	}
	return true
}

// ignored reports whether a file of the package that is not built here mentions
// a name: on another system it may be read.
func (p *Package) ignored(name string) bool {
	if p.elsewhere == nil {
		p.elsewhere = map[string]bool{}
		for _, file := range p.Pass.IgnoredFiles {
			src, err := p.Pass.ReadFile(file)
			if err != nil || !strings.HasSuffix(file, ".go") {
				continue
			}
			for _, word := range strings.FieldsFunc(string(src), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				p.elsewhere[word] = true
			}
		}
	}
	return p.elsewhere[name]
}
