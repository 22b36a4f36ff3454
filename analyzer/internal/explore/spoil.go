package explore

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// What was known of data is not true any more after code that is passed over, or
// not in sight, has given it another value.

// A spoiler is what a piece of code that is passed over may change.
type spoiler struct {
	fields  map[string]bool // what it assigns to, by the name of the part; false: elements of what that holds
	skipped bool            // all that it makes, not only numbers, is unknown because nobody looked
}

// havoc makes unknown what a piece of code that is passed over assigns to.
func (w *writer) havoc(n ast.Node) {
	h := w.spoiling(n)
	h.skipped = true
	ast.Inspect(n, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.AssignStmt:
			for _, l := range x.Lhs {
				h.assigned(l)
			}
		case *ast.IncDecStmt:
			h.assigned(x.X)
		case *ast.RangeStmt:
			h.assigned(orBlank(x.Key))
			h.assigned(orBlank(x.Value))
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				h.assigned(x.X)
			}
		case *ast.CallExpr:
			h.called(x)
		}
		return true
	})
	h.emit()
}

// spoils makes unknown what a call that is passed over changes of what it is given,
// and of the package's variables.
func (w *writer) spoils(call *ast.CallExpr) {
	h := w.spoiling(call)
	for _, a := range call.Args {
		switch x := ast.Unparen(a).(type) {
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				h.assigned(x.X)
			}
		case *ast.FuncLit:
			w.havoc(x)
		}
	}
	h.called(call)
	h.emit()
}

// spoilsReceiver makes a variable unknown whose address a method has been called on,
// if it is not a thing that has the method's changes in it.
func (w *writer) spoilsReceiver(call *ast.CallExpr) {
	if x := w.addressed(call); x != nil && !isAggregate(w.typeOf(x)) {
		h := w.spoiling(call)
		h.assigned(x)
		h.emit()
	}
}

// addressed returns the variable whose address a method is called on, though the text
// does not say so, or nil.
func (w *writer) addressed(call *ast.CallExpr) ast.Expr {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || w.info.Selections[sel] == nil {
		return nil
	}
	fn, ok := w.info.Selections[sel].Obj().(*types.Func)
	if !ok || fn.Signature().Recv() == nil {
		return nil
	}
	if _, ok := types.Unalias(fn.Signature().Recv().Type()).(*types.Pointer); !ok {
		return nil
	}
	if _, ok := w.typeOf(sel.X).Underlying().(*types.Pointer); ok {
		return nil
	}
	return sel.X
}

// A spoiling collects a spoiler, and the variables from which it comes to things.
type spoiling struct {
	w     *writer
	n     ast.Node
	seen  map[*types.Var]bool
	roots []*types.Var
	spoiler
}

func (w *writer) spoiling(n ast.Node) *spoiling {
	return &spoiling{w: w, n: n, seen: map[*types.Var]bool{}, spoiler: spoiler{fields: map[string]bool{}}}
}

// local returns the variable that an expression names, if it is one from around the
// code.
func (h *spoiling) local(e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := h.w.info.ObjectOf(id).(*types.Var)
	if !ok || !h.w.t.isLocal(v) || v.Pos() >= h.n.Pos() && v.Pos() < h.n.End() {
		return nil
	}
	return v
}

func (h *spoiling) assigned(l ast.Expr) {
	l = ast.Unparen(l)
	if v := h.local(l); v != nil && !isAggregate(v.Type()) {
		if !h.seen[v] {
			h.seen[v] = true
			h.w.emit(instr{do: h.unknown(v.Type())})
			h.w.emit(instr{do: doStore, a: h.w.slot(v)})
		}
		return
	}
	whole := true
	if x, ok := l.(*ast.IndexExpr); ok {
		l, whole = ast.Unparen(x.X), false
	}
	if v := h.w.t.pkg.Variable(l); v != nil && !h.w.t.isLocal(v) {
		name := placeOf(v)
		h.fields[name] = h.fields[name] || whole
	}
	h.root(l)
}

func (h *spoiling) called(call *ast.CallExpr) {
	h.gives(call)
	fn := h.w.t.pkg.Body(call)
	if fn == nil {
		return
	}
	for name, whole := range h.w.t.changes(fn) {
		h.fields[name] = h.fields[name] || whole
	}
	if x := h.w.addressed(call); x != nil {
		h.assigned(x)
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		h.root(sel.X)
	}
	for _, a := range call.Args {
		h.root(a)
	}
}

// gives writes that a call that is passed over may hand on what it is given, where
// the type does not say what that is.
func (h *spoiling) gives(call *ast.CallExpr) {
	c := h.w.callee(call)
	sig, ok := h.w.typeOf(call.Fun).(*types.Signature)
	if c.library != nil || !ok || c.fn != nil && prints(c.fn) {
		return
	}
	for i, a := range call.Args {
		t := sig.Params().At(min(i, max(sig.Params().Len()-1, 0))).Type()
		if s, ok := t.(*types.Slice); ok && sig.Variadic() {
			t = s.Elem()
		}
		if v := h.local(a); v != nil && types.IsInterface(t) && !isContext(t) && !isErrorType(t) {
			h.w.get(h.w.slot(v))
			h.w.emit(instr{do: doExpose})
		}
	}
}

