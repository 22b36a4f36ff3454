package stopflag

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/rewrite"
)

// atomically makes a bool an atomic.Bool: its declaration, its reads and its
// writes. Nil where a use has no such form, where somebody else may use it, or
// where a struct that holds it is copied, which an atomic must not be.
func atomically(p *lifetime.Package, f *lifetime.Func, v *types.Var) *analysis.SuggestedFix {
	if v.Type() != types.Typ[types.Bool] || v.Exported() && (v.IsField() || v.Parent() == p.Pass.Pkg.Scope()) {
		return nil
	}
	c := &conversion{p: p, f: f, v: v, ok: true}
	for _, file := range p.Pass.Files {
		var stack []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			if id, is := n.(*ast.Ident); is && c.mentions(id) {
				c.use(id, stack)
				c.ok = c.ok && !ast.IsGenerated(file)
			}
			if v.IsField() && c.copies(n) {
				c.ok = false
			}
			stack = append(stack, n)
			return true
		})
	}
	if !c.ok || !c.declared {
		return nil
	}
	return &analysis.SuggestedFix{Message: "Make " + v.Name() + " an atomic.Bool", TextEdits: c.edits}
}

// A conversion collects the edits.
type conversion struct {
	p        *lifetime.Package
	f        *lifetime.Func
	v        *types.Var
	edits    []analysis.TextEdit
	declared bool
	ok       bool
}

func (c *conversion) mentions(id *ast.Ident) bool {
	v, ok := c.p.Info.ObjectOf(id).(*types.Var)
	return ok && v.Origin() == c.v
}

func (c *conversion) edit(pos, end token.Pos, text string) {
	c.edits = append(c.edits, analysis.TextEdit{Pos: pos, End: end, NewText: []byte(text)})
}

// use rewrites one mention of the variable by what stands around it.
func (c *conversion) use(id *ast.Ident, stack []ast.Node) {
	var e ast.Expr = id
	i := len(stack) - 1
	if sel, ok := stack[i].(*ast.SelectorExpr); ok && sel.Sel == id {
		e = sel
		i--
	}
	switch n := stack[i].(type) {
	case *ast.Field:
		c.field(n, stack[:i])
	case *ast.ValueSpec:
		if n.Names[0] == id {
			c.spec(n, stack[i-1])
			return
		}
		c.edit(e.End(), e.End(), ".Load()")
	case *ast.AssignStmt:
		c.assigned(n, e)
	case *ast.KeyValueExpr:
		if n.Key == e && c.v.IsField() {
			c.ok = false
			return
		}
		c.edit(e.End(), e.End(), ".Load()")
	case *ast.RangeStmt:
		c.ok = false
	default:
		c.edit(e.End(), e.End(), ".Load()")
	}
}

// field rewrites the declaration of a field. A comment or a tag behind one of
// the fields would have to move.
func (c *conversion) field(n *ast.Field, stack []ast.Node) {
	list, ok := stack[len(stack)-1].(*ast.FieldList)
	if !ok || len(n.Names) != 1 {
		c.ok = false
		return
	}
	for _, other := range list.List {
		c.ok = c.ok && other.Comment == nil && other.Tag == nil
	}
	c.declare(n.Type.Pos(), n.Type.End(), "%")
}

// spec rewrites a var declaration: its zero value is the atomic's.
func (c *conversion) spec(n *ast.ValueSpec, decl ast.Node) {
	d, ok := decl.(*ast.GenDecl)
	if !ok || d.Lparen.IsValid() || len(n.Names) != 1 || len(n.Values) > 0 && !c.isFalse(n.Values[0]) || n.Comment != nil {
		c.ok = false
		return
	}
	c.declare(n.Pos(), n.End(), c.v.Name()+" %")
}

func (c *conversion) isFalse(e ast.Expr) bool {
	value := c.p.Info.Types[e].Value
	return value != nil && value.Kind() == constant.Bool && !constant.BoolVal(value)
}

// assigned rewrites an assignment, or reads on its right side.
func (c *conversion) assigned(n *ast.AssignStmt, e ast.Expr) {
	switch {
	case n.Lhs[0] != e:
		c.ok = c.ok && !slices.Contains(n.Lhs, e) && (len(n.Lhs) != 1 || c.p.Variable(n.Lhs[0]) != c.v) // x = !x is no one step
		c.edit(e.End(), e.End(), ".Load()")
	case len(n.Lhs) != 1 || len(n.Rhs) != 1:
		c.ok = false
	case n.Tok == token.DEFINE && c.isFalse(n.Rhs[0]):
		c.declare(n.Pos(), n.End(), "var "+c.v.Name()+" %")
	case n.Tok == token.ASSIGN:
		c.edit(e.End(), n.Rhs[0].Pos(), ".Store(")
		c.edit(n.End(), n.End(), ")")
	default:
		c.ok = false
	}
}

// declare writes the new declaration, with the type in the place of %, and the
// import that it needs.
func (c *conversion) declare(pos, end token.Pos, text string) {
	r := rewrite.At(c.p.Pass, pos)
	edits, ok := r.Import("sync/atomic")
	name := r.Qualified("sync/atomic", "Bool")
	if !ok || !r.Since("go1.19") || len(edits) > 0 && (r.Fresh(c.f, "atomic") != "atomic" || c.p.Pass.Pkg.Scope().Lookup("atomic") != nil) {
		c.ok = false
		return
	}
	c.declared = true
	c.edits = append(c.edits, edits...)
	c.edit(pos, end, strings.Replace(text, "%", name, 1))
}

// copies reports whether a node copies a struct that holds the field, or hands
// one over.
func (c *conversion) copies(n ast.Node) bool {
	var values []ast.Expr
	switch n := n.(type) {
	case *ast.AssignStmt:
		values = n.Rhs
	case *ast.ValueSpec:
		values = n.Values
	case *ast.CallExpr:
		values = n.Args
	case *ast.ReturnStmt:
		values = n.Results
	case *ast.CompositeLit:
		values = n.Elts
	case *ast.SendStmt:
		values = []ast.Expr{n.Value}
	case *ast.RangeStmt:
		if n.Value != nil {
			values = []ast.Expr{n.Value}
		}
	case *ast.KeyValueExpr:
		values = []ast.Expr{n.Value}
	case *ast.FuncDecl:
		return n.Recv != nil && len(n.Recv.List) == 1 && c.holds(c.p.Info.TypeOf(n.Recv.List[0].Type), 0)
	}
	for _, e := range values {
		if _, made := ast.Unparen(e).(*ast.CompositeLit); !made && c.p.Info.Types[e].IsValue() && c.holds(c.p.Info.TypeOf(e), 0) {
			return true
		}
	}
	return false
}

// holds reports whether a value of a type contains the field.
func (c *conversion) holds(t types.Type, depth int) bool {
	if t == nil || depth > 5 {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return c.holds(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if f.Origin() == c.v || c.holds(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}
