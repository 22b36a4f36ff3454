package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/cfg"
)

// This file answers: where does the process end, and who was counting on what
// then never runs?
//
// A call that ends the process runs no deferred call: not of its function, not
// of those that called it, and not of any other goroutine. So the deferred
// calls that a function's exit skips are looked for in the function and up its
// callers; where one of them starts a goroutine, on both sides of that
// statement, for the two run at the same time. A function that one place calls
// is a part of its caller; from one that many call the way up would say little.

// An Exit is a call that ends the process.
type Exit struct {
	*Call
	Skips []*Skipped // in the order in which they are met, from the exit outwards
	Start *Call      // what starts the goroutine whose body the exit is in, or nil
}

// A Skipped is a deferred call that does not run when the process ends.
type Skipped struct {
	*Call
	Loss  Loss
	Apart bool // the exit is in another goroutine
}

// ends reports whether a call ends the process, and is there for that.
func (p *Package) ends(c *Call) bool {
	e := p.Effects(c.Callee)
	return e != nil && e.Exits || p.fatalEvent(c.CallExpr)
}

// Fatal reports whether a function is, by its name, one that tells of something and
// then ends the process.
func Fatal(fn *types.Func) bool { return fn != nil && strings.HasPrefix(fn.Name(), "Fatal") }

// fatalEvent reports whether a call sends a message of zerolog that ends the
// process: the level is at the chain's beginning, the sending at its end.
func (p *Package) fatalEvent(call *ast.CallExpr) bool {
	const zerolog = "github.com/rs/zerolog"
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !typeIs(p.Info.TypeOf(sel.X), zerolog, "Event") {
		return false
	}
	switch sel.Sel.Name {
	case "Msg", "Msgf", "MsgFunc", "Send":
	default:
		return false
	}
	for {
		inner, ok := ast.Unparen(sel.X).(*ast.CallExpr)
		if !ok {
			return false
		}
		if sel, ok = ast.Unparen(inner.Fun).(*ast.SelectorExpr); !ok {
			return false
		}
		if !typeIs(p.Info.TypeOf(sel.X), zerolog, "Event") {
			return sel.Sel.Name == "Fatal"
		}
	}
}

// exitsEffect reports whether the function is there to end the process: its
// last statement does, and every return before it stands under a test of what
// it was given; or it does nothing else than end the process if a test of what
// it was given says so.
//
// What it does besides is said or computed: a function that first runs clean-up
// of its own is not one of these.
func (f *Func) exitsEffect() bool {
	list := f.Body.List
	if len(list) == 0 || len(list) > maxWrapper || slices.ContainsFunc(f.Calls, func(c *Call) bool { return !f.Pkg.ends(c) && !f.Pkg.Quiet(c.CallExpr) }) {
		return false
	}
	if f.exitAt(list[len(list)-1]) {
		return f.returnsGuarded()
	}
	for i, s := range list {
		switch s := s.(type) {
		case *ast.IfStmt:
			if s.Else != nil || len(s.Body.List) == 0 || !f.exitAt(s.Body.List[len(s.Body.List)-1]) || !f.isGiven(s.Cond) {
				return false
			}
		case *ast.ReturnStmt: // must(v, err)
			return i > 0 && !slices.ContainsFunc(s.Results, func(e ast.Expr) bool { return !f.isGiven(e) })
		default:
			return false
		}
	}
	return true
}

// maxWrapper is how many statements a function that is there to end the
// process has at most.
const maxWrapper = 8

// exitAt reports whether a statement is a call that always ends the process.
func (f *Func) exitAt(s ast.Stmt) bool {
	x, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := x.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	e := f.Pkg.Effects(f.Pkg.CalleeOf(call))
	return e != nil && e.Exits && e.NoReturn || f.Pkg.fatalEvent(call)
}

// returnsGuarded reports whether every return of the function stands in an if
// statement that tests what the function was given.
func (f *Func) returnsGuarded() bool {
	for _, s := range f.Body.List {
		if !f.returnsIn(s.Pos(), s.End()) {
			continue
		}
		if s, ok := s.(*ast.IfStmt); !ok || !f.isGiven(s.Cond) {
			return false
		}
	}
	return true
}

