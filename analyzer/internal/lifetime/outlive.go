package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
)

// Outlives reports whether what v holds may still be in use when control has
// left the region of f: a loop's body, or the body of f. It may if v is stored,
// sent, captured by a literal that is not called on the spot, passed to
// something that keeps it or starts work with it, or if something made from it
// may. A callee that nothing is known of is taken to keep what it is given if
// it is named for starting something: a name is no evidence for a finding, but
// it is enough for silence.
func (f *Func) Outlives(v *types.Var, region ast.Node) bool {
	o := &outliving{p: f.Pkg, region: region, seen: map[*types.Var]bool{}}
	return o.variable(v)
}

type outliving struct {
	p      *Package
	region ast.Node
	seen   map[*types.Var]bool
	effect bool // that a cancel function outlives the region does not count
}

func (o *outliving) variable(v *types.Var) bool {
	if o.seen[v] {
		return false
	}
	o.seen[v] = true
	found := false
	eachUse(o.p.Info, o.region, v, func(id *ast.Ident, stack []ast.Node) {
		found = found || o.use(id, stack)
	})
	return found
}

// eachUse calls look for each mention of a variable in root, with the nodes
// around it.
func eachUse(info *types.Info, root ast.Node, v *types.Var, look func(id *ast.Ident, stack []ast.Node)) {
	var stack []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == v {
			look(id, stack)
		}
		stack = append(stack, n)
		return true
	})
}

// use climbs from a mention of the variable to what becomes of its value.
func (o *outliving) use(child ast.Node, stack []ast.Node) bool {
	for _, n := range stack {
		switch n := n.(type) {
		case *ast.GoStmt:
			return true
		case *ast.FuncLit:
			if o.kept(n) {
				return true
			}
		}
	}
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.CallExpr:
			if n.Fun == child || o.p.Info.Types[n].Type == nil {
				return false
			}
			if sel, ok := child.(*ast.SelectorExpr); ok && n.Fun == sel {
				return false
			}
			if o.keeps(n, child) {
				return true
			}
			if o.p.Info.Types[n].IsVoid() || plain(o.p.Info.TypeOf(n)) {
				return false // what says yes or no, or how it went, holds nothing
			}
		case *ast.SelectorExpr:
			if n.X == child && o.p.Info.Selections[n] != nil && o.p.Info.Selections[n].Kind() != types.FieldVal {
				return false // a method called on it
			}
		case *ast.ParenExpr, *ast.KeyValueExpr, *ast.CompositeLit, *ast.UnaryExpr, *ast.StarExpr, *ast.TypeAssertExpr, *ast.SliceExpr:
		case *ast.AssignStmt:
			return o.stored(n.Lhs)
		case *ast.ValueSpec:
			for _, name := range n.Names {
				if o.stored([]ast.Expr{name}) {
					return true
				}
			}
			return false
		case *ast.SendStmt:
			return n.Value == child
		default:
			return false
		}
		child = stack[i]
	}
	return false
}

// kept reports whether a literal may run after the region.
func (o *outliving) kept(lit *ast.FuncLit) bool {
	g := o.p.byNode[lit]
	if g == nil || g.Role == Spawned {
		return true
	}
	if g.Role != Value {
		return false
	}
	return g.call == nil || !o.p.CallsArg(g)
}

// CallsArg reports whether a literal is an argument of a call that is known to
// call it, once or more, before it returns.
func (p *Package) CallsArg(lit *Func) bool {
	if lit.call == nil || lit.arg < 0 {
		return false
	}
	e := p.Effects(lit.call.Callee)
	return e != nil && e.Calls.Has(lit.arg) && !e.Spawns.Has(lit.arg)
}

// keeps reports whether a call keeps an argument.
func (o *outliving) keeps(call *ast.CallExpr, arg ast.Node) bool {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if _, ok := o.p.Info.Uses[id].(*types.Builtin); ok {
			return false // append: its result is followed
		}
	}
	if o.p.Info.Types[call.Fun].IsType() {
		return false
	}
	fn := o.p.CalleeOf(call)
	if fn == nil {
		v := o.p.Variable(call.Fun)
		return v == nil || startsWork(v.Name())
	}
	if e := o.p.Effects(fn); e != nil {
		for i, a := range call.Args {
			if a == arg && e.Keeps.Has(i) {
				return !e.Owner || !o.p.waitedBeforeReturn(call)
			}
		}
		return false
	}
	if o.p.byObj[fn] != nil {
		return false
	}
	return startsWork(fn.Name())
}

func startsWork(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(starters, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

var starters = []string{"start", "run", "go", "watch", "serve", "listen", "spawn", "launch", "subscribe", "open", "new", "register", "add", "async", "enqueue", "submit", "consume", "follow", "stream", "tail"}

// stored reports whether an assignment puts a value where it outlives the
// region: not in an error or a plain value, and not in a variable of the
// region that itself goes nowhere.
func (o *outliving) stored(lhs []ast.Expr) bool {
	for _, l := range lhs {
		v := o.p.Variable(l)
		if id, ok := l.(*ast.Ident); ok && id.Name == "_" {
			continue
		}
		t := o.p.Info.TypeOf(l)
		if t == nil || plain(t) || o.effect && isFunc(t) {
			continue
		}
		if v != nil && o.seen[v] {
			continue // ctx = with(ctx)
		}
		if v == nil || v.IsField() || !o.inside(v.Pos()) || o.variable(v) {
			return true
		}
	}
	return false
}

// plain reports whether a value of the type refers to nothing else, as far as
// contexts go.
func plain(t types.Type) bool {
	_, basic := t.Underlying().(*types.Basic)
	return basic || isError(t)
}

func (o *outliving) inside(pos token.Pos) bool {
	return o.region.Pos() <= pos && pos < o.region.End()
}

// keepsEffect finds the contexts among the function's parameters that outlive
// the call.
func (f *Func) keepsEffect() (kept effects.Params) {
	for i := range min(f.Sig.Params().Len(), effects.Receiver) {
		v := f.Sig.Params().At(i)
		if IsContext(v.Type()) && v.Name() != "_" && v.Name() != "" {
			o := &outliving{p: f.Pkg, region: f.Body, seen: map[*types.Var]bool{}, effect: true}
			if o.variable(v) {
				kept |= effects.Param(i)
			}
		}
	}
	return kept
}

// waitedBeforeReturn reports whether the function that makes a call waits, in any
// case, for the work of the object that it returns.
func (p *Package) waitedBeforeReturn(call *ast.CallExpr) bool {
	h := p.holders[call]
	if h.v == nil || h.v.IsField() || h.def.Func == nil {
		return false
	}
	for _, c := range h.def.Func.Calls {
		if e := p.Effects(c.Callee); e != nil && e.Joins&receiver != 0 && c.Depth == 0 && c.Mode != Apart && h.def.Func.receiver(c) == h.v {
			return true
		}
	}
	return false
}
