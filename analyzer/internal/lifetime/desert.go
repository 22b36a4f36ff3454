package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
)

// This file answers: may everybody who receives from a channel be gone while
// somebody still sends?
//
// A receiver deserts if it receives in a loop that has another way out, and
// nothing in the same function receives what is left. Not every way out counts:
// that the channel is closed, or a value says that it was the last, is the
// sender's own word; a stop channel may be closed by the sender when it has
// sent everything; the end of the process ends the sender, too. A context, and
// an error of the receiver's own work, come without the sender's knowledge.

// A Desertion is how a receiver leaves.
type Desertion struct {
	At   *Op
	Exit token.Pos
	How  Leaving
}

// Leaving is the reason why a receiver leaves.
type Leaving uint8

// The reasons, strongest first.
const (
	OnContext Leaving = iota // a context is done
	OnItsOwn                 // something fails, or is enough, on the receiver's side
	OnValue                  // what it has received says so
)

// Deserted returns how all receivers of a class may leave, or nil if one may
// stay or is not in sight. Of several ways it is the strongest.
func (c *Chan) Deserted(p *Package) *Desertion {
	if c.MayReceive || len(c.Made) == 0 {
		return nil
	}
	var way *Desertion
	for op := range c.Each(Receive, Range) {
		one := c.deserts(op)
		if one == nil {
			return nil
		}
		if way == nil || one.How < way.How {
			way = one
		}
	}
	return way
}

func (c *Chan) deserts(op *Op) *Desertion {
	if op.Func == nil {
		return nil
	}
	loop := op.Loop
	if op.Kind == Range {
		loop = op.Func.loopOf(op.Node)
	}
	if loop == nil {
		return c.skips(op)
	}
	var found *Desertion
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt, *ast.BranchStmt:
			if loop.exits(s.(ast.Stmt)) {
				if how, ok := loop.reason(op, s.Pos()); ok && (found == nil || how < found.How) {
					found = &Desertion{At: op, Exit: s.Pos(), How: how}
				}
			}
		}
		return true
	})
	if c.receivesElse(op, loop) {
		return nil
	}
	return found
}

// skips returns how a receive that stands in no loop may be left out: another
// case of its select leaves the function.
func (c *Chan) skips(op *Op) *Desertion {
	if op.Select == nil || c.receivesElse(op, nil) {
		return nil
	}
	for _, other := range op.Select.Cases {
		done := op.Func.Pkg.DoneOf(other.Chan) != nil
		if other == op || !done && !op.Func.Pkg.IsTimerChan(other.Chan) || len(other.Clause.Body) == 0 {
			continue
		}
		last := other.Clause.Body[len(other.Clause.Body)-1]
		if _, ok := last.(*ast.ReturnStmt); ok {
			how := OnItsOwn
			if done {
				how = OnContext
			}
			return &Desertion{At: op, Exit: last.Pos(), How: how}
		}
	}
	return nil
}

// receivesElse reports whether the function of a receive, or a literal beside
// it, receives from the class outside of the loop, too.
func (c *Chan) receivesElse(op *Op, loop *Loop) bool {
	for other := range c.Each(Receive, Range) {
		if other != op && other.Func != nil && other.Func.Top() == op.Func.Top() && (loop == nil || !loop.Contains(other.Node.Pos())) {
			return true
		}
	}
	return false
}

// reason returns why the loop is left at exit; ok is false if the sender knows.
func (l *Loop) reason(op *Op, exit token.Pos) (how Leaving, ok bool) {
	p := l.Func.Pkg
	how, ok = OnItsOwn, false
	ast.Inspect(l.Body, func(n ast.Node) bool {
		if n == nil || !within(exit, n) {
			return false
		}
		switch n := n.(type) {
		case *ast.CommClause:
			e := received(n.Comm)
			switch {
			case e == nil, e == op.Node:
			case p.DoneOf(e.X) != nil:
				how, ok = OnContext, true
			default:
				ok = false
				return false
			}
		case *ast.IfStmt:
			if within(exit, n.Cond) || n.Init != nil && within(exit, n.Init) {
				return true
			}
			switch p.saysWho(n.Cond, op, map[*types.Var]bool{}) {
			case theReceiver:
				ok = true
				if p.ErrTest(n) != nil {
					how = OnContext
				}
			case theValue:
				how, ok = OnValue, true
			}
		}
		return true
	})
	return how, ok
}

// Whose word a test is.
const (
	nobody      = iota
	theChannel  // whether it is closed
	theValue    // what was received
	theReceiver // a call's result
)

// saysWho returns whose word a condition is: the ok of the receive itself, the
// value received, or the result of a call that the receiver made.
func (p *Package) saysWho(e ast.Expr, op *Op, seen map[*types.Var]bool) int {
	who := nobody
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if id, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && types.Universe.Lookup(id.Name) != nil {
				return true // a builtin
			}
			if fn := p.CalleeOf(n); fn != nil && (fn.Pkg() == nil || fn.Pkg().Path() == "errors") || p.Info.Types[n.Fun].IsType() {
				return true
			}
			who = max(who, theReceiver)
			return false
		case *ast.Ident:
			v := p.Variable(n)
			if v == nil || v.IsField() || seen[v] {
				return true
			}
			seen[v] = true
			if s, ok := op.Node.(*ast.RangeStmt); ok && s.Key != nil && p.Variable(s.Key) == v {
				who = max(who, theValue)
			}
			for _, d := range p.defs[v] {
				switch {
				case d.Rhs == nil:
				case ast.Unparen(d.Rhs) == op.Node && d.At == 1:
					who = max(who, theChannel)
				case ast.Unparen(d.Rhs) == op.Node:
					who = max(who, theValue)
				default:
					who = max(who, p.saysWho(d.Rhs, op, seen))
				}
			}
		}
		return true
	})
	return who
}

// HandedTo reports whether the channel goes to the caller of f, as a result,
// and to nobody else who is in sight and receives.
func (c *Chan) HandedTo(f *Func) bool {
	if c.Has(Receive) || c.Has(Range) {
		return false
	}
	for i := range f.Sig.Results().Len() {
		for _, v := range c.Vars {
			if v == f.Sig.Results().At(i) {
				return true
			}
		}
	}
	return false
}
