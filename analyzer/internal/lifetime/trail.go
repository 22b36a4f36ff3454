package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// A trail is what the uses of an errand's variable come to.
type trail struct {
	p      *Package
	kind   *errandKind
	f      *Func // in which the errand is made
	seen   map[*types.Var]bool
	sent   *ast.CallExpr
	client ast.Expr
	waits  effects.Waits
	unsure bool
	lost   bool
	away   bool // a caller sends it
}

func (t *trail) follow(v *types.Var, region ast.Node) {
	if t.seen[v] {
		return
	}
	t.seen[v] = true
	eachUse(t.p.Info, region, v, func(id *ast.Ident, stack []ast.Node) {
		if !t.lost {
			t.use(id, stack)
		}
	})
}

// use looks at one mention of the variable.
func (t *trail) use(id *ast.Ident, stack []ast.Node) {
	var child ast.Node = id
	i := len(stack) - 1
	for ; i >= 0; i-- {
		if _, ok := stack[i].(*ast.ParenExpr); !ok {
			break
		}
		child = stack[i]
	}
	switch n := stack[i].(type) {
	case *ast.SelectorExpr:
		t.selected(n, stack[:i])
	case *ast.CallExpr:
		for j, arg := range n.Args {
			if arg == child {
				t.passed(n, j, stack[:i])
				return
			}
		}
		t.lost = true
	case *ast.AssignStmt:
		for _, l := range n.Lhs {
			if l == child {
				return // its own assignment
			}
		}
		for j, r := range n.Rhs { // _ = req
			if r == child && len(n.Lhs) == len(n.Rhs) {
				if blank, ok := n.Lhs[j].(*ast.Ident); ok && blank.Name == "_" {
					return
				}
			}
		}
		t.lost = true
	case *ast.ReturnStmt:
		t.returned(n, child, stack)
	case *ast.BinaryExpr: // req == nil
	default:
		t.lost = true
	}
}

// selected looks at a field or method of the errand.
func (t *trail) selected(sel *ast.SelectorExpr, stack []ast.Node) {
	name := sel.Sel.Name
	if t.kind.attach[name] || t.kind.escapes[name] {
		t.lost = true
		return
	}
	var parent ast.Node
	if len(stack) > 0 {
		parent = stack[len(stack)-1]
	}
	if t.kind == command && (name == "Stdin" || name == "Stdout") {
		if a, ok := parent.(*ast.AssignStmt); ok && t.terminal(a) {
			t.lost = true
		}
		return
	}
	call, ok := parent.(*ast.CallExpr)
	if !ok || ast.Unparen(call.Fun) != sel {
		if t.p.Info.Selections[sel] != nil && t.p.Info.Selections[sel].Kind() == types.MethodVal {
			t.lost = true // a method value: somebody will call it
		}
		return
	}
	if carried, ok := known.CarriedBy(t.p.CalleeOf(call)); ok && carried.By == effects.Receiver {
		t.send(call, nil, carried.Waits, stack)
	}
}

// terminal reports whether a command gets this process's own input or output:
// then who sits at the terminal ends it, by the signal that we get as well.
func (t *trail) terminal(a *ast.AssignStmt) bool {
	for _, r := range a.Rhs {
		if text := types.ExprString(r); text == "os.Stdin" || text == "os.Stdout" {
			return true
		}
	}
	return false
}

// passed looks at the errand as an argument.
func (t *trail) passed(call *ast.CallExpr, i int, stack []ast.Node) {
	fn := t.p.CalleeOf(call)
	if fn == nil {
		t.lost = true
		return
	}
	carried, ok := known.CarriedBy(fn)
	switch {
	case ok && carried.By == i:
		sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		t.send(call, sel.X, carried.Waits, stack)
	case t.p.Quiet(call):
	case t.p.byObj[fn] != nil && i < fn.Signature().Params().Len() && !fn.Signature().Variadic():
		t.inside(call, t.p.byObj[fn], i, stack)
	case t.kind == request && sendsRequest(fn):
		t.send(call, nil, effects.Network, stack)
	default:
		t.lost = true
	}
}

// sendsRequest reports whether a method has the name and the signature of
// http.Client.Do or of a RoundTripper.
func sendsRequest(fn *types.Func) bool {
	sig := fn.Signature()
	return (fn.Name() == "Do" || fn.Name() == "RoundTrip") && sig.Recv() != nil &&
		sig.Params().Len() == 1 && typeIs(sig.Params().At(0).Type(), "net/http", "Request") &&
		sig.Results().Len() == 2 && typeIs(sig.Results().At(0).Type(), "net/http", "Response")
}

// inside follows the errand into a function of this package.
func (t *trail) inside(call *ast.CallExpr, g *Func, i int, stack []ast.Node) {
	v := g.Sig.Params().At(i)
	if v.Name() == "" || v.Name() == "_" {
		return
	}
	if len(t.p.defs[v]) > 0 || t.p.shared[v] || len(t.seen) > maxTrail {
		t.lost = true
		return
	}
	sub := &trail{p: t.p, kind: t.kind, f: g, seen: t.seen}
	sub.follow(v, g.Body)
	switch {
	case sub.lost:
		t.lost = true
	case sub.sent != nil:
		t.send(call, sub.client, sub.waits, stack)
		t.unsure = t.unsure || sub.unsure
	}
}

// maxTrail is how many variables a request may pass through.
const maxTrail = 30

// returned follows the errand to the callers of the function that makes it, if
// all of them can be seen.
func (t *trail) returned(r *ast.ReturnStmt, child ast.Node, stack []ast.Node) {
	fn := t.f.Obj
	if fn == nil || fn.Exported() || r.Results[0] != child || t.p.UsedAsValue(fn) || len(t.seen) > maxTrail {
		t.lost = true
		return
	}
	for _, n := range stack {
		if _, ok := n.(*ast.FuncLit); ok {
			t.lost = true
			return
		}
	}
	for _, c := range t.p.callers[fn] {
		if c.Func == nil || c.Mode != Now {
			t.lost = true
			return
		}
		h := t.p.holders[c.CallExpr]
		v := h.v
		if v == nil || v.IsField() || t.p.shared[v] || !t.p.only(v, h.def, fn) {
			t.lost = true
			return
		}
		if t.seen[v] {
			continue
		}
		sub := &trail{p: t.p, kind: t.kind, f: c.Func, seen: t.seen}
		sub.follow(v, c.Func.Top().Body)
		if sub.sent != nil {
			t.sent, t.client, t.waits, t.unsure, t.away = sub.sent, sub.client, sub.waits, t.unsure || sub.unsure, true
		}
		if sub.lost {
			t.lost = true
			return
		}
	}
}

// send records the call that waits, unless it runs apart: then something here
// waits for it and may give up.
func (t *trail) send(call *ast.CallExpr, client ast.Expr, waits effects.Waits, stack []ast.Node) {
	for _, n := range stack {
		if n.Pos() < t.f.Body.Pos() {
			continue // around the function that makes it
		}
		switch n := n.(type) {
		case *ast.GoStmt, *ast.DeferStmt:
			t.lost = true
		case *ast.FuncLit:
			g := t.p.byNode[n]
			switch {
			case g == nil:
			case g.Role == Spawned || g.Role == Deferred || g.call == nil:
				t.lost = true
			case g.Role == Value && !t.p.CallsArg(g):
				if e := t.p.Effects(g.call.Callee); e != nil && e.Spawns.Has(g.arg) {
					t.lost = true
				}
				t.unsure = true
			}
		}
	}
	t.sent, t.waits = call, waits
	if t.client == nil {
		t.client = client
	}
}
