package lifetime

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// This file answers: what ends a loop?
//
// Each statement that leaves the loop stands under tests, and each test asks
// somebody: a context, a channel, the clock, the result of a call, a variable
// that others write, or only what the loop computes itself. A variable asks
// whom its values came from. Signals are the union; which of the tests comes
// first, and whether its branch can be reached, is not looked at.

// Signals is the set of those whom a loop asks whether to end.
type Signals uint16

// The signals.
const (
	ByContext Signals = 1 << iota // its Done, Err or Cause, or the result of a callee that got it
	ByChannel                     // a receive, or the close of what is ranged over
	ByTimer                       // a timer, or the clock
	ByCall                        // the result of any other call: the error of a closed connection
	ByFlag                        // a variable that others write: a field, a captured or an atomic one
	ByData                        // what the loop computes, counts or ranges over

	// What parts tells apart.
	byLook   // a context that is looked at, not waited for
	byGlance // a channel that is looked at: the select has a default
	byHeed   // the result of a callee that got a context
	byPeer   // the result of a callee that waits for the outside
)

var signalNames = []string{"a context", "a channel", "the clock", "the result of a call", "a flag", "its own data"}

func (s Signals) String() string {
	var names []string
	for i, name := range signalNames {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// Signals returns whom the loop asks, none if nothing ends it at all. A
// condition that never changes counts as data.
func (l *Loop) Signals() Signals {
	w := &asker{l: l, p: l.Func.Pkg, seen: map[*types.Var]Signals{}}
	return w.loop()
}

func (w *asker) loop() Signals {
	l := w.l
	switch s := l.Stmt.(type) {
	case *ast.ForStmt:
		if s.Cond != nil && !l.Endless() {
			w.exit(w.whom(s.Cond))
		}
	case *ast.RangeStmt:
		w.found = w.ranged(s)
	}
	w.block(l.Body.List, 0)
	if l.thrown() {
		w.exit(ByCall)
	}
	return w.found
}

// An asker collects the signals of one loop.
type asker struct {
	l     *Loop
	p     *Package
	seen  map[*types.Var]Signals // of variables; 0 while it is being asked
	found Signals
	split bool
}

func (w *asker) ranged(s *ast.RangeStmt) Signals {
	t := w.p.Info.TypeOf(s.X)
	if t == nil {
		return ByData
	}
	switch t.Underlying().(type) {
	case *types.Chan:
		if w.l.Endless() {
			return 0
		}
		return ByChannel
	case *types.Signature:
		return ByCall
	}
	return ByData
}

// exit records a way out under the signals that guard it.
func (w *asker) exit(guards Signals) {
	if guards == 0 {
		guards = ByData
	}
	w.found |= guards
}

// block visits a statement list. A branch that goes on to the next turn guards
// what follows it.
func (w *asker) block(list []ast.Stmt, guards Signals) {
	for _, s := range list {
		w.stmt(s, guards)
		if s, ok := s.(*ast.IfStmt); ok && diverts(s.Body) {
			guards |= w.whom(s.Cond)
		}
		heard := w.waits(s)
		if w.split {
			heard &^= ByTimer // a pause before a test is not the test
		}
		guards |= heard
	}
}

func diverts(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	b, ok := body.List[len(body.List)-1].(*ast.BranchStmt)
	return ok && b.Tok == token.CONTINUE
}

// waits returns whom a plain statement has heard from once it is over.
func (w *asker) waits(s ast.Stmt) (heard Signals) {
	var e ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			e = s.Rhs[0]
		}
	}
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		heard = w.channel(u.X)
	}
	return heard
}

