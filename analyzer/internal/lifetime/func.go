package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"
)

// A Func is a declared function or a function literal.
type Func struct {
	Pkg     *Package
	Node    ast.Node // *ast.FuncDecl or *ast.FuncLit
	Type    *ast.FuncType
	Body    *ast.BlockStmt
	Sig     *types.Signature
	Obj     *types.Func // nil for a literal
	Outer   *Func       // the function around a literal, else nil
	Role    Role        // how a literal is used
	Calls   []*Call     // in source order, those in nested literals excluded
	Ops     []*Op
	Loops   []*Loop
	Selects []*Select

	inner []*Func           // literals directly in it
	rets  []*ast.ReturnStmt // its own

	call *Call // the call a literal is an argument of, or its callee
	arg  int   // its index there, or -1

	flowDone bool
	flow     *Flow
	graph    *cfg.CFG
}

// A Role is how a function literal is used.
type Role uint8

// The roles. A literal that is stored, returned, or passed to a function that
// nothing is known of, is a Value.
const (
	Declared Role = iota
	Value
	Called   // where it stands, once or more, before the next statement
	Deferred // when the function around it returns
	Spawned  // concurrently
)

// A Mode is when a call happens.
type Mode uint8

// The modes of a call.
const (
	Now   Mode = iota
	Later      // defer
	Apart      // go
)

// A Call is a call expression.
type Call struct {
	*ast.CallExpr
	Func   *Func
	Callee *types.Func // static callee or interface method; nil if neither
	Mode   Mode
	Loop   *Loop // the innermost loop of the same function around it, or nil
	Depth  int   // conditional statements (if, switch, select) of the function around it
}

// An Op is a channel operation.
type Op struct {
	Kind   OpKind
	Node   ast.Node // *ast.UnaryExpr, *ast.RangeStmt, *ast.SendStmt, or the close's *ast.CallExpr
	Chan   ast.Expr
	Func   *Func
	Loop   *Loop // the innermost loop of the same function around it, or nil
	Depth  int
	Mode   Mode            // of a close
	Clause *ast.CommClause // the select case whose communication it is, or nil
	Select *Select         // the select of that case, or nil
}

// An OpKind is what an operation does to its channel.
type OpKind uint8

// The kinds.
const (
	Receive OpKind = iota
	Range          // receives until the channel is closed
	Send
	Close
)

// Receives reports whether the operation takes from the channel.
func (o *Op) Receives() bool { return o.Kind == Receive || o.Kind == Range }

// Alone reports whether nothing but its channel lets the operation go on: it
// is in no select, or in one without other case and default.
func (o *Op) Alone() bool { return o.Select == nil || len(o.Select.Stmt.Body.List) == 1 }

// A Select is a select statement.
type Select struct {
	Stmt    *ast.SelectStmt
	Func    *Func
	Loop    *Loop
	Depth   int
	Cases   []*Op
	Default *ast.CommClause // nil if there is none
}

// A Loop is a for or range statement.
type Loop struct {
	Stmt  ast.Stmt // *ast.ForStmt or *ast.RangeStmt
	Body  *ast.BlockStmt
	Func  *Func
	Outer *Loop // in the same function
	Label *ast.LabeledStmt
}

// Name returns the function's name as a message says it.
func (f *Func) Name() string {
	if f.Obj != nil {
		return f.Obj.Name()
	}
	return "func literal"
}

// Top returns the declared function around f, or f itself.
func (f *Func) Top() *Func {
	for f.Outer != nil {
		f = f.Outer
	}
	return f
}

// Within reports whether f is outer or a literal inside of it.
func (f *Func) Within(outer *Func) bool {
	for ; f != nil; f = f.Outer {
		if f == outer {
			return true
		}
	}
	return false
}

// each yields f and the literals in it.
func (f *Func) each(yield func(*Func) bool) { f.visit(yield) }

func (f *Func) visit(yield func(*Func) bool) bool {
	return yield(f) && !slices.ContainsFunc(f.inner, func(g *Func) bool { return !g.visit(yield) })
}

// Contains reports whether the node lies in the loop's body.
func (l *Loop) Contains(pos token.Pos) bool { return l.Body.Pos() <= pos && pos < l.Body.End() }

// CFG returns the function's control-flow graph, made at the first call.
func (f *Func) CFG() *cfg.CFG {
	if f.graph == nil {
		f.graph = cfg.New(f.Body, func(call *ast.CallExpr) bool { return !f.Pkg.noReturn(call) })
	}
	return f.graph
}

// noReturn reports whether the call never comes back.
func (p *Package) noReturn(call *ast.CallExpr) bool {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := p.Info.Uses[id].(*types.Builtin); ok {
			return b.Name() == "panic"
		}
	}
	e := p.Effects(p.CalleeOf(call))
	return e != nil && e.NoReturn
}

// Repeats reports whether control can come back to the statement of a deferred
// call.
func (f *Func) Repeats(deferred *ast.CallExpr) bool {
	var home *cfg.Block
	for _, b := range f.CFG().Blocks {
		for _, n := range b.Nodes {
			if d, ok := n.(*ast.DeferStmt); ok && d.Call == deferred {
				home = b
			}
		}
	}
	if home == nil {
		return false
	}
	seen := map[*cfg.Block]bool{}
	work := append([]*cfg.Block{}, home.Succs...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == home {
			return true
		}
		if !seen[b] {
			seen[b] = true
			work = append(work, b.Succs...)
		}
	}
	return false
}
