package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// This file answers: may a write of a flag and a poll of it happen at the same
// time? It looks for what forbids it, and one thing that may is enough.

// meets reports whether the loop and a write share a variable, and whether the
// start puts them side by side: the goroutine is started with what holds the
// flag, before the other side comes to it, and nothing has waited for its end.
func (q *Poll) meets(d Def, s start) bool {
	p, other, at := s.body.Pkg, d.Func, d.Node.Pos()
	if !s.reads {
		other, at = q.Loop.Func, q.Read.Pos()
	}
	if q.Flag.IsField() {
		if !p.carries(s, q.Flag) || d.Func != s.call.Func && p.unshared(d) {
			return false
		}
	} else if within(q.Flag.Pos(), s.body.Node) {
		return false // each goroutine has its own
	}
	if s.call.Func == nil {
		return false
	}
	for f := other; f != nil; f = f.Outer {
		if s.call.Func == f && s.precedes(at) {
			return false // before the start
		}
		at = f.Node.Pos()
	}
	return !p.inTurn(s, other) && !p.joined(s, d, q)
}

// inTurn reports whether the function that starts the goroutine starts the other
// side's, too, and has waited for the end of one of them then.
func (p *Package) inTurn(s start, other *Func) bool {
	roots := p.roots(other)
	return len(roots) > 0 && !slices.ContainsFunc(roots, func(r root) bool {
		return r.call == nil || r.call.Func != s.call.Func || !s.precedes(r.call.Pos()) && !p.joinedBefore(s, r.call.Func, r.call.Pos())
	})
}

// precedes reports whether a position of the function that starts the goroutine
// comes before the start only.
func (s start) precedes(at token.Pos) bool {
	f := s.call.Func
	return !f.leads(s.call.Pos(), at) && !(f.LoopAt(at) != nil && f.LoopAt(at) == f.LoopAt(s.call.Pos()))
}

// carries reports whether a goroutine is started with an object that has a field:
// it runs one of its methods, gets it, or captures it.
func (p *Package) carries(s start, field *types.Var) bool {
	has := func(t types.Type) bool {
		if t == nil {
			return false
		}
		u, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return false
		}
		for f := range u.Fields() {
			if f.Origin() == field {
				return true
			}
		}
		return false
	}
	found := false
	look := func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			v, ok := p.Info.Uses[id].(*types.Var)
			found = found || ok && !v.IsField() && !within(v.Pos(), s.body.Node) && has(v.Type())
		}
		return !found
	}
	ast.Inspect(s.call.CallExpr, look)
	return found
}

// unshared reports whether an assignment is to a field of something that its
// function has made: nobody else has it yet.
func (p *Package) unshared(d Def) bool {
	a, ok := d.Node.(*ast.AssignStmt)
	return ok && slices.ContainsFunc(a.Lhs, func(l ast.Expr) bool {
		root := p.Place(l).Root
		return root != nil && p.local(root, d.Func)
	})
}

// joined reports whether the other side waits for the end of the goroutine
// before it comes to the flag.
func (p *Package) joined(s start, d Def, q *Poll) bool {
	other, at := d.Func, d.Node.Pos()
	if !s.reads {
		other, at = q.Loop.Func, q.Read.Pos()
	}
	return p.joinedBefore(s, other, at)
}

// joinedBefore reports whether a function waits for the goroutine's end before it
// comes to a position.
func (p *Package) joinedBefore(s start, f *Func, at token.Pos) bool {
	return slices.ContainsFunc(s.call.Func.Spawns(), func(spawn *Spawn) bool {
		return spawn.Call == s.call && p.waited(spawn, f, at)
	})
}

// Order is what is known of the order of a poll and a write.
type Order uint8

// The orders.
const (
	Unordered  Order = iota // nothing orders them
	HalfLocked              // one side takes a lock for it, the other does not
	Ordered                 // something may
)

