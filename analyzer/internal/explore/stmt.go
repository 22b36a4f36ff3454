package explore

import (
	"go/ast"
	"go/token"
	"go/types"
)

func (w *writer) block(list []ast.Stmt) {
	for i, s := range list {
		if i > 0 && w.onPurpose(list[i-1], s) {
			w.emit(instr{op: opForever, pos: s.Pos(), node: s})
			continue
		}
		w.stmt(s)
	}
}

func (w *writer) stmt(s ast.Stmt) {
	switch x := s.(type) {
	case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
		if w.t.duty.inert(x, w.calls) && !w.setsCount(x) {
			if w.calls == noCalls {
				w.touched(x)
			}
			w.havoc(x)
			return
		}
	}
	switch s.(type) {
	case *ast.BlockStmt, *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		defer w.forget(len(w.c.boxed))
	}
	switch x := s.(type) {
	case *ast.BlockStmt:
		w.block(x.List)
	case *ast.ExprStmt:
		w.exprStmt(x)
	case *ast.SendStmt:
		w.expr(x.Chan)
		w.given(x.Value, elem(w.typeOf(x.Chan)))
		w.emit(instr{op: opSend, pos: x.Arrow, node: x})
	case *ast.IncDecStmt:
		w.expr(x.X)
		w.constant(num(1))
		w.emit(instr{do: doBinary, name: x.Tok.String()[:1], pos: x.Pos()})
		w.assign(x.X)
	case *ast.AssignStmt:
		w.assignment(x)
	case *ast.DeclStmt:
		w.declaration(x)
	case *ast.GoStmt:
		w.apart(x.Call, instr{do: doGo, pos: x.Pos(), node: x})
	case *ast.DeferStmt:
		w.apart(x.Call, instr{do: doDefer, pos: x.Pos()})
	case *ast.ReturnStmt:
		w.returns(x)
	case *ast.BranchStmt:
		w.branch(x)
	case *ast.LabeledStmt:
		w.label = x.Label.Name
		w.labelled(x)
	case *ast.IfStmt:
		w.ifStmt(x)
	case *ast.ForStmt:
		w.forStmt(x)
	case *ast.RangeStmt:
		w.rangeStmt(x)
	case *ast.SwitchStmt:
		w.switchStmt(x)
	case *ast.TypeSwitchStmt:
		w.typeSwitch(x)
	case *ast.SelectStmt:
		w.selectStmt(x)
	}
}

// forget clears the variables that were first met since there were n slots:
// states that differ in them only are the same.
func (w *writer) forget(n int) {
	if len(w.c.boxed) > n {
		w.emit(instr{do: doClear, a: n, b: len(w.c.boxed)})
	}
}

func (w *writer) exprStmt(x *ast.ExprStmt) {
	switch e := ast.Unparen(x.X).(type) {
	case *ast.CallExpr:
		w.call(e, 0)
	case *ast.UnaryExpr:
		w.expr(e)
		w.drop(1)
	}
}

// labelled writes a labelled statement; a block's label is left by break only.
func (w *writer) labelled(x *ast.LabeledStmt) {
	switch x.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		w.stmt(x.Stmt)
	default:
		w.enter(false)
		w.stmt(x.Stmt)
		w.leave()
	}
}

func (w *writer) enter(loop bool) {
	w.outs = append(w.outs, out{label: w.label, loop: loop})
	w.label = ""
}

// leave patches the breaks of the innermost statement to lead here.
func (w *writer) leave() {
	o := w.outs[len(w.outs)-1]
	w.outs = w.outs[:len(w.outs)-1]
	w.patch(o.breaks...)
}

// again patches the continues of the innermost loop to lead here.
func (w *writer) again() {
	o := &w.outs[len(w.outs)-1]
	w.patch(o.continues...)
	o.continues = nil
}

func (w *writer) branch(x *ast.BranchStmt) {
	label := ""
	if x.Label != nil {
		label = x.Label.Name
	}
	if x.Tok == token.FALLTHROUGH {
		w.next = w.jump(0, x.Pos())
		return
	}
	for i := len(w.outs) - 1; i >= 0 && x.Tok != token.GOTO; i-- {
		o := &w.outs[i]
		if label != "" && o.label != label || x.Tok == token.CONTINUE && !o.loop {
			continue
		}
		at := w.jump(0, x.Pos())
		if x.Tok == token.BREAK {
			o.breaks = append(o.breaks, at)
		} else {
			o.continues = append(o.continues, at)
		}
		return
	}
	w.emit(instr{do: doLost, pos: x.Pos()}) // goto
}

// touched makes unknown what the calls of a statement that are passed over with
// it may have changed.
func (w *writer) touched(s ast.Stmt) {
	given := map[*types.Var]bool{}
	in := instr{do: doTouched, pos: s.Pos()}
	ast.Inspect(s, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.t.duty.passedOver(call) {
			return true
		}
		in.fns = append(in.fns, w.t.pkg.Body(call))
		ast.Inspect(call, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if v, ok := w.info.Uses[id].(*types.Var); ok {
					if _, ok := w.slots[v]; ok && !given[v] {
						given[v] = true
						w.get(w.slot(v))
					}
				}
			}
			return true
		})
		return true
	})
	if in.a = len(given); len(in.fns) > 0 {
		w.emit(in)
	}
}

