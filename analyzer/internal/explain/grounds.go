package explain

import (
	"fmt"
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// grounds says what the model knows around the line: the contexts at hand,
// the loop around it, and what is called on it.
func (x *explanation) grounds() {
	f := x.function()
	if f == nil {
		return
	}
	x.contexts(f)
	x.loops(f)
	for _, call := range f.Calls {
		if call.Callee != nil && x.here(call.Pos(), call.Pos()) {
			x.callee(call)
		}
	}
}

// function returns the innermost function around the line's first call, or
// around the line.
func (x *explanation) function() *lifetime.Func {
	var found *lifetime.Func
	for _, f := range x.pkg.Funcs { // outer before inner
		if x.here(f.Node.Pos(), f.Node.End()) {
			found = f
		}
	}
	return found
}

var origins = map[lifetime.Origin]string{
	lifetime.Param:   "a parameter, or made from one",
	lifetime.OfCall:  "carried by a parameter",
	lifetime.Local:   "made here, ended by something else",
	lifetime.Field:   "a field, or carried by a parameter of an unknown kind",
	lifetime.Unnamed: "a parameter without a name",
}

func (x *explanation) contexts(f *lifetime.Func) {
	end := x.pass.Fset.File(x.file().FileStart)
	pos := end.Pos(end.Size()) // the end of the line: all that is declared before
	if x.at.line < end.LineCount() {
		pos = end.LineStart(x.at.line+1) - 1
	}
	var names []string
	var related []analysis.RelatedInformation
	for _, c := range f.ContextsAt(pos) {
		names = append(names, c.Name)
		related = append(related, analysis.RelatedInformation{Pos: c.Pos, Message: c.Name + ": " + origins[c.Origin]})
	}
	if len(names) == 0 {
		x.say(x.start(), contexts, "no context that anybody can cancel is at hand in "+f.Name())
		return
	}
	x.say(x.start(), contexts, "contexts at hand in "+f.Name()+", the nearest first: "+strings.Join(names, ", "), related...)
}

func (x *explanation) loops(f *lifetime.Func) {
	for _, l := range f.Loops {
		if !x.here(l.Stmt.Pos(), l.Stmt.End()) {
			continue
		}
		ends := "only its body can end it"
		switch {
		case l.Bounded():
			ends = "it ends by itself after a number of turns"
		case !l.Endless():
			ends = "its condition or its channel can end it"
		}
		looks := "no turn looks at a context"
		if l.Observes() {
			looks = "each turn looks at a context"
		}
		asks := "what decides is " + l.Signals().String()
		if l.Signals() == 0 {
			asks = "and nothing does"
		}
		x.say(l.Stmt.Pos(), loop, fmt.Sprintf("%s, %s; %s", ends, asks, looks))
	}
}

func (x *explanation) callee(call *lifetime.Call) {
	name := lifetime.Text(call.Fun)
	if _, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		name = "the literal"
	}
	e, whence := x.pkg.Effects(call.Callee), x.pkg.Whence(call.Callee)
	switch {
	case e == nil || e.Words() == "":
		x.say(call.Pos(), callee, fmt.Sprintf("%s: nothing is known (%s), and the unknown is silent", name, whence))
	default:
		x.say(call.Pos(), callee, fmt.Sprintf("%s %s (%s)", name, e.Words(), whence))
	}
}