// Order returns whether locks, atomic operations or messages may order the
// write and the loop's turns. A lock orders them only if both sides hold it. A
// message does if the writer sends it after the write, or gets it before, and
// the loop does the other half with something of the same kind.
func (q *Poll) Order(w *FlagWrite) Order {
	p, f, write := q.Loop.Func.Pkg, w.Func, w.Node.Pos()
	reader, writer := p.guarded(q.Loop.Func, q.Read.Pos()), p.guarded(f, write)
	if reader && writer {
		return Ordered
	}
	gets, tells := q.Loop.Func.exchanges(func(pos token.Pos) bool { return within(pos, q.Loop.Stmt) }, 0)
	_, after := f.exchanges(func(pos token.Pos) bool { return f.leads(write, pos) }, 0)
	before, _ := f.exchanges(func(pos token.Pos) bool { return f.leads(pos, write) }, 0)
	for _, r := range p.runners()[f] { // what the caller of a setter does
		if r.Func != nil && r.Mode != Apart && !r.apart {
			_, rest := r.Func.exchanges(func(pos token.Pos) bool { return r.Func.leads(r.Pos(), pos) }, 0)
			after |= rest
		}
	}
	if w.Start != nil && w.Start.Mode != Apart {
		after |= byGroup | byOther // a group's Go says by itself that the body has ended
	}
	switch {
	case (gets&after|tells&before)&^byLock != 0:
		return Ordered
	case reader:
		return HalfLocked
	case gets&after != 0:
		return HalfLocked
	}
	return Unordered
}

// exchange is a set of ways in which goroutines hear of each other.
type exchange uint8

const (
	byAtomic exchange = 1 << iota
	byLock
	byMessage
	byGroup
	byOther
)

// exchanges returns by which ways a region of the function, and what it calls
// there, gets to know of other goroutines, and by which it tells them.
func (f *Func) exchanges(region func(token.Pos) bool, depth int) (gets, tells exchange) {
	p := f.Pkg
	for _, op := range f.Ops {
		if !region(op.Node.Pos()) && op.Mode != Later || p.IsTimerChan(op.Chan) || p.DoneOf(op.Chan) != nil {
			continue
		}
		tells |= byMessage
		if op.Kind != Close {
			gets |= byMessage
		}
	}
	for _, c := range f.Calls {
		if c.Mode == Apart || !region(c.Pos()) && c.Mode != Later {
			continue
		}
		g, t := exchangeOf(c)
		gets, tells = gets|g, tells|t
		if body := p.Body(c.CallExpr); body != nil && depth < 3 {
			g, t := body.exchanges(func(token.Pos) bool { return true }, depth+1)
			gets, tells = gets|g, tells|t
		}
	}
	return gets, tells
}

// exchangeOf returns the ways of one call.
func exchangeOf(c *Call) (gets, tells exchange) {
	name := methodName(c)
	if c.Callee != nil && c.Callee.Pkg() != nil {
		switch c.Callee.Pkg().Path() {
		case "sync/atomic":
			switch {
			case strings.HasPrefix(name, "Load"):
				return byAtomic, 0
			case strings.HasPrefix(name, "Store"):
				return 0, byAtomic
			}
			return byAtomic, byAtomic
		case "sync":
			switch spawnKind(c.Callee) {
			case "WaitGroup.Wait":
				return byGroup, 0
			case "WaitGroup.Done", "WaitGroup.Add", "WaitGroup.Go":
				return 0, byGroup
			case "Cond.Wait", "Cond.Signal", "Cond.Broadcast", "Map.Range", "Once.Do":
				return byOther, byOther
			}
		}
	}
	switch {
	case isLock(c):
		return byLock, 0
	case strings.HasSuffix(name, "Unlock"), name == "Release", strings.HasPrefix(name, "unlock"):
		return 0, byLock
	case name == "Wait":
		return byGroup | byOther, byOther
	}
	return 0, 0
}

// guarded reports whether a lock may be held at a position: something is locked
// on the way there, in the function or in one that calls it, or the name says
// so.
func (p *Package) guarded(f *Func, at token.Pos) bool {
	seen := map[*Func]bool{}
	var climb func(f *Func, at token.Pos) bool
	climb = func(f *Func, at token.Pos) bool {
		if f == nil || seen[f] {
			return false
		}
		seen[f] = true
		if strings.HasSuffix(f.Name(), "Locked") {
			return true
		}
		for _, c := range f.Calls {
			if c.Mode == Now && isLock(c) && f.leads(c.Pos(), at) {
				return true
			}
		}
		return slices.ContainsFunc(p.runners()[f], func(r runner) bool {
			return r.Mode != Apart && !r.apart && climb(r.Func, r.Pos())
		})
	}
	return climb(f, at)
}

// isLock reports whether a call takes a lock, as far as its name says.
func isLock(c *Call) bool {
	name := methodName(c)
	return name == "Lock" || name == "RLock" || name == "TryLock" || name == "Acquire" || strings.HasPrefix(name, "lock")
}

func methodName(c *Call) string {
	switch fun := ast.Unparen(c.Fun).(type) {
	case *ast.SelectorExpr:
		return fun.Sel.Name
	case *ast.Ident:
		return fun.Name
	}
	return ""
}
