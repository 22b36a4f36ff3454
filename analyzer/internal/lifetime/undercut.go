package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// This file answers: which methods take from a goroutine of their object what it
// still uses?
//
// Such a method tells the goroutine to stop, by a channel or a context in a
// field, waits for nothing, and closes something in another field: a channel
// that the goroutine sends to, or a file or the like that it writes to. To close
// what the goroutine waits for is a way to stop it, and no such thing.

// An Undercut is one such method.
type Undercut struct {
	Spawn   *Spawn
	Method  *Func
	Release ast.Node // the close of the channel, or the call of Close
	What    string   // as the method says it
	Use     ast.Node // by the goroutine
	Panics  bool     // it is a send
}

// Undercuts returns them in the order of the methods.
func (p *Package) Undercuts() (all []Undercut) {
	spawns := p.ownedSpawns()
	if len(spawns) == 0 {
		return nil
	}
	for _, m := range p.Funcs {
		if m.Obj == nil || m.Sig.Recv() == nil || m.pauses() {
			continue
		}
		for _, s := range spawns {
			if s.of == recvNamed(m.Sig.Recv()) && m.signals(s) {
				all = m.undercuts(s, all)
			}
		}
	}
	return all
}

// An ownedSpawn is a goroutine of an object that nobody waits for.
type ownedSpawn struct {
	*Spawn
	of    *types.Named
	funcs map[*Func]bool
}

func (p *Package) ownedSpawns() (all []*ownedSpawn) {
	for _, f := range p.Funcs {
		top := f.Top()
		of := top.Makes()
		if top.Sig.Recv() != nil {
			of = recvNamed(top.Sig.Recv())
		}
		if of == nil {
			continue
		}
		for _, s := range f.Spawns() {
			if s.Body == nil || s.Kind != "go" || len(s.Joins()) > 0 {
				continue
			}
			all = append(all, &ownedSpawn{s, of, s.Body.reached()})
		}
	}
	return all
}

func recvNamed(recv *types.Var) *types.Named {
	n, _ := types.Unalias(deref(recv.Type())).(*types.Named)
	if n == nil {
		return nil
	}
	return n.Origin()
}

// reached returns the functions that run when f does, a few levels deep.
func (f *Func) reached() map[*Func]bool {
	seen := map[*Func]bool{}
	var visit func(f *Func, depth int)
	visit = func(f *Func, depth int) {
		if seen[f] || depth > stopDepth {
			return
		}
		seen[f] = true
		for _, c := range f.Calls {
			if body := f.Pkg.Body(c.CallExpr); body != nil && c.Mode != Apart {
				visit(body, depth+1)
			}
		}
		for _, g := range f.inner {
			if g.Role == Deferred || g.Role == Called || g.Role == Value && f.Pkg.CallsArg(g) {
				visit(g, depth+1)
			}
		}
	}
	visit(f, 0)
	return seen
}

// pauses reports whether a method may wait for something, whatever that is.
func (f *Func) pauses() bool {
	for g := range f.reached() {
		for _, op := range g.Ops {
			if op.Receives() && (op.Select == nil || op.Select.Default == nil) {
				return true
			}
		}
		for _, c := range g.Calls {
			if c.Callee != nil && (isGroupWait(c.Callee) || known.Is(c.Callee, "time.Sleep")) {
				return true
			}
		}
	}
	return false
}

// signals reports whether a method closes the channel, or cancels the context,
// that ends the goroutine.
func (f *Func) signals(s *ownedSpawn) bool {
	p := f.Pkg
	told := map[*types.Var]bool{}
	for _, op := range f.Ops {
		if op.Kind == Close {
			told[p.Variable(op.Chan)] = true
		}
	}
	for _, c := range f.Calls {
		if v := p.Variable(c.Fun); c.Callee == nil && v != nil && v.IsField() {
			told[p.pairedContext(v)] = true
		}
	}
	delete(told, nil)
	return s.asks(told)
}

