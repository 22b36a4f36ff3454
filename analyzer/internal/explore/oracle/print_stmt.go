package oracle

import (
	"fmt"
	"strings"
)

func (w *printer) block(list []*Stmt) {
	w.depth++
	for _, s := range list {
		if w.noise {
			w.put("noise()")
		}
		w.stmt(s)
	}
	w.depth--
}

// literal prints a statement with a function literal.
func (w *printer) literal(s *Stmt, head, tail string) {
	w.at(s.ID, s.ID)
	w.put("%s", head)
	w.block(s.Body)
	w.put("%s", tail)
}

// branch prints a statement with a block, and the block's alternative.
func (w *printer) branch(s *Stmt, head string) {
	w.at(s.ID, s.ID)
	w.put("%s {", head)
	w.block(s.Body)
	if len(s.Else) > 0 {
		w.put("} else {")
		w.block(s.Else)
	}
	w.put("}")
}

func (w *printer) stmt(s *Stmt) {
	if s.loop() && w.used.labels[s.Label] {
		w.put("L%d:", s.Label)
	}
	switch s.Kind {
	case Range:
		w.branch(s, "for range "+w.obj(s.Obj))
	case Loop:
		w.branch(s, fmt.Sprintf("for range %d", s.N))
	case Forever:
		w.branch(s, "for")
	case While:
		w.branch(s, fmt.Sprintf("for !%s.Load()", w.obj(s.Obj)))
	case IfErr:
		w.branch(s, fmt.Sprintf("if %s.Err() != nil", w.obj(s.Obj)))
	case If:
		w.branch(s, "if flip()")
	case IfLock:
		w.branch(s, fmt.Sprintf("if %s.TryLock()", w.obj(s.Obj)))
	case Func:
		w.literal(s, "func() {", "}()")
	case IfVar:
		w.branch(s, fmt.Sprintf("if %sv%d", not(s), s.Var))
	case IfFlag:
		w.branch(s, fmt.Sprintf("if %s%s.Load()", not(s), w.obj(s.Obj)))
	case Select:
		w.choose(s)
	case Do:
		w.literal(s, w.obj(s.Obj)+".Do(func() {", "})")
	case Go:
		w.literal(s, "go func() {", "}()")
	case GroupGo:
		w.literal(s, w.obj(s.Obj)+".Go(func() {", "})")
	case Deferred:
		w.literal(s, "defer func() {", "}()")
	case Recover:
		w.recover(s)
	default:
		w.at(s.ID, s.ID)
		if s.Kind == Defer {
			w.at(s.Body[0].ID, s.Body[0].ID) // it is what operates
		}
		w.put("%s", w.simple(s))
		if (s.Kind == RecvOk || s.Kind == Let) && !w.used.vars[s.Var] {
			w.put("_ = v%d", s.Var)
		}
		if s.Kind == Produce || s.Kind == Make && !w.used.objs[s.Obj] {
			w.put("_ = %s", w.obj(s.Obj))
		}
	}
}

func not(s *Stmt) string {
	if s.Not {
		return "!"
	}
	return ""
}

func (w *printer) recover(s *Stmt) {
	if len(s.Body) == 0 {
		w.at(s.ID, s.ID)
		w.put("defer func() { recover() }()")
		return
	}
	w.put("defer func() {")
	w.depth++
	w.branch(s, "if recover() != nil")
	w.depth--
	w.put("}()")
}

// simple prints a statement of one line.
func (w *printer) simple(s *Stmt) string {
	x := ""
	switch s.Kind {
	case Let, Return, Break, Continue, Sleep, Defer, Call, Panic, GoCall, Block:
	default:
		x = w.obj(s.Obj)
	}
	switch s.Kind {
	case Send:
		return fmt.Sprintf("%s <- %s", x, w.value(s.Obj))
	case Recv:
		return "<-" + x
	case RecvOk:
		return fmt.Sprintf("_, v%d := <-%s", s.Var, x)
	case Close:
		return fmt.Sprintf("close(%s)", x)
	case Make:
		return fmt.Sprintf("%s := %s", x, w.make(w.p.Objs[s.Obj]))
	case Add:
		return fmt.Sprintf("%s.Add(%d)", x, s.N)
	case Cancel:
		return fmt.Sprintf("cancel%d()", s.Obj)
	case Await:
		return fmt.Sprintf("<-%s.Done()", x)
	case Store:
		return x + ".Store(true)"
	case Sleep:
		return fmt.Sprintf("<-time.After(%s)", w.duration())
	case Let:
		return fmt.Sprintf(ways[s.N], s.Var)
	case Defer:
		return "defer " + w.simple(s.Body[0])
	case Call:
		return w.call(s)
	case GoCall:
		return "go " + w.call(s)
	case Block:
		return "select {}"
	case Produce:
		return fmt.Sprintf("%s := P%dg%d(flip)", x, w.index, s.Obj)
	case Panic:
		return `panic("stop")`
	}
	if m := method[s.Kind]; m != "" {
		return fmt.Sprintf("%s.%s()", x, m)
	}
	return w.jump(s)
}

// ways are how a variable gets its value: by itself, or by what only has its address,
// in the package and out of it.
var ways = [...]string{
	"v%d := flip()",
	"v%[1]d := false; teach(&v%[1]d, flip)",
	"v%[1]d := false; slices.ContainsFunc(once, func(int) bool { v%[1]d = flip(); return true })",
	"var v%[1]d fact; v%[1]d.change(flip)",
}

var method = map[Kind]string{
	Lock: "Lock", Unlock: "Unlock", RLock: "RLock", RUnlock: "RUnlock", Done: "Done", WaitAll: "Wait",
	CondWait: "Wait", Signal: "Signal", Broadcast: "Broadcast",
}

func (w *printer) jump(s *Stmt) string {
	word := map[Kind]string{Return: "return", Break: "break", Continue: "continue"}[s.Kind]
	if s.Kind != Return && s.Label != 0 {
		word += fmt.Sprintf(" L%d", s.Label)
	}
	return word
}

func (w *printer) call(s *Stmt) string {
	h := w.p.Helpers[s.N]
	var args []string
	for _, a := range s.Args {
		args = append(args, w.arg(a))
	}
	args = append(args, "flip")
	name := fmt.Sprintf("P%dh%d", w.index, s.N)
	if h.Box {
		name = fmt.Sprintf("b.h%d", s.N)
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

func (w *printer) value(j int) string {
	if w.kind(j).Signal {
		return "struct{}{}"
	}
	return "1"
}

func (w *printer) choose(s *Stmt) {
	w.at(s.ID, s.ID)
	w.put("select {")
	for _, c := range s.Cases {
		head := "default:"
		switch c.Dir {
		case ToSend:
			head = fmt.Sprintf("case %s <- %s:", w.obj(c.Obj), w.value(c.Obj))
		case ToRecv:
			head = fmt.Sprintf("case <-%s:", w.obj(c.Obj))
		case ToAwait:
			head = fmt.Sprintf("case <-%s.Done():", w.obj(c.Obj))
		case ToFire:
			head = fmt.Sprintf("case <-time.After(%s):", w.duration())
		}
		w.at(c.ID, s.ID)
		w.put("%s", head)
		w.block(c.Body)
	}
	w.put("}")
}
