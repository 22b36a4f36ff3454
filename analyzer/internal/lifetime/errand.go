package lifetime

import (
	"go/ast"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/effects"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file follows what is made now and waited for later: an HTTP request to
// the call that sends it, a command to the call that runs it. A context that
// is attached on the way ends the matter, and so does every use that is not
// understood: somebody else may attach one, or end it in another way.

// An errandKind is a request or a command.
type errandKind struct {
	how     WaitHow
	attach  map[string]bool // methods that give it a context
	escapes map[string]bool // fields and methods that let somebody end it
	starts  string
}

var (
	request = &errandKind{how: Request,
		attach:  map[string]bool{"WithContext": true, "Clone": true},
		escapes: map[string]bool{"Cancel": true}}
	command = &errandKind{how: Command,
		attach:  map[string]bool{"Cancel": true, "WaitDelay": true},
		escapes: map[string]bool{"Process": true}, starts: "Start"}
)

// made returns the kind of errand that a function makes without a context.
func made(fn *types.Func) *errandKind {
	switch fn.Name() {
	case "NewRequest":
		if fn.FullName() == "net/http.NewRequest" {
			return request
		}
	case "Command":
		if fn.FullName() == "os/exec.Command" {
			return command
		}
	}
	return nil
}

// errand returns the wait that the errand made by a call comes to, or nil.
func (f *Func) errand(c *Call, kind *errandKind) *Wait {
	t := &trail{p: f.Pkg, kind: kind, f: f, seen: map[*types.Var]bool{}}
	p := f.Pkg
	v, def := f.holder(c.CallExpr)
	switch {
	case v == nil: // exec.Command(...).Run()
		if kind != command {
			return nil
		}
		for _, run := range f.Calls {
			if sel, ok := ast.Unparen(run.Fun).(*ast.SelectorExpr); ok && ast.Unparen(sel.X) == c.CallExpr && run.Mode == Now {
				if carried, ok := known.CarriedBy(run.Callee); ok {
					return &Wait{Call: c, Until: run.CallExpr, How: Command, For: carried.Waits}
				}
			}
		}
		return nil
	case v.IsField() || p.shared[v]:
		return nil
	}
	for _, d := range p.defs[v] {
		if d.Node == def.Node {
			continue
		}
		if call, ok := ast.Unparen(d.Rhs).(*ast.CallExpr); d.Rhs == nil || !ok || p.CalleeOf(call) == nil || made(p.CalleeOf(call)) != kind {
			return nil // it may be another one by then
		}
	}
	t.follow(v, f.Top().Body)
	if t.lost || t.sent == nil {
		return nil
	}
	w := &Wait{Call: c, Until: t.sent, How: kind.how, For: t.waits, Unsure: t.unsure, Started: t.started}
	w.Bounded = kind == request && t.client != nil && p.hasLimit(t.client, 0)
	return w
}

// holder returns the variable that a call's first result is assigned to.
func (f *Func) holder(call *ast.CallExpr) (*types.Var, Def) {
	var found *types.Var
	var def Def
	look := func(lhs ast.Expr, node ast.Node) {
		v := f.Pkg.Variable(lhs)
		for _, d := range f.Pkg.defs[v] {
			if d.Node == node && d.Rhs != nil && ast.Unparen(d.Rhs) == call && d.At == 0 {
				found, def = v, d
			}
		}
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				look(l, n)
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				look(name, n)
			}
		}
		return found == nil
	})
	return found, def
}

// A trail is what the uses of an errand's variable come to.
type trail struct {
	p       *Package
	kind    *errandKind
	f       *Func // in which the errand is made
	seen    map[*types.Var]bool
	sent    *ast.CallExpr
	client  ast.Expr
	waits   effects.Waits
	started bool
	unsure  bool
	lost    bool
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
	} else if name == t.kind.starts && name != "" {
		t.started = true
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
	if len(t.p.defs[v]) > 0 || t.p.shared[v] || len(t.seen) > 5 {
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
	t.started = t.started || sub.started
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