// asks reports whether the goroutine receives from one of the channels, or
// looks at one of the contexts.
func (s *ownedSpawn) asks(told map[*types.Var]bool) bool {
	found := false
	for f := range s.funcs {
		for _, op := range f.Ops {
			found = found || op.Receives() && told[f.Pkg.Variable(op.Chan)]
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && IsContext(f.Pkg.Info.TypeOf(sel)) {
				found = found || told[f.Pkg.Variable(sel)]
			}
			return !found
		})
	}
	return found
}

// undercuts adds what a method closes and the goroutine uses.
func (f *Func) undercuts(s *ownedSpawn, all []Undercut) []Undercut {
	p := f.Pkg
	for _, op := range f.Ops {
		v := p.Variable(op.Chan)
		if op.Kind != Close || v == nil || !v.IsField() {
			continue
		}
		if send := s.sends(v); send != nil {
			all = append(all, Undercut{s.Spawn, f, op.Node, Text(op.Chan), send.Node, true})
		}
	}
	for _, c := range f.Calls {
		sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
		if !ok || !releases(sel.Sel.Name) {
			continue
		}
		v := p.Variable(sel.X)
		if v == nil || !v.IsField() || f.guarded(s, c.Pos()) || f.clears(v) {
			continue
		}
		if use := s.writes(v); use != nil {
			all = append(all, Undercut{s.Spawn, f, c.CallExpr, Text(sel.X), use, false})
		}
	}
	return all
}

// sends returns a send to a field's channel by the goroutine, or nil.
func (s *ownedSpawn) sends(v *types.Var) *Op {
	for _, f := range s.Call.Func.Pkg.Funcs {
		if !s.funcs[f] {
			continue
		}
		for _, op := range f.Ops {
			if op.Kind == Send && f.Pkg.Variable(op.Chan) == v {
				return op
			}
		}
	}
	return nil
}

// writes returns a call by the goroutine of a method of the writer that a field
// holds; nil if there is none, or if the goroutine waits for that.
func (s *ownedSpawn) writes(v *types.Var) (use ast.Node) {
	for _, f := range s.Call.Func.Pkg.Funcs {
		if !s.funcs[f] {
			continue
		}
		for _, c := range f.Calls {
			if f.receiver(c) != v || c.Callee == nil {
				continue
			}
			if waking(c.Callee.Name()) || !isWriter(v.Type()) {
				return nil
			}
			if use == nil && !releases(c.Callee.Name()) {
				use = c.CallExpr
			}
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr) // io.Copy(w, s.in)
			if ok && slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return f.Pkg.Variable(a) == v }) && f.Pkg.peer(call) != noPeer {
				use = nil
			}
			return true
		})
	}
	return use
}

func waking(method string) bool {
	return slices.Contains([]string{"Read", "ReadFrom", "ReadMessage", "Accept", "Recv", "RecvMsg", "Next", "Wait", "Serve", "Run", "Receive", "Scan"}, method)
}

// isWriter reports whether something is written to, and has no other end that
// notices when it is closed.
func isWriter(t types.Type) bool {
	has := func(name string) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		_, ok := obj.(*types.Func)
		return ok
	}
	return has("Write") && !has("RemoteAddr")
}

// guarded reports whether a lock is held around the release, and the goroutine
// takes one, too: then it may well look whether it is too late.
func (f *Func) guarded(s *ownedSpawn, pos token.Pos) bool {
	locks := func(c *Call) bool {
		return c.Callee != nil && (c.Callee.Name() == "Lock" || c.Callee.Name() == "RLock") && c.Callee.Pkg() != nil && c.Callee.Pkg().Path() == "sync"
	}
	mine := slices.ContainsFunc(f.Calls, func(c *Call) bool { return locks(c) && c.Pos() < pos })
	if !mine {
		return false
	}
	for g := range s.funcs {
		if slices.ContainsFunc(g.Calls, locks) {
			return true
		}
	}
	return false
}

// clears reports whether a method gives a field another value.
func (f *Func) clears(v *types.Var) bool {
	return slices.ContainsFunc(f.Pkg.defs[v], func(d Def) bool { return d.Func == f })
}