func (w *asker) stmt(s ast.Stmt, guards Signals) {
	if w.l.exits(s) {
		w.exit(guards)
		return
	}
	switch s := s.(type) {
	case *ast.BlockStmt:
		w.block(s.List, guards)
	case *ast.LabeledStmt:
		w.stmt(s.Stmt, guards)
	case *ast.IfStmt:
		guards |= w.whom(s.Cond)
		w.block(s.Body.List, guards)
		if s.Else != nil {
			w.stmt(s.Else, guards)
		}
	case *ast.SwitchStmt:
		if s.Tag != nil {
			guards |= w.whom(s.Tag)
		}
		w.clauses(s.Body, guards)
	case *ast.TypeSwitchStmt:
		w.clauses(s.Body, guards|w.whomStmt(s.Assign))
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			c := c.(*ast.CommClause)
			by := ByChannel // a default asks whether the channels are ready
			if e := received(c.Comm); e != nil {
				by = w.channel(e.X)
			}
			if w.split {
				by = inPassing(by, s, c)
			}
			w.block(c.Body, guards|by)
		}
	case *ast.ForStmt:
		if s.Cond != nil {
			guards |= w.whom(s.Cond)
		}
		w.block(s.Body.List, guards)
	case *ast.RangeStmt:
		w.block(s.Body.List, guards|ByData)
	}
}

func (w *asker) clauses(body *ast.BlockStmt, guards Signals) {
	for _, c := range body.List {
		c := c.(*ast.CaseClause)
		by := guards
		for _, e := range c.List {
			by |= w.whom(e)
		}
		w.block(c.Body, by)
	}
}

func (w *asker) whomStmt(s ast.Stmt) (by Signals) {
	ast.Inspect(s, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok {
			by |= w.whom(e)
			return false
		}
		return true
	})
	return by
}

func (w *asker) channel(ch ast.Expr) Signals {
	switch {
	case w.p.DoneOf(ch) != nil:
		return ByContext
	case typeIs(chanElem(w.p.Info.TypeOf(ch)), "time", "Time"):
		return ByTimer
	}
	return ByChannel
}

// whom returns those whom an expression's value comes from.
func (w *asker) whom(e ast.Expr) (by Signals) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				by |= w.channel(n.X)
				return false
			}
		case *ast.CallExpr:
			one, deeper := w.call(n)
			by |= one
			return deeper
		case *ast.SelectorExpr:
			if sel := w.p.Info.Selections[n]; sel != nil && sel.Kind() == types.FieldVal {
				if w.split && w.steps(n.X) {
					by |= ByData
					return false
				}
				by |= ByFlag
				return false
			}
			if _, ok := w.p.Info.Uses[n.Sel].(*types.Var); ok {
				by |= ByFlag
			}
			return false
		case *ast.Ident:
			if v, ok := w.p.Info.ObjectOf(n).(*types.Var); ok {
				by |= w.variable(v)
			}
		}
		return true
	})
	return by
}

func (w *asker) call(call *ast.CallExpr) (by Signals, deeper bool) {
	if w.p.Info.Types[call.Fun].IsType() {
		return 0, true
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if _, ok := w.p.Info.Uses[id].(*types.Builtin); ok {
			return 0, true
		}
	}
	switch fn := w.p.CalleeOf(call); {
	case w.p.asksContext(call):
		if w.split {
			return byLook, false
		}
		return ByContext, false
	case fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic":
		return ByFlag, false
	case fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "time":
		return ByTimer, false
	case fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "errors":
		return 0, true // errors.Is asks whom its argument came from
	}
	for _, arg := range call.Args {
		if IsContext(w.p.Info.TypeOf(arg)) {
			if w.split {
				return byHeed, false
			}
			return ByContext, false
		}
	}
	if w.split && w.p.peer(call) != 0 {
		return byPeer, false
	}
	return ByCall, false
}

func (w *asker) variable(v *types.Var) (by Signals) {
	if known, ok := w.seen[v]; ok {
		return known
	}
	switch {
	case v.Name() == "_":
		return 0
	case v.IsField() || v.Parent() == w.p.Pass.Pkg.Scope() || w.p.shared[v]:
		return ByFlag
	}
	w.seen[v] = 0
	for _, d := range w.p.defs[v] {
		switch {
		case d.Func != w.l.Func:
			by |= ByFlag
		case d.Rhs == nil:
			by |= ByData
		default:
			by |= w.whom(d.Rhs)
		}
	}
	w.seen[v] = by
	return by
}

// constantTrue reports whether an expression is the constant true.
func (p *Package) constantTrue(e ast.Expr) bool {
	v := p.Info.Types[e].Value
	return v != nil && v.Kind() == constant.Bool && constant.BoolVal(v)
}
