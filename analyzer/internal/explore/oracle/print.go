package oracle

import (
	"fmt"
	"strings"
)

// A Source is Go text with programs in it.
type Source struct {
	Text string
	At   []map[int]int // of each program: statement or case to line
	By   map[int]int   // line to statement; a case's line is its select's
	Of   map[int]int   // line to program
	Ctx  []bool        // of each program: it is given a context
}

// A printer writes Go, a statement a line.
type printer struct {
	text  strings.Builder
	line  int
	depth int
	noise bool // lets the scheduler in before every statement
	src   *Source
	p     *Program
	name  string
	index int
	used  *uses

	helper *Helper // that is being printed
}

// Print prints the programs as one package; program i is function P<i>. With
// noise, each statement calls func noise() time.Duration first, which the
// package must declare elsewhere.
func Print(pkg string, programs []*Program, noise bool) Source {
	src := Source{By: map[int]int{}, Of: map[int]int{}}
	w := &printer{noise: noise, src: &src}
	w.put("package %s", pkg)
	w.put("import (")
	for _, path := range []string{"context", "slices", "sync", "sync/atomic", "time"} {
		w.put("\t%q", path)
	}
	w.put(")")
	w.put("var (")
	w.put("\t_ context.Context")
	w.put("\t_ sync.Mutex")
	w.put("\t_ atomic.Bool")
	w.put("\t_ time.Duration")
	w.put("\tonce = []int{0}")
	w.put("\t_ = slices.Contains(once, 1)")
	w.put(")")
	w.put("type fact bool")
	w.put("func teach(v *bool, flip func() bool) { *v = flip() }")
	w.put("func (f *fact) change(flip func() bool) { *f = fact(flip()) }")
	for i, p := range programs {
		w.program(i, p)
	}
	src.Text = w.text.String()
	return src
}

func (w *printer) put(format string, args ...any) {
	w.line++
	w.text.WriteString(strings.Repeat("\t", w.depth))
	fmt.Fprintf(&w.text, format, args...)
	w.text.WriteByte('\n')
}

// at remembers that the next line is that of a statement, or of its case. A
// select of one case blocks, for the runtime, at the case.
func (w *printer) at(id, stmt int) {
	w.src.At[w.index][id] = w.line + 1
	w.src.By[w.line+1] = stmt
	w.src.Of[w.line+1] = w.index
}

func (w *printer) program(i int, p *Program) {
	w.index, w.p, w.used, w.name = i, p, p.uses(), fmt.Sprintf("P%d", i)
	w.src.At = append(w.src.At, map[int]int{})
	w.src.Ctx = append(w.src.Ctx, w.caller() >= 0)
	w.put("")
	if w.used.box {
		w.put("type box%d struct {", i)
		for j, o := range p.Objs {
			if o.Field && w.used.objs[j] {
				w.put("\t%s %s", w.obj(j)[2:], w.typ(o))
			}
		}
		w.put("}")
	}
	for j, h := range p.Helpers {
		var params []string
		for k, o := range h.Params {
			params = append(params, fmt.Sprintf("p%d %s", k+1, w.param(p.Objs[o])))
		}
		params = append(params, "flip func() bool")
		if h.Box {
			w.put("func (b *box%d) h%d(%s) {", i, j, strings.Join(params, ", "))
		} else {
			w.put("func P%dh%d(%s) {", i, j, strings.Join(params, ", "))
		}
		w.helper = &p.Helpers[j]
		w.block(h.Body)
		w.helper = nil
		w.put("}")
	}
	p.Each(func(s *Stmt) {
		if s.Kind == Produce {
			w.producer(s)
		}
	})
	params := "flip func() bool"
	if j := w.caller(); j >= 0 {
		params = w.obj(j) + " context.Context, " + params
	}
	w.put("func %s(%s) {", w.name, params)
	w.depth++
	w.declare()
	w.depth--
	w.block(p.Body)
	w.put("}")
}

// caller returns the context that the function is given, or -1.
func (w *printer) caller() int {
	for j, o := range w.p.Objs {
		if o.Kind == Caller && w.used.objs[j] {
			return j
		}
	}
	return -1
}

