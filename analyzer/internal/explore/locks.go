package explore

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// locks tells what a package's functions do with locks that they do not make:
// those of receivers, parameters and package variables. Others have them, too,
// but who takes one gives it back: what a system does with them is as certain
// as with its own, unless a lock is handed from one function to another.
type locks struct {
	pkg    *lifetime.Package
	uses   map[*lifetime.Func][]lockUse // by the function that is called, started, or handed on: literals that run in it included
	takes  map[*lifetime.Func]lockSet   // by itself or in what it calls
	handed map[side]bool
	calls  map[token.Pos]*lifetime.Call // of these functions
}

// A lockSet is locks that are taken, and whether only to read.
type lockSet map[*types.Var]bool

// add notes that a lock is taken. It reports whether that is news.
func (s lockSet) add(v *types.Var, reads bool) bool {
	was, is := s[v]
	s[v] = reads && (was || !is)
	return !is || was != s[v]
}

// A lockUse is a call that takes a lock or gives it back.
type lockUse struct {
	lock     *types.Var
	call     *ast.CallExpr
	gives    bool
	reads    bool
	deferred bool
	depth    int            // of conditions around it
	spawned  *lifetime.Func // the goroutine's body that it is in, or nil
}

// A side of a lock is what is taken to write, or to read.
type side struct {
	lock  *types.Var
	reads bool
}

func (u lockUse) side() side { return side{u.lock, u.reads} }

func newLocks(p *lifetime.Package) *locks {
	l := &locks{pkg: p, uses: map[*lifetime.Func][]lockUse{}, handed: map[side]bool{}, calls: map[token.Pos]*lifetime.Call{}}
	tops := map[*lifetime.Func][]lockUse{} // by declared function
	for _, f := range p.Funcs {
		for _, c := range f.Calls {
			if u, ok := l.use(c); ok {
				l.uses[home(f)] = append(l.uses[home(f)], u)
				tops[f.Top()] = append(tops[f.Top()], u)
				l.calls[c.Pos()] = c
			}
		}
	}
	if len(tops) == 0 {
		return l
	}
	for _, uses := range tops {
		for _, u := range uses {
			if u.gives && !taken(uses, u) {
				l.handed[u.side()] = true
			}
		}
	}
	for _, f := range p.Pass.Files {
		l.values(f)
	}
	l.takes = l.reach()
	return l
}

// taken reports whether a goroutine or function has taken, further up in its
// text, what it gives back there.
func taken(uses []lockUse, back lockUse) bool {
	for _, u := range uses {
		if u.lock == back.lock && !u.gives && u.reads == back.reads && u.spawned == back.spawned && (u.call.Pos() < back.call.Pos() || back.deferred) {
			return true
		}
	}
	return false
}

// use returns what a call does with a lock.
func (l *locks) use(c *lifetime.Call) (u lockUse, ok bool) {
	switch {
	case known.Is(c.Callee, "(*sync.Mutex).Lock", "(*sync.RWMutex).Lock"):
	case known.Is(c.Callee, "(*sync.RWMutex).RLock"):
		u.reads = true
	case known.Is(c.Callee, "(*sync.Mutex).Unlock", "(*sync.RWMutex).Unlock"):
		u.gives = true
	case known.Is(c.Callee, "(*sync.RWMutex).RUnlock"):
		u.gives, u.reads = true, true
	default:
		return u, false
	}
	u.call, u.lock = c.CallExpr, lockOf(l.pkg, c.CallExpr)
	u.depth = c.Depth
	u.deferred = c.Mode == lifetime.Later
	u.spawned = spawned(c.Func)
	return u, u.lock != nil
}

// home returns the function, around a literal or itself, that is called, started
// or handed on as a whole.
func home(f *lifetime.Func) *lifetime.Func {
	for f.Outer != nil && f.Role != lifetime.Spawned && f.Role != lifetime.Value {
		f = f.Outer
	}
	return f
}

// spawned returns the literal, around a function or itself, that is a
// goroutine's.
func spawned(f *lifetime.Func) *lifetime.Func {
	for ; f != nil; f = f.Outer {
		if f.Role == lifetime.Spawned {
			return f
		}
	}
	return nil
}

// lockOf returns the variable or field that is the lock of a call's receiver.
func lockOf(p *lifetime.Package, call *ast.CallExpr) *types.Var {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if s := p.Info.Selections[sel]; s != nil && len(s.Index()) > 1 { // embedded
		return embedded(s)
	}
	return p.Variable(sel.X)
}

// embedded returns the last field on the way to a promoted method.
func embedded(s *types.Selection) (v *types.Var) {
	t := s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] {
		st, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		v = st.Field(i).Origin()
		t = v.Type()
	}
	return v
}

// values finds locks whose methods, or which themselves, are handed on as
// values: somebody else may give them back.
func (l *locks) values(file *ast.File) {
	called := map[ast.Expr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CallExpr:
			called[ast.Unparen(x.Fun)] = true
			if known.Is(l.pkg.CalleeOf(x), "sync.NewCond") {
				for _, a := range x.Args {
					called[ast.Unparen(a)] = true // who waits for it takes it again
				}
			}
		case *ast.SelectorExpr:
			if m, ok := l.pkg.Info.Uses[x.Sel].(*types.Func); ok && !called[x] && (m.Name() == "Unlock" || m.Name() == "RUnlock") {
				if v := lockOf(l.pkg, &ast.CallExpr{Fun: x}); v != nil {
					l.handed[side{v, m.Name() == "RUnlock"}] = true
				}
			}
		case *ast.UnaryExpr:
			if x.Op == token.AND && !called[x] {
				l.passes(x.X)
			}
		}
		for _, e := range passed(n) {
			l.passes(e)
		}
		return true
	})
}

