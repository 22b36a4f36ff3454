package explore

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
)

// expr leaves one value on the stack.
func (w *writer) expr(e ast.Expr) {
	e = ast.Unparen(e)
	if tv := w.info.Types[e]; tv.Value != nil {
		w.constant(w.t.constantOf(tv.Value))
		return
	}
	switch x := e.(type) {
	case *ast.Ident:
		w.ident(x)
	case *ast.FuncLit:
		w.literal(x)
	case *ast.CompositeLit:
		w.composite(x)
	case *ast.SelectorExpr:
		w.selector(x)
	case *ast.IndexExpr:
		w.index(x, 1)
	case *ast.IndexListExpr:
		w.expr(x.X)
	case *ast.SliceExpr:
		w.slice(x)
	case *ast.StarExpr:
		w.expr(x.X)
		w.emit(instr{do: doDeref, pos: x.Pos()})
	case *ast.UnaryExpr:
		w.unary(x)
	case *ast.BinaryExpr:
		w.binary(x)
	case *ast.CallExpr:
		w.call(x, 1)
	case *ast.TypeAssertExpr:
		w.expr(x.X)
		w.emit(instr{do: doMust, pos: x.Pos()})
	default:
		w.unknown(1)
	}
}

// operand leaves a value that the receiver of it owns: a copy, if the type is
// one that is copied.
func (w *writer) operand(e ast.Expr) {
	w.expr(e)
	if !isAggregate(w.typeOf(e)) {
		return
	}
	switch ast.Unparen(e).(type) {
	case *ast.CompositeLit, *ast.CallExpr:
		return // nobody else has it
	}
	w.emit(instr{do: doCopy})
}

// given leaves a value for a place of a type. What it is can be asked of it
// later if that is an interface.
func (w *writer) given(e ast.Expr, to types.Type) {
	w.operand(e)
	if t := w.typeOf(e); types.IsInterface(to) && !types.IsInterface(t) && isPlain(t, w.pkg(), 0) {
		w.emit(instr{do: doName, name: t.String()})
	}
}

func (t *translator) constantOf(v constant.Value) value {
	switch v.Kind() {
	case constant.Bool:
		return truth(constant.BoolVal(v))
	case constant.Int:
		if n, ok := constant.Int64Val(v); ok {
			return num(n)
		}
	case constant.String:
		return t.text(constant.StringVal(v))
	}
	return t.text(v.ExactString())
}

func (w *writer) ident(x *ast.Ident) {
	switch obj := w.info.ObjectOf(x).(type) {
	case *types.Nil:
		w.constant(nilValue)
	case *types.Var:
		w.load(obj, x.Pos())
	case *types.Func:
		w.funcValue(obj)
	default:
		w.unknown(1)
	}
}

func (w *writer) load(v *types.Var, pos token.Pos) {
	if !w.t.isLocal(v) {
		in := instr{do: doGlobal, b: w.mark(v), name: placeOf(v)}
		if isSentinel(v) {
			in.do = doSentinel
		}
		w.emit(in)
		return
	}
	w.emit(instr{do: doLoad, a: w.slot(v), pos: pos})
}

func (w *writer) funcValue(obj *types.Func) {
	if fn := w.t.pkg.FuncNamed(obj); fn != nil {
		w.emit(instr{do: doFunc, fn: fn})
		return
	}
	w.unknown(1)
}

func (w *writer) literal(x *ast.FuncLit) {
	fn := w.t.pkg.FuncOf(x)
	if fn == nil {
		w.unknown(1)
		return
	}
	in := instr{do: doClosure, fn: fn, pos: x.Pos()}
	for _, v := range w.t.free(fn) {
		in.list = append(in.list, w.slot(v))
	}
	w.emit(in)
}

func (w *writer) composite(x *ast.CompositeLit) {
	t := w.typeOf(x)
	switch u := deref(t).Underlying().(type) {
	case *types.Struct:
		w.emit(instr{do: doZero, typ: deref(t), pos: x.Pos()})
		for i, e := range x.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value
				i = fieldIndex(u, kv.Key)
			}
			w.operand(e)
			w.emit(instr{do: doInit, a: i})
		}
	case *types.Slice, *types.Array:
		n := 0
		for _, e := range x.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value
			}
			w.operand(e)
			n++
		}
		w.emit(instr{do: doList, a: n, pos: x.Pos()})
	case *types.Map:
		w.emit(instr{do: doTable, pos: x.Pos()})
		for _, e := range x.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				w.expr(kv.Key)
				w.operand(kv.Value)
				w.emit(instr{do: doInsert})
			}
		}
	default:
		w.unknown(1)
	}
}

func fieldIndex(s *types.Struct, key ast.Expr) int {
	id, _ := key.(*ast.Ident)
	for i := range s.NumFields() {
		if id != nil && s.Field(i).Name() == id.Name {
			return i
		}
	}
	return 0
}

func (w *writer) selector(x *ast.SelectorExpr) {
	sel := w.info.Selections[x]
	if sel == nil { // of a package
		w.ident(x.Sel)
		return
	}
	switch sel.Kind() {
	case types.FieldVal:
		w.expr(x.X)
		w.fields(sel, sel.Index(), x.Sel.Pos())
	case types.MethodVal:
		w.methodValue(x, sel)
	default:
		w.unknown(1)
	}
}

// fields follows a part of a selection's path from the value on the stack.
func (w *writer) fields(sel *types.Selection, path []int, pos token.Pos) {
	t := sel.Recv()
	for _, i := range path {
		f := field(t, i)
		if f == nil {
			w.emit(instr{do: doLost, pos: pos})
			return
		}
		w.emit(instr{do: doField, a: i, b: w.mark(f), name: partOf(f), pos: pos})
		t = f.Type()
	}
}