// producer prints the function that a Produce calls.
func (w *printer) producer(s *Stmt) {
	o := w.p.Objs[s.Obj]
	w.put("func P%dg%d(flip func() bool) %s {", w.index, s.Obj, w.typ(o))
	w.depth++
	w.put("%s := %s", w.obj(s.Obj), w.make(o))
	w.literal(s, "go func() {", "}()")
	w.put("return %s", w.obj(s.Obj))
	w.depth--
	w.put("}")
}

func (w *printer) declare() {
	if w.used.box {
		w.put("b := &box%d{}", w.index)
		w.put("_ = b")
	}
	for j, o := range w.p.Objs {
		if !w.used.objs[j] || o.Local {
			continue
		}
		assign := ":="
		if o.Field {
			assign = "="
		}
		name := w.obj(j)
		switch {
		case o.Kind == Chan && o.Cap >= 0:
			w.put("%s %s %s", name, assign, w.make(o))
		case o.Kind == Cond:
			w.put("%s %s sync.NewCond(&%s)", name, assign, w.obj(o.Of))
		case o.Kind == Caller:
		case o.Kind.ctx():
			w.context(j, o)
		case !o.Field:
			w.put("var %s %s", name, w.typ(o))
		}
	}
}

func (w *printer) context(j int, o Obj) {
	parent, ctx, cancel := "context.Background()", w.obj(j), fmt.Sprintf("cancel%d", j)
	if o.Of >= 0 {
		parent = w.obj(o.Of)
	}
	if !w.used.ctxs[j] {
		ctx = "_"
	}
	if !w.used.cancels[j] {
		cancel = "_"
	}
	assign := ":="
	if ctx == "_" && cancel == "_" {
		assign = "="
	}
	call := "context.WithCancel(" + parent + ")"
	if o.Kind == Timeout {
		call = "context.WithTimeout(" + parent + ", " + w.duration() + ")"
	}
	w.put("%s, %s %s %s", ctx, cancel, assign, call)
}

func (w *printer) duration() string {
	if w.noise {
		return "noise()"
	}
	return "time.Millisecond"
}

func (w *printer) make(o Obj) string {
	elem := "int"
	if o.Signal {
		elem = "struct{}"
	}
	if o.Cap > 0 {
		return fmt.Sprintf("make(chan %s, %d)", elem, o.Cap)
	}
	return fmt.Sprintf("make(chan %s)", elem)
}

// obj names an object, or a parameter if negative.
func (w *printer) obj(j int) string {
	if j < 0 {
		return fmt.Sprintf("p%d", -j)
	}
	o := w.p.Objs[j]
	name := [...]string{"c", "mu", "rw", "wg", "cond", "once", "ctx", "ctx", "flag", "ctx"}[o.Kind]
	name = fmt.Sprintf("%s%d", name, j)
	if o.Field {
		return "b." + name
	}
	return name
}

// kind returns the object that j is, or is a parameter for.
func (w *printer) kind(j int) Obj {
	if j < 0 {
		return w.p.Objs[w.helper.Params[-j-1]]
	}
	return w.p.Objs[j]
}

func (w *printer) typ(o Obj) string {
	switch o.Kind {
	case Chan:
		if o.Signal {
			return "chan struct{}"
		}
		return "chan int"
	case Cond:
		return "*sync.Cond"
	case Context, Timeout, Caller:
		return "context.Context"
	}
	return [...]string{"", "sync.Mutex", "sync.RWMutex", "sync.WaitGroup", "", "sync.Once", "", "", "atomic.Bool", ""}[o.Kind]
}

// param is the type of a parameter for an object.
func (w *printer) param(o Obj) string {
	switch o.Kind {
	case Chan, Cond, Context, Timeout, Caller:
		return w.typ(o)
	}
	return "*" + w.typ(o)
}

func (w *printer) arg(j int) string {
	switch w.p.Objs[j].Kind {
	case Chan, Cond, Context, Timeout, Caller:
		return w.obj(j)
	}
	return "&" + w.obj(j)
}