// changes returns the parts that a function, or one that it calls, changes: see
// spoiler.
func (t *translator) changes(fn *lifetime.Func) map[string]bool {
	names, ok := t.spoils[fn]
	if !ok {
		names = map[string]bool{}
		for v, whole := range t.pkg.Sets(fn) {
			names[placeOf(v)] = whole
		}
		t.spoils[fn] = names
	}
	return names
}

// placeOf names a field or a package variable.
func placeOf(v *types.Var) string {
	if v.IsField() {
		return partOf(v)
	}
	return global + v.Pkg().Path() + "." + v.Name()
}

// root notes the variable at the beginning of an expression.
func (h *spoiling) root(e ast.Expr) {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			e = x.X
		case *ast.Ident:
			if v := h.local(x); v != nil && !h.seen[v] {
				h.seen[v] = true
				h.roots = append(h.roots, v)
			}
			return
		default:
			return
		}
	}
}

// unknown returns the instruction for a value that nobody looked at.
func (s *spoiler) unknown(t types.Type) func(x *exec, f *frame, in *instr) {
	if s.skipped || isInteger(t) {
		return doSkipped
	}
	return doUnknown
}

func (h *spoiling) emit() {
	roots := 0
	for _, v := range h.roots {
		if _, ok := v.Type().Underlying().(*types.Basic); !ok {
			h.w.get(h.w.slot(v))
			roots++
		}
	}
	if roots == 0 && len(h.fields) == 0 {
		return
	}
	h.w.emit(instr{do: doSpoil, a: roots, spoils: &h.spoiler, pos: h.n.Pos()})
}

// doSpoil applies a spoiler to the a things on the stack, and to what is known of
// unknown ones.
func doSpoil(x *exec, f *frame, in *instr) {
	for _, v := range f.popN(in.a) {
		x.spoil(v, in.spoils, 0)
	}
	x.s.unlearn(in.spoils.fields)
}

// unlearn forgets what is known of parts of unknown things.
func (s *state) unlearn(fields map[string]bool) {
	for i := range s.symbols {
		if u := &s.symbols[i]; u.op != "" {
			if _, ok := fields[u.op]; ok {
				u.op = ""
			}
		}
	}
}

// spoil makes unknown what a spoiler changes of a thing, and of those in it.
func (x *exec) spoil(v value, by *spoiler, depth int) {
	v = x.s.resolve(v)
	o := x.s.object(v)
	if o == nil || depth > 3 {
		return
	}
	unknown := func(t types.Type) value {
		if by.skipped || t != nil && isInteger(t) {
			return x.s.skipped()
		}
		return x.s.fresh()
	}
	switch o.kind {
	case cell:
		if depth > 0 || x.s.object(x.s.resolve(o.vals[0])) != nil {
			x.spoil(o.vals[0], by, depth+1)
		} else {
			x.s.set(v, 0, unknown(nil))
		}
	case list, table:
		for i := range x.s.heap[v.n].vals {
			if w := x.s.heap[v.n].vals[i]; x.s.object(x.s.resolve(w)) == nil {
				x.s.set(v, i, unknown(nil))
			} else {
				x.spoil(w, by, depth+1)
			}
		}
	case structure:
		st, ok := o.typ.Underlying().(*types.Struct)
		for i := 0; ok && i < min(st.NumFields(), len(o.vals)); i++ {
			w, t := x.s.heap[v.n].vals[i], st.Field(i)
			if x.s.object(x.s.resolve(w)) != nil {
				x.spoil(w, by, depth+1)
			} else if by.fields[partOf(t.Origin())] {
				x.s.set(v, i, unknown(t.Type()))
			}
		}
	}
}

// written makes unknown what code that is not in sight may change through what it is
// given: a variable of which it has the address, exported fields, and what a function
// assigns that it may call.
func (x *exec) written(args []value) {
	for _, v := range args {
		v = x.s.resolve(v)
		o := x.s.object(v)
		if o == nil {
			continue
		}
		switch o.kind {
		case cell:
			x.rewritten(v, 0)
		case list: // of a variadic parameter
			x.written(o.vals)
		case structure:
			st, ok := o.typ.Underlying().(*types.Struct)
			for i := 0; ok && i < min(st.NumFields(), len(o.vals)); i++ {
				if st.Field(i).Exported() {
					x.rewritten(v, i)
				}
			}
		case closure:
			for i, c := range o.vals {
				if i < len(o.code.captured) && o.code.assigns(x.m.t.pkg, o.code.captured[i]) {
					x.rewritten(x.s.resolve(c), 0)
				}
			}
		}
	}
}

// rewritten makes a variable unknown that holds data.
func (x *exec) rewritten(v value, i int) {
	o := x.s.object(v)
	if o != nil && i < len(o.vals) && x.s.object(x.s.resolve(o.vals[i])) == nil {
		x.s.set(v, i, x.s.fresh())
	}
}

// assigns reports whether a function, or a literal in it, assigns to a variable.
func (c *code) assigns(p *lifetime.Package, v *types.Var) bool {
	if c.fn == nil {
		return false
	}
	for _, d := range p.Defs(v) {
		if d.Func != nil && d.Func.Node.Pos() >= c.fn.Node.Pos() && d.Func.Node.End() <= c.fn.Node.End() {
			return true
		}
	}
	return false
}