// isGiven reports whether an expression looks at parameters, and at nothing that
// the function finds out itself.
func (f *Func) isGiven(e ast.Expr) bool {
	found, other := false, false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := f.Pkg.Info.Uses[id].(*types.Var); ok && !v.IsField() {
				isParam := f.Pkg.params[v] == f
				found, other = found || isParam, other || !isParam
			}
		}
		return true
	})
	return found && !other
}

// Exits returns the calls of f that end the process, those in nested literals
// excluded. Of a function that is there to end it, the calls are the exits.
func (f *Func) Exits() (all []*Exit) {
	if e := f.Pkg.Effects(f.Obj); e != nil && e.Exits {
		return nil
	}
	for _, c := range f.Calls {
		if c.Mode == Apart || !f.Pkg.ends(c) {
			continue
		}
		x := &Exit{Call: c}
		s := &skipper{p: f.Pkg, exit: x, seen: map[*Func]bool{}}
		s.frame(f, c.Pos(), false)
		all = append(all, x)
	}
	return all
}

// A skipper looks for what an exit skips.
type skipper struct {
	p    *Package
	exit *Exit
	seen map[*Func]bool
}

// frame adds the deferred calls that are pending when f is at a position, and
// those of whoever called f. apart says that the exit is in a goroutine that f
// has started, or that somebody has whom f called.
func (s *skipper) frame(f *Func, at token.Pos, apart bool) {
	if f == nil || s.seen[f] {
		return
	}
	s.seen[f] = true
	for _, d := range f.Calls {
		if d.Mode == Later && !within(at, d) && (f.leads(d.Pos(), at) || apart && f.leads(at, d.Pos())) {
			s.exit.Skips = append(s.exit.Skips, &Skipped{Call: d, Loss: f.lossAt(d, at, apart, s.exit), Apart: apart})
		}
	}
	runs := s.p.runners()[f]
	if len(runs) != 1 || runs[0].Func == nil || f.Obj != nil && (f.Obj.Exported() && s.p.Pass.Pkg.Name() != "main" || s.p.UsedAsValue(f.Obj)) {
		return
	}
	c := runs[0]
	if !apart && (c.Mode == Apart || c.apart) {
		s.exit.Start = c.Call
		apart = true
	}
	s.frame(c.Func, c.Pos(), apart)
}

// A runner is a call that runs a function of this package.
type runner struct {
	*Call
	apart bool // it starts a goroutine that does
}

// runners returns the calls that run each function, as far as they are in
// sight.
func (p *Package) runners() map[*Func][]runner {
	if p.running != nil {
		return p.running
	}
	p.running = map[*Func][]runner{}
	for f, calls := range p.runs() {
		for _, c := range calls {
			p.running[f] = append(p.running[f], runner{c, false})
		}
	}
	for _, f := range p.Funcs {
		for _, s := range f.Spawns() {
			if s.Body != nil && s.Call.Mode != Apart && s.Call.Callee.Name() != "Cleanup" { // a test's run one after the other
				p.running[s.Body] = append(p.running[s.Body], runner{s.Call, true})
			}
		}
		if f.Role == Value && p.CallsArg(f) {
			p.running[f] = append(p.running[f], runner{f.call, false})
		}
	}
	return p.running
}

// leads reports whether control can get from one position to another. From a
// position to itself it always does.
func (f *Func) leads(from, to token.Pos) bool {
	home, at := f.spot(from)
	goal, index := f.spot(to)
	if home == nil || goal == nil {
		return false
	}
	if home == goal && at < index {
		return true
	}
	reached := false
	w := walk{seen: map[*cfg.Block]bool{}, stop: func(ast.Node) bool { return reached }}
	w.each = func(n ast.Node) { reached = reached || n == goal.Nodes[index] }
	w.from(home, at+1)
	return reached
}