// field returns a field of a struct, or of the one that a pointer points to.
func field(t types.Type, i int) *types.Var {
	s, ok := deref(t).Underlying().(*types.Struct)
	if !ok || i >= s.NumFields() {
		return nil
	}
	return s.Field(i).Origin()
}

// mark returns othersChange for such a field or package variable, or 0.
func (w *writer) mark(v *types.Var) int {
	if w.c.fn != nil && w.t.pkg.ChangedBesides(v, w.c.fn) {
		return othersChange
	}
	return 0
}

// partOf names a field of an unknown thing, whose type may be any that has
// fields.
func partOf(f *types.Var) string { return "." + f.Name() + strconv.Itoa(int(f.Pos())) }

// global begins the names of package variables.
const global = "var "

// placeOf names a field or a package variable.
func placeOf(v *types.Var) string {
	if v.IsField() {
		return partOf(v)
	}
	return global + v.Pkg().Path() + "." + v.Name()
}

func (w *writer) methodValue(x *ast.SelectorExpr, sel *types.Selection) {
	fn := sel.Obj().(*types.Func).Origin()
	if l, ok := w.t.library[fn.FullName()]; ok && l.emit != nil {
		w.receiver(x)
		w.wrap(l, fn, nil, 1)
		return
	}
	if body := w.t.pkg.FuncNamed(fn); body != nil {
		w.receiver(x)
		w.emit(instr{do: doBind, fn: body})
		return
	}
	w.expr(x.X)
	if types.IsInterface(w.typeOf(x.X)) {
		w.emit(instr{do: doBindName, name: fn.Name()})
		return
	}
	w.emit(instr{do: doExpose})
	w.unknown(1)
}

// receiver leaves what a method is called on, embedded fields followed.
func (w *writer) receiver(x *ast.SelectorExpr) {
	w.expr(x.X)
	if sel := w.info.Selections[x]; sel != nil {
		path := sel.Index()
		w.fields(sel, path[:len(path)-1], x.Sel.Pos())
		if m, ok := sel.Obj().(*types.Func); ok {
			r := m.Signature().Recv()
			if r != nil && isAggregate(r.Type()) {
				w.emit(instr{do: doCopy})
			}
		}
	}
}

// index leaves an element, and if two values are wanted whether it is there.
func (w *writer) index(x *ast.IndexExpr, want int) {
	if tv := w.info.Types[x.Index]; tv.IsType() { // an instance of a function
		w.expr(x.X)
		return
	}
	w.expr(x.X)
	w.expr(x.Index)
	_, isMap := w.typeOf(x.X).Underlying().(*types.Map)
	in := instr{do: doIndex, a: want, typ: w.typeOf(x), pos: x.Pos()}
	if isMap {
		in.do = doLookup
		if m, ok := w.typeOf(x.X).Underlying().(*types.Map); ok {
			in.typ = m.Elem()
		}
	}
	w.emit(in)
}

func (w *writer) unary(x *ast.UnaryExpr) {
	switch x.Op {
	case token.ARROW:
		w.receive(x, 1)
	case token.AND:
		w.address(x.X)
	case token.NOT:
		w.expr(x.X)
		w.emit(instr{do: doNot})
	default:
		w.expr(x.X)
		w.emit(instr{do: doUnary, name: x.Op.String()})
	}
}

// address leaves a pointer.
func (w *writer) address(e ast.Expr) {
	e = ast.Unparen(e)
	if isAggregate(w.typeOf(e)) || isPrimitive(w.typeOf(e)) {
		w.expr(e) // the thing itself
		return
	}
	if id, ok := e.(*ast.Ident); ok {
		if v, ok := w.info.ObjectOf(id).(*types.Var); ok && w.t.isLocal(v) && w.t.boxes[v] {
			w.emit(instr{do: doCell, a: w.slot(v)})
			return
		}
	}
	switch x := e.(type) {
	case *ast.SelectorExpr:
		if sel := w.info.Selections[x]; sel != nil && sel.Kind() == types.FieldVal {
			w.expr(x.X)
			path := sel.Index()
			w.fields(sel, path[:len(path)-1], x.Sel.Pos())
			w.emit(instr{do: doPlace, a: path[len(path)-1]})
			return
		}
	case *ast.IndexExpr:
		w.expr(x.X)
		w.expr(x.Index)
		w.emit(instr{do: doPlace, a: -1})
		return
	}
	w.expr(e)
	w.emit(instr{do: doExpose})
	w.unknown(1)
}

// slice leaves a part of a list.
func (w *writer) slice(x *ast.SliceExpr) {
	w.expr(x.X)
	if x.Low == nil && x.High == nil {
		return
	}
	for _, e := range []ast.Expr{x.Low, x.High} {
		if e == nil {
			w.constant(value{})
		} else {
			w.expr(e)
		}
	}
	w.emit(instr{do: doSlice})
}

func isPrimitive(t types.Type) bool {
	_, ok := syncKind(t)
	return ok
}

func (w *writer) binary(x *ast.BinaryExpr) {
	switch x.Op {
	case token.LAND, token.LOR:
		w.expr(x.X)
		if x.Op == token.LOR {
			w.emit(instr{do: doNot})
		}
		skip := w.test(x.X, x.X.Pos())
		w.expr(x.Y)
		end := w.jump(0, x.Pos())
		w.patch(skip)
		w.constant(truth(x.Op == token.LOR))
		w.patch(end)
	default:
		w.expr(x.X)
		w.expr(x.Y)
		w.emit(instr{do: doBinary, name: x.Op.String(), pos: x.OpPos})
	}
}
