package explore

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

func (w *writer) ifStmt(x *ast.IfStmt) {
	if x.Init != nil {
		w.stmt(x.Init)
	}
	w.expr(x.Cond)
	no := w.test(x.Cond, x.Cond.Pos())
	w.block(x.Body.List)
	if x.Else == nil {
		w.patch(no)
		return
	}
	end := w.jump(0, x.Else.Pos())
	w.patch(no)
	w.stmt(x.Else)
	w.patch(end)
}

func (w *writer) forStmt(x *ast.ForStmt) {
	w.enterLoop()
	if x.Init != nil {
		w.stmt(x.Init)
	}
	if x.Init == nil && x.Cond == nil && x.Post == nil && len(x.Body.List) == 0 {
		w.emit(instr{do: doLost, pos: x.Pos()}) // spins
	}
	top := w.here()
	if x.Cond != nil {
		w.bound(x)
		out := &w.outs[len(w.outs)-1]
		out.breaks = append(out.breaks, w.test(x.Cond, x.Cond.Pos()))
	}
	body := len(w.c.boxed)
	w.block(x.Body.List)
	w.again()
	w.forget(body)
	w.renew(x.Init)
	if x.Post != nil {
		w.stmt(x.Post)
	}
	w.jump(top, x.Pos())
	w.leave()
}

func (w *writer) enterLoop() { w.enter(true) }

// bound writes a loop's condition. What a counter is compared with becomes a
// number: unknown ones are tried small. In a loop that does not count, the
// numbers are what its body makes of them.
func (w *writer) bound(x *ast.ForStmt) {
	b, ok := ast.Unparen(x.Cond).(*ast.BinaryExpr)
	if !ok || x.Post == nil || w.info.Types[x.Cond].Value != nil || !isInteger(w.typeOf(b.X)) {
		w.expr(x.Cond)
		return
	}
	w.expr(b.X)
	w.count(b.X)
	w.expr(b.Y)
	w.count(b.Y)
	w.emit(instr{do: doBinary, name: b.Op.String(), pos: b.OpPos})
}

// count makes the number on the stack a small one.
func (w *writer) count(e ast.Expr) { w.countFrom(e, 0) }

