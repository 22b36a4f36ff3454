package explore

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// roots returns the functions worth exploring: they make what goroutines wait
// for, or call what makes it for them, and they start something. What a
// function does with things that it is given is unknown as long as nobody knows
// who else has them, except for locks.
func roots(p *lifetime.Package, l *locks) (all []*lifetime.Func) {
	makes := making(p)
	starts, locks := reaching(p, starting(p), true), reaching(p, locking(p), true)
	makers := reaching(p, maps.Clone(makes), true)
	for _, f := range p.Funcs {
		switch {
		case p.InTest(f.Node.Pos()):
			// what a test leaves behind ends with it
		case makes[f] && starts[f] && !l.doubtful(f) && knowMore(f.MadeBy(), f, makes):
			// it is explored together with the object
		case f.Outer == nil && makes[f] && (starts[f] || locks[f] || len(f.Ops) > 0),
			f.Outer == nil && starts[f] && callsMaker(p, f, makes),
			f.Outer == nil && starts[f] && makers[f] && alone(p, f),
			f.Outer != nil && f.Role == lifetime.Value && makes[f.Top()] && starts[f.Top()],
			home(f) == f && l.doubtful(f):
			all = append(all, f)
		}
	}
	return all
}

// knowMore reports whether those who have made a method's object have also made what
// others could end it by.
func knowMore(by []*lifetime.Func, f *lifetime.Func, makes map[*lifetime.Func]bool) bool {
	return len(by) > 0 && !isPlain(f.Sig.Recv().Type(), f.Pkg.Pass.Pkg, 0) &&
		!slices.ContainsFunc(by, func(f *lifetime.Func) bool { return !makes[f] })
}

// alone reports whether a function is given nothing that others wait for.
func alone(p *lifetime.Package, f *lifetime.Func) bool {
	if r := f.Sig.Recv(); r != nil && !isPlain(r.Type(), p.Pass.Pkg, 0) {
		return false
	}
	for v := range f.Sig.Params().Variables() {
		if !isContext(v.Type()) && !isPlain(v.Type(), p.Pass.Pkg, 0) {
			return false
		}
	}
	return true
}

// starting returns the declared functions in which something is started.
func starting(p *lifetime.Package) map[*lifetime.Func]bool {
	found := map[*lifetime.Func]bool{}
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			e := p.Effects(c.Callee)
			if c.Mode == lifetime.Apart || e != nil && e.Spawns != 0 {
				found[f.Top()] = true
			}
		}
	}
	return found
}

// locking returns the declared functions in which a lock is taken, or a once
// entered.
func locking(p *lifetime.Package) map[*lifetime.Func]bool {
	found := map[*lifetime.Func]bool{}
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			if c.Callee == nil || c.Callee.Pkg() == nil || c.Callee.Pkg().Path() != "sync" {
				continue
			}
			if name := c.Callee.Name(); name == "Lock" || name == "RLock" || name == "Do" {
				found[f.Top()] = true
			}
		}
	}
	return found
}

// reaching adds the functions that call one of a set, if apart also in a goroutine
// that they start.
func reaching(p *lifetime.Package, set map[*lifetime.Func]bool, apart bool) map[*lifetime.Func]bool {
	for changed := len(set) > 0; changed; {
		changed = false
		for _, f := range p.Funcs {
			if set[f.Top()] || !apart && spawned(f) != nil {
				continue
			}
			for _, c := range f.Calls {
				if !apart && c.Mode == lifetime.Apart {
					continue
				}
				if g := p.Body(c.CallExpr); g != nil && set[g.Top()] {
					set[f.Top()], changed = true, true
					break
				}
			}
		}
	}
	return set
}

// making returns the declared functions whose text makes a channel, a lock, a
// group or a context.
func making(p *lifetime.Package) map[*lifetime.Func]bool {
	return p.Memo(makingKey{}, func() any { return findMaking(p) }).(map[*lifetime.Func]bool)
}

type makingKey struct{}

func findMaking(p *lifetime.Package) map[*lifetime.Func]bool {
	found := map[*lifetime.Func]bool{}
	for _, f := range p.Funcs {
		if f.Outer != nil {
			continue
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if !found[f] {
				found[f] = makesHere(p, n)
			}
			return !found[f]
		})
	}
	return found
}

// own reports whether a function makes what it can wait for, or gets it from one
// that it calls, or waits for ever.
func (t *translator) own(fn *lifetime.Func) bool {
	found, ok := t.owns[fn]
	if ok {
		return found
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectStmt)
		found = found || ok && len(s.Body.List) == 0 || makesHere(t.pkg, n)
		return !found
	})
	found = found || callsMaker(t.pkg, fn, making(t.pkg))
	t.owns[fn] = found
	return found
}

func makesHere(p *lifetime.Package, n ast.Node) bool {
	switch x := n.(type) {
	case *ast.CallExpr:
		if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok {
			if b, ok := p.Info.Uses[id].(*types.Builtin); ok {
				t := p.Info.TypeOf(x)
				return (b.Name() == "make" || b.Name() == "new") && t != nil && waitable(t, p.Pass.Pkg, 0)
			}
		}
		return known.Is(p.CalleeOf(x), makers...)
	case *ast.CompositeLit:
		t := p.Info.TypeOf(x)
		return t != nil && waitable(t, p.Pass.Pkg, 0)
	case *ast.ValueSpec:
		for _, id := range x.Names {
			if v := p.Info.Defs[id]; v != nil && len(x.Values) == 0 && waitable(v.Type(), p.Pass.Pkg, 1) {
				return true
			}
		}
	}
	return false
}

// makers are the library's functions that make what one waits for.
var makers = []string{
	"context.WithCancel", "context.WithCancelCause", "context.WithTimeout", "context.WithDeadline",
	"sync.NewCond", "golang.org/x/sync/errgroup.WithContext", "time.After",
}

// waitable reports whether a value of the type is, or has inside, something
// that goroutines wait for. A channel behind a pointer or a variable is made
// elsewhere: depth 0 is what make and literals make.
func waitable(t types.Type, pkg *types.Package, depth int) bool {
	if _, ok := syncKind(t); ok {
		return true
	}
	if depth > 4 {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return depth == 0
	case *types.Pointer:
		return depth == 0 && waitable(u.Elem(), pkg, 1)
	case *types.Array:
		return waitable(u.Elem(), pkg, depth+1)
	case *types.Struct:
		if structOf(t, pkg) == nil {
			return false
		}
		for f := range u.Fields() {
			if waitable(f.Type(), pkg, depth+1) {
				return true
			}
		}
	}
	return false
}

// callsMaker reports whether a function gets such things from one that it
// calls.
func callsMaker(p *lifetime.Package, f *lifetime.Func, makes map[*lifetime.Func]bool) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		g := p.Body(call)
		if g == nil || !makes[g.Top()] {
			return true
		}
		for v := range g.Sig.Results().Variables() {
			if !isPlain(v.Type(), p.Pass.Pkg, 0) {
				found = true
			}
		}
		return !found
	})
	return found
}