// passed returns the values that a node hands on.
func passed(n ast.Node) []ast.Expr {
	switch x := n.(type) {
	case *ast.CallExpr:
		return x.Args
	case *ast.ReturnStmt:
		return x.Results
	case *ast.CompositeLit:
		return x.Elts
	case *ast.KeyValueExpr:
		return []ast.Expr{x.Value}
	}
	return nil
}

// passes notes that a lock, if the expression is one, is handed on.
func (l *locks) passes(e ast.Expr) {
	if v := l.pkg.Variable(e); v != nil {
		if k, ok := syncKind(deref(v.Type())); ok && (k == mutex || k == rwmutex) {
			l.handed[side{v, false}], l.handed[side{v, true}] = true, true
		}
	}
}

// givenBack reports whether who takes a lock gives it back, to write or to read.
func (l *locks) givenBack(v *types.Var) bool {
	return !l.handed[side{v, false}] && !l.handed[side{v, true}]
}

// lends reports whether the lock that a call takes is one to be given back.
func (l *locks) lends(call *ast.CallExpr) bool {
	c := l.calls[call.Pos()]
	if c == nil {
		return false
	}
	u, ok := l.use(c)
	return ok && !l.handed[u.side()]
}

// reach returns which locks a function takes, by itself or in what it calls.
func (l *locks) reach() map[*lifetime.Func]lockSet {
	takes := map[*lifetime.Func]lockSet{}
	add := func(f *lifetime.Func, v *types.Var, reads bool) bool {
		if takes[f] == nil {
			takes[f] = lockSet{}
		}
		return takes[f].add(v, reads)
	}
	for f, uses := range l.uses {
		for _, u := range uses {
			if !u.gives {
				add(f, u.lock, u.reads)
			}
		}
	}
	for changed := len(takes) > 0; changed; {
		changed = false
		for _, f := range l.pkg.Funcs {
			for _, c := range f.Calls {
				if g := l.pkg.Body(c.CallExpr); g != nil && c.Mode != lifetime.Apart {
					for v, reads := range takes[home(g)] {
						changed = add(home(f), v, reads) || changed
					}
				}
			}
		}
	}
	return takes
}

// doubtful reports whether a function may come to a lock that it holds, or
// return with one: then it is worth exploring.
func (l *locks) doubtful(f *lifetime.Func) bool {
	for _, u := range l.uses[f] {
		if !u.gives && !l.handed[u.side()] && (l.mayKeep(f, u) || l.comesBack(f, u)) {
			return true
		}
	}
	return false
}

// mayKeep reports whether a function gives a lock back here and there, and can
// be left elsewhere.
func (l *locks) mayKeep(f *lifetime.Func, u lockUse) bool {
	gives, inner := false, false
	for _, v := range l.uses[f] {
		switch {
		case v.lock != u.lock || !v.gives || v.reads != u.reads:
		case v.deferred:
			return false
		default:
			gives, inner = true, inner || v.depth > u.depth
		}
	}
	return inner || gives && returnsAfter(f, u.call.End())
}

// returnsAfter reports whether a return, or a break out of the order of
// things, stands behind a position: a function that has neither is left at its
// end.
func returnsAfter(f *lifetime.Func, pos token.Pos) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.ReturnStmt, *ast.BranchStmt:
			found = found || x.Pos() > pos
		}
		return !found
	})
	return found
}

// comesBack reports whether a function, between taking a lock and giving it
// back for the last time, takes it again or calls what does.
func (l *locks) comesBack(f *lifetime.Func, u lockUse) bool {
	_, again := l.under(f, u)[u.lock]
	return again
}

// under returns the locks that a function takes, or has taken, between taking
// one and giving it back for the last time.
func (l *locks) under(f *lifetime.Func, u lockUse) lockSet {
	all := lockSet{}
	end := l.last(f, u)
	for _, g := range l.pkg.Funcs {
		if home(g) != f {
			continue
		}
		for _, c := range g.Calls {
			if c.Pos() <= u.call.Pos() || c.Pos() >= end || c.Mode == lifetime.Apart {
				continue
			}
			if v, ok := l.use(c); ok && !v.gives {
				all.add(v.lock, v.reads)
			}
			if b := l.pkg.Body(c.CallExpr); b != nil {
				for v, reads := range l.takes[home(b)] {
					all.add(v, reads)
				}
			}
		}
	}
	return all
}

// last returns up to where a function may hold a lock that it takes.
func (l *locks) last(f *lifetime.Func, u lockUse) token.Pos {
	last := token.NoPos
	for _, v := range l.uses[f] {
		switch {
		case v.lock != u.lock || !v.gives:
		case v.deferred:
			return f.Body.End()
		default:
			last = max(last, v.call.Pos())
		}
	}
	if !last.IsValid() {
		return f.Body.End()
	}
	return last
}

// passedOn reports whether what a lock belongs to gets another name: it may be
// given back by that.
func (l *locks) passedOn(c *lifetime.Call) bool {
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return true
	}
	id := base(sel.X)
	if id == nil {
		return true
	}
	v, found := l.pkg.Info.Uses[id], false
	ast.Inspect(c.Func.Top().Body, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
			for _, r := range a.Rhs {
				other, ok := ast.Unparen(r).(*ast.Ident)
				found = found || ok && l.pkg.Info.Uses[other] == v
			}
		}
		return !found
	})
	return found
}

// base returns the variable at the beginning of a path of fields.
func base(e ast.Expr) *ast.Ident {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return base(x.X)
	case *ast.StarExpr:
		return base(x.X)
	}
	return nil
}