func orBlank(e ast.Expr) ast.Expr {
	if e == nil {
		return ast.NewIdent("_")
	}
	return e
}

func (w *writer) declaration(x *ast.DeclStmt) {
	d, ok := x.Decl.(*ast.GenDecl)
	if !ok || d.Tok != token.VAR {
		return
	}
	for _, spec := range d.Specs {
		vs, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		switch {
		case len(vs.Values) == 0:
			for _, id := range vs.Names {
				w.emit(instr{do: doZero, typ: w.typeOf(id), pos: id.Pos()})
				w.define(id)
			}
		case len(vs.Values) == len(vs.Names):
			for i, id := range vs.Names {
				w.operand(vs.Values[i])
				w.define(id)
			}
		default:
			w.multi(vs.Values[0], len(vs.Names))
			for i := len(vs.Names) - 1; i >= 0; i-- {
				w.define(vs.Names[i])
			}
		}
	}
}

func (w *writer) assignment(x *ast.AssignStmt) {
	store := w.assign
	if x.Tok == token.DEFINE {
		store = w.defineOrAssign
	}
	switch {
	case x.Tok != token.ASSIGN && x.Tok != token.DEFINE:
		w.expr(x.Lhs[0])
		w.expr(x.Rhs[0])
		op := x.Tok.String()
		w.emit(instr{do: doBinary, name: op[:len(op)-1], pos: x.TokPos})
		w.assign(x.Lhs[0])
	case len(x.Lhs) == len(x.Rhs):
		for _, r := range x.Rhs {
			w.operand(r)
		}
		for i := len(x.Lhs) - 1; i >= 0; i-- {
			store(x.Lhs[i])
		}
	default:
		w.multi(x.Rhs[0], len(x.Lhs))
		for i := len(x.Lhs) - 1; i >= 0; i-- {
			store(x.Lhs[i])
		}
	}
}

// multi leaves n values of one expression.
func (w *writer) multi(e ast.Expr, n int) {
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		w.call(x, n)
	case *ast.UnaryExpr:
		w.receive(x, n)
	case *ast.IndexExpr:
		w.index(x, n)
	case *ast.TypeAssertExpr:
		w.expr(x.X)
		w.emit(instr{do: doAssert, typ: w.typeOf(x.Type), pos: x.Pos()})
	default:
		w.unknown(n)
	}
}

// defineOrAssign stores the value on the stack in a variable of a := statement.
func (w *writer) defineOrAssign(e ast.Expr) {
	if id, ok := e.(*ast.Ident); ok && w.info.Defs[id] != nil {
		w.define(id)
		return
	}
	w.assign(e)
}

func (w *writer) define(id *ast.Ident) {
	v, ok := w.info.Defs[id].(*types.Var)
	if !ok || id.Name == "_" {
		w.drop(1)
		return
	}
	w.emit(instr{do: doDefine, a: w.slot(v)})
}

// assign stores the value on the stack.
func (w *writer) assign(e ast.Expr) {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := w.info.ObjectOf(x).(*types.Var)
		switch {
		case !ok || x.Name == "_":
			w.drop(1)
		case !w.t.isLocal(v):
			w.emit(instr{do: doSetGlobal, b: w.mark(v), name: placeOf(v)})
		case isAggregate(v.Type()):
			w.emit(instr{do: doOverwrite, a: w.slot(v)})
		default:
			w.emit(instr{do: doStore, a: w.slot(v)})
		}
	case *ast.SelectorExpr:
		sel := w.info.Selections[x]
		if sel == nil {
			w.emit(instr{do: doExpose})
			return
		}
		w.expr(x.X)
		path := sel.Index()
		w.fields(sel, path[:len(path)-1], x.Sel.Pos())
		in := instr{do: doSetField, a: path[len(path)-1], pos: x.Sel.Pos()}
		if v, ok := sel.Obj().(*types.Var); ok {
			in.name, in.b = partOf(v.Origin()), w.mark(v.Origin())
		}
		w.emit(in)
	case *ast.IndexExpr:
		w.expr(x.X)
		w.expr(x.Index)
		w.emit(instr{do: doSetIndex, pos: x.Pos()})
	case *ast.StarExpr:
		w.expr(x.X)
		w.emit(instr{do: doSetDeref, pos: x.Pos()})
	default:
		w.emit(instr{do: doExpose})
	}
}

func (w *writer) returns(x *ast.ReturnStmt) {
	switch {
	case len(x.Results) == 0:
		w.emit(instr{do: doReturn, a: -1, pos: x.Pos()})
		return
	case len(x.Results) == 1 && w.c.count > 1:
		w.multi(x.Results[0], w.c.count)
	default:
		for i, r := range x.Results {
			w.operand(r)
			if i > 0 && i == len(x.Results)-1 && w.onlyError(x.Results) {
				w.emit(instr{do: doFail})
			}
		}
	}
	w.emit(instr{do: doReturn, a: w.c.count, pos: x.Pos()})
}