func (w *writer) countFrom(e ast.Expr, least int) {
	w.emit(instr{do: doCount, a: least, pos: e.Pos()})
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// renew gives the variables of a loop that closures share new cells: every
// turn has its own.
func (w *writer) renew(init ast.Stmt) {
	a, ok := init.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE {
		return
	}
	for _, l := range a.Lhs {
		if v, ok := w.info.Defs[l.(*ast.Ident)].(*types.Var); ok && w.t.boxes[v] {
			w.emit(instr{do: doLoad, a: w.slot(v)})
			w.emit(instr{do: doDefine, a: w.slot(v)})
		}
	}
}

func (w *writer) rangeStmt(x *ast.RangeStmt) {
	switch u := w.typeOf(x.X).Underlying().(type) {
	case *types.Chan:
		w.rangeChan(x)
		return
	case *types.Signature:
		w.expr(x.X)
		if call, ok := ast.Unparen(x.X).(*ast.CallExpr); !ok || !w.isSized(call) {
			w.emit(instr{do: doExpose})
			w.unknown(1)
		}
	default:
		w.expr(x.X)
		if b, ok := u.(*types.Basic); ok && b.Info()&types.IsInteger != 0 {
			w.count(x.X)
		}
	}
	over, at := w.hidden(), w.hidden()
	w.emit(instr{do: doStore, a: over})
	w.constant(num(0))
	w.emit(instr{do: doStore, a: at})
	w.enterLoop()
	top := w.here()
	in := instr{do: doNext, a: over, b: at, typ: w.typeOf(x.X).Underlying(), pos: x.Pos()}
	w.emit(in) // leaves key, value, whether there is one
	out := &w.outs[len(w.outs)-1]
	out.breaks = append(out.breaks, w.fork(x.Pos()))
	body := len(w.c.boxed)
	w.rangeVar(x, x.Value)
	w.rangeVar(x, x.Key)
	w.block(x.Body.List)
	w.again()
	w.forget(body)
	w.jump(top, x.Pos())
	w.leave()
}

func (w *writer) rangeChan(x *ast.RangeStmt) {
	ch := w.hidden()
	w.expr(x.X)
	w.emit(instr{do: doStore, a: ch})
	w.enterLoop()
	top := w.here()
	w.emit(instr{do: doLoad, a: ch})
	w.emit(instr{op: opReceive, a: 2, typ: elem(w.typeOf(x.X)), pos: x.Pos(), node: x})
	open := w.fork(x.Pos())
	body := len(w.c.boxed)
	w.rangeVar(x, x.Key)
	w.block(x.Body.List)
	w.again()
	w.forget(body)
	w.jump(top, x.Pos())
	w.patch(open)
	w.drop(1)
	w.leave()
}

func (w *writer) rangeVar(x *ast.RangeStmt, e ast.Expr) {
	switch {
	case e == nil:
		w.drop(1)
	case x.Tok == token.DEFINE:
		w.define(e.(*ast.Ident))
	default:
		w.assign(e)
	}
}

func (w *writer) switchStmt(x *ast.SwitchStmt) {
	w.enter(false)
	if x.Init != nil {
		w.stmt(x.Init)
	}
	tag := -1
	if x.Tag != nil {
		tag = w.hidden()
		w.expr(x.Tag)
		w.emit(instr{do: doStore, a: tag})
	}
	other := -1
	clauses := x.Body.List
	jumps := make([][]int, len(clauses))
	for i, c := range clauses {
		clause := c.(*ast.CaseClause)
		if clause.List == nil {
			other = i
		}
		for _, e := range clause.List {
			about := e
			if tag >= 0 {
				w.emit(instr{do: doLoad, a: tag})
				w.expr(e)
				w.emit(instr{do: doBinary, name: "==", pos: e.Pos()})
				about = &ast.BinaryExpr{X: x.Tag, OpPos: e.Pos(), Op: token.EQL, Y: e}
			} else {
				w.expr(e)
			}
			miss := w.test(about, e.Pos())
			jumps[i] = append(jumps[i], w.jump(0, e.Pos()))
			w.patch(miss)
		}
	}
	if w.exhaustive(x) {
		w.emit(instr{do: doLost, pos: x.Pos()})
	}
	w.bodies(clauses, jumps, other, w.jump(0, x.Pos()))
	w.leave()
}

// exhaustive reports whether a switch has a case for every constant of a type of
// the package: then no other value is meant to be.
func (w *writer) exhaustive(x *ast.SwitchStmt) bool {
	if x.Tag == nil {
		return false
	}
	n, ok := types.Unalias(w.typeOf(x.Tag)).(*types.Named)
	if !ok || n.Obj().Pkg() != w.pkg() {
		return false
	}
	if _, ok := n.Underlying().(*types.Basic); !ok {
		return false
	}
	var values []string
	for _, c := range x.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			if v := w.info.Types[e].Value; v != nil {
				values = append(values, v.ExactString())
			}
		}
	}
	count := 0
	for _, name := range n.Obj().Parent().Names() {
		if c, ok := n.Obj().Parent().Lookup(name).(*types.Const); ok && types.Identical(c.Type(), n) {
			if count++; !slices.Contains(values, c.Val().ExactString()) {
				return false
			}
		}
	}
	return count > 1
}

// bodies writes the bodies of a switch's clauses, to which jumps lead.
func (w *writer) bodies(clauses []ast.Stmt, jumps [][]int, other, miss int) {
	w.next = -1
	for i, c := range clauses {
		w.patch(jumps[i]...)
		if i == other {
			w.patch(miss)
		}
		if w.next >= 0 {
			w.patch(w.next)
			w.next = -1
		}
		w.block(c.(*ast.CaseClause).Body)
		if w.next < 0 {
			o := &w.outs[len(w.outs)-1]
			o.breaks = append(o.breaks, w.jump(0, c.End()))
		}
	}
	if other < 0 {
		w.patch(miss)
	}
}

