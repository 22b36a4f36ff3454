package explore

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// What was known of data is not true any more after code that is passed over has
// given it another value: the writer finds what that code may change, and spoiled.go
// makes it unknown.

// A spoiler is what a piece of code that is passed over may change.
type spoiler struct {
	fields   map[string]bool // what it assigns to, by the name of the part; false: elements of what that holds
	elements bool            // elements of what it comes to
	skipped  bool            // all that it makes, not only numbers, is unknown because nobody looked
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
	w       *writer
	n       ast.Node
	seen    map[*types.Var]bool
	roots   []*types.Var
	foreign []*types.Var // those that code out of sight gets
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
		l, whole, h.elements = ast.Unparen(x.X), false, true
	}
	if v := h.w.t.pkg.Variable(l); v != nil && !h.w.t.isLocal(v) {
		name := placeOf(v)
		h.fields[name] = h.fields[name] || whole
	}
	h.root(l)
}

func (h *spoiling) called(call *ast.CallExpr) {
	h.handedOn(call)
	fn := h.w.t.pkg.Body(call)
	if fn == nil {
		if !h.w.t.pkg.Quiet(call) {
			h.lent(call)
		}
		return
	}
	changes := h.w.t.changes(fn)
	h.elements = h.elements || changes.elements
	for name, whole := range changes.fields {
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

// lent notes what a call gives to code out of sight, which may change it.
func (h *spoiling) lent(call *ast.CallExpr) {
	for _, a := range call.Args {
		a = ast.Unparen(a)
		if x, ok := a.(*ast.UnaryExpr); ok && x.Op == token.AND {
			a = ast.Unparen(x.X)
		} else if _, ok := h.w.typeOf(a).Underlying().(*types.Pointer); !ok {
			continue
		}
		if v := h.local(a); v != nil {
			h.foreign = append(h.foreign, v)
		}
	}
}

// handedOn writes that a call that is passed over may hand on what it is given, where
// the type does not say what that is.
func (h *spoiling) handedOn(call *ast.CallExpr) {
	c := h.w.callee(call)
	sig, ok := h.w.typeOf(call.Fun).Underlying().(*types.Signature)
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

// changes returns what a function, or one that it calls, changes.
func (t *translator) changes(fn *lifetime.Func) *spoiler {
	s := t.spoils[fn]
	if s == nil {
		c := t.pkg.Changes(fn)
		s = &spoiler{fields: map[string]bool{}, elements: c.Elements}
		for v, whole := range c.Vars {
			s.fields[placeOf(v)] = whole
		}
		t.spoils[fn] = s
	}
	return s
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
	if n := h.load(h.roots); n > 0 || len(h.fields) > 0 {
		h.w.emit(instr{do: doSpoil, a: n, spoils: &h.spoiler, pos: h.n.Pos()})
	}
	if n := h.load(h.foreign); n > 0 {
		h.w.emit(instr{do: doLent, a: n, pos: h.n.Pos()})
	}
}

// load leaves what those variables hold that lead to things, and returns how many.
func (h *spoiling) load(vars []*types.Var) (n int) {
	for _, v := range vars {
		if _, ok := v.Type().Underlying().(*types.Basic); !ok {
			h.w.get(h.w.slot(v))
			n++
		}
	}
	return n
}
