package explore

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// Thing returns what a wait is for, as the source says it: a channel, a lock,
// a group; empty for a select.
func (w Wait) Thing() string {
	switch x := w.Node.(type) {
	case *ast.SendStmt:
		return lifetime.Text(x.Chan)
	case *ast.UnaryExpr:
		return lifetime.Text(x.X)
	case *ast.RangeStmt:
		return lifetime.Text(x.X)
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok {
			return lifetime.Text(sel.X)
		}
		return lifetime.Text(x.Fun)
	}
	return ""
}

// End returns where the text of a wait ends: for a statement with a body,
// before the body.
func (w Wait) End() token.Pos {
	switch x := w.Node.(type) {
	case *ast.RangeStmt:
		return x.X.End()
	case *ast.SelectStmt:
		return x.Select + token.Pos(len("select"))
	case nil:
		return w.Pos
	}
	return w.Node.End()
}

// Start returns where it begins.
func (w Wait) Start() token.Pos {
	switch w.Node.(type) {
	case *ast.SendStmt, *ast.CallExpr:
		return w.Node.Pos()
	}
	return w.Pos
}

// longest is how many steps of an interleaving are told: the last ones decide.
const longest = 6

// Story returns how a defect comes about, in order: where the goroutines
// start, the steps that decide, and who waits for ever in the end.
func (d Defect) Story() (all []analysis.RelatedInformation) {
	say := func(pos token.Pos, format string, args ...any) {
		if pos.IsValid() {
			all = append(all, analysis.RelatedInformation{Pos: pos, Message: fmt.Sprintf("%d: ", len(all)+1) + fmt.Sprintf(format, args...)})
		}
	}
	if d.client != nil {
		say(d.Root.Node.Pos(), "%s", d.client)
	}
	if d.Wait.Proc != 0 && !d.client.begins(d.Wait.Begin) {
		say(d.Wait.Begin, "the goroutine starts here")
	}
	for _, s := range deciding(d.Trace) {
		say(s.Pos, "%s", s.words())
	}
	for _, w := range d.Others {
		say(w.Start(), "%s waits for ever, too", w.who())
	}
	for _, w := range d.Alike {
		say(w.Start(), "%s may wait for ever in its stead", w.who())
	}
	return all
}

// Story returns how the lock comes to be kept, in order.
func (k Kept) Story() []analysis.RelatedInformation {
	all := []analysis.RelatedInformation{{Pos: k.Lock.Pos(), Message: "1: locked here"}}
	for _, s := range deciding(k.Trace) {
		all = append(all, analysis.RelatedInformation{Pos: s.Pos, Message: fmt.Sprintf("%d: %s", len(all)+1, s.words())})
	}
	if at := k.next.Start(); at.IsValid() {
		all = append(all, analysis.RelatedInformation{Pos: at, Message: fmt.Sprintf("%d: this %s waits for ever", len(all)+1, k.next.Kind)})
	}
	return all
}

// deciding returns the steps of an interleaving that decide.
func deciding(trace []Step) (told []Step) {
	for i, s := range trace {
		if s.Case < 0 && s.Peer < 0 && i != len(trace)-1 || s.Node == nil && s.Case < 0 {
			continue
		}
		told = append(told, s)
	}
	return told[max(0, len(told)-longest):]
}

// words says what a step does.
func (s Step) words() string {
	switch x := s.Node.(type) {
	case *ast.SelectStmt:
		if s.Case >= 0 && s.Case < len(x.Body.List) {
			c := x.Body.List[s.Case].(*ast.CommClause)
			if c.Comm == nil {
				return "takes the default"
			}
			return "takes the case " + short(c.Comm)
		}
	case *ast.SendStmt:
		return "hands over on " + lifetime.Text(x.Chan)
	case *ast.UnaryExpr:
		return "receives from " + lifetime.Text(x.X)
	case *ast.CallExpr:
		return "calls " + lifetime.Text(x.Fun)
	case *ast.RangeStmt:
		return "takes the next of " + lifetime.Text(x.X)
	case nil:
		if s.Case == 0 {
			return "suppose this holds"
		}
		return "suppose this does not hold"
	}
	return "goes on"
}

// short returns the communication of a select's case.
func short(s ast.Stmt) string {
	switch x := s.(type) {
	case *ast.SendStmt:
		return lifetime.Text(x.Chan) + " <-"
	case *ast.ExprStmt:
		return lifetime.Text(x.X)
	case *ast.AssignStmt:
		return lifetime.Text(x.Rhs[0])
	}
	return ""
}

func (w Wait) who() string {
	what := strings.TrimSpace(w.Kind + " " + w.Thing())
	if w.Proc == 0 {
		return "the function's " + what
	}
	return "a goroutine's " + what
}