func (w *writer) typeSwitch(x *ast.TypeSwitchStmt) {
	w.enter(false)
	if x.Init != nil {
		w.stmt(x.Init)
	}
	var subject ast.Expr
	switch a := x.Assign.(type) {
	case *ast.AssignStmt:
		subject = a.Rhs[0].(*ast.TypeAssertExpr).X
	case *ast.ExprStmt:
		subject = a.X.(*ast.TypeAssertExpr).X
	}
	tag := w.hidden()
	w.expr(subject)
	w.emit(instr{do: doStore, a: tag})
	other := -1
	jumps := make([][]int, len(x.Body.List))
	for i, c := range x.Body.List {
		clause := c.(*ast.CaseClause)
		if clause.List == nil {
			other = i
		}
		for _, e := range clause.List {
			w.emit(instr{do: doLoad, a: tag})
			w.emit(instr{do: doAssert, typ: w.typeOf(e), pos: e.Pos()})
			miss := w.fork(e.Pos())
			jumps[i] = append(jumps[i], w.here())
			w.drop(1)
			w.named(clause, tag)
			jumps[i][len(jumps[i])-1] = w.jump(0, e.Pos())
			w.patch(miss)
			w.drop(1)
		}
		if clause.List == nil {
			w.named(clause, tag)
		}
	}
	w.bodies(x.Body.List, jumps, other, w.jump(0, x.Pos()))
	w.leave()
}

// named defines the variable that a clause of a type switch has.
func (w *writer) named(clause *ast.CaseClause, tag int) {
	if v, ok := w.info.Implicits[clause].(*types.Var); ok {
		w.emit(instr{do: doLoad, a: tag})
		w.emit(instr{do: doDefine, a: w.slot(v)})
	}
}

// selectStmt leaves the channels, and what is sent, of all cases on the stack,
// in the order of the cases.
func (w *writer) selectStmt(x *ast.SelectStmt) {
	if len(x.Body.List) == 0 {
		w.emit(instr{op: opForever, pos: x.Pos(), node: x})
		return
	}
	w.enter(false)
	in := instr{op: opSelect, a: -1, b: -1, pos: x.Pos(), node: x}
	for i, c := range x.Body.List {
		clause := c.(*ast.CommClause)
		switch s := clause.Comm.(type) {
		case nil:
			in.b = i
			continue
		case *ast.SendStmt:
			w.expr(s.Chan)
			w.given(s.Value, elem(w.typeOf(s.Chan)))
			in.arms = append(in.arms, arm{send: true, pos: clause.Pos(), index: i})
		default:
			recv, wanted := received(s)
			if recv == nil { // the code is broken
				w.emit(instr{do: doLost, pos: clause.Pos()})
				w.leave()
				return
			}
			w.expr(recv.X)
			in.arms = append(in.arms, arm{wanted: wanted, typ: elem(w.typeOf(recv.X)), pos: clause.Pos(), index: i})
		}
	}
	at := w.emit(in)
	n := 0
	for i, c := range x.Body.List {
		clause := c.(*ast.CommClause)
		if i == in.b {
			w.c.ins[at].a = w.here()
		} else {
			w.c.ins[at].arms[n].target = w.here()
			n++
			if a, ok := clause.Comm.(*ast.AssignStmt); ok {
				for j := len(a.Lhs) - 1; j >= 0; j-- {
					if a.Tok == token.DEFINE {
						w.defineOrAssign(a.Lhs[j])
					} else {
						w.assign(a.Lhs[j])
					}
				}
			}
		}
		w.block(clause.Body)
		o := &w.outs[len(w.outs)-1]
		o.breaks = append(o.breaks, w.jump(0, clause.End()))
	}
	w.leave()
}

// received returns the receive of a select's case, and how many of its values
// are used.
func received(s ast.Stmt) (*ast.UnaryExpr, int) {
	var e ast.Expr
	n := 0
	switch x := s.(type) {
	case *ast.AssignStmt:
		e, n = x.Rhs[0], len(x.Lhs)
	case *ast.ExprStmt:
		e = x.X
	}
	recv, ok := ast.Unparen(e).(*ast.UnaryExpr)
	if !ok {
		return nil, 0
	}
	return recv, n
}

// elem returns what a channel carries.
func elem(t types.Type) types.Type {
	if c, ok := t.Underlying().(*types.Chan); ok {
		return c.Elem()
	}
	return types.Typ[types.Invalid]
}
