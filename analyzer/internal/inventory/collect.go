package inventory

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// Analyzer lists the spawns of a package, sorted by position. It reports
// nothing and is none of the analyzers that users run: the command runs it for
// "cancelcheck map".
var Analyzer = &analysis.Analyzer{
	Name:             "inventory",
	Doc:              "inventory: list what a package starts, what stops it and who waits for it",
	URL:              "https://pkg.go.dev/github.com/cancelcheck/cancelcheck/analyzer/internal/inventory",
	Requires:         []*analysis.Analyzer{lifetime.Analyzer},
	ResultType:       reflect.TypeFor[[]Spawn](),
	Run:              run,
	RunDespiteErrors: true,
}

func run(pass *analysis.Pass) (any, error) {
	c := &collector{pass: pass}
	pass.ResultOf[lifetime.Analyzer].(*lifetime.Package).Ask(func(p *lifetime.Package) {
		c.pkg = p
		for _, f := range p.Funcs {
			for _, call := range f.Calls {
				c.call(call)
			}
		}
	})
	slices.SortStableFunc(c.list, func(a, b Spawn) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	return c.list, nil
}

type collector struct {
	pass *analysis.Pass
	pkg  *lifetime.Package
	list []Spawn
}

// call adds what one call starts: the call itself after go, and every argument
// that the callee runs concurrently.
func (c *collector) call(call *lifetime.Call) {
	if call.Mode == lifetime.Apart {
		c.add(call, "go", call.Fun)
	} else if process := c.pkg.Process(call); process != nil {
		c.process(process)
	}
	e := c.pkg.Effects(call.Callee)
	if e == nil || e.Spawns == 0 || later(call.Callee) {
		return
	}
	last := call.Callee.Signature().Params().Len() - 1
	for i, arg := range call.Args {
		if e.Spawns.Has(min(i, last)) && isFunc(c.pkg.Info.TypeOf(arg)) {
			c.add(call, kind(call.Callee), arg)
		}
	}
}

// later reports what the model calls concurrent only because it comes after
// everything else: a test's cleanup.
func later(callee *types.Func) bool {
	return callee.Pkg() != nil && callee.Pkg().Path() == "testing" && callee.Name() == "Cleanup"
}

func isFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// kinds are short names of callees that everybody knows.
var kinds = map[string]string{
	"(*sync.WaitGroup).Go":                             "WaitGroup.Go",
	"(*golang.org/x/sync/errgroup.Group).Go":           "errgroup.Go",
	"(*golang.org/x/sync/errgroup.Group).TryGo":        "errgroup.TryGo",
	"(*golang.org/x/sync/singleflight.Group).DoChan":   "singleflight.DoChan",
	"(*github.com/sourcegraph/conc.WaitGroup).Go":      "conc.WaitGroup.Go",
	"(*github.com/sourcegraph/conc/pool.Pool).Go":      "conc.Pool.Go",
	"(*github.com/sourcegraph/conc/pool.ErrorPool).Go": "conc.ErrorPool.Go",
}

func kind(callee *types.Func) string {
	if name := kinds[callee.Origin().FullName()]; name != "" {
		return name
	}
	if recv := receiver(callee); recv != "" {
		return recv + "." + callee.Name()
	}
	if callee.Pkg() == nil {
		return callee.Name()
	}
	return callee.Pkg().Name() + "." + callee.Name()
}

func (c *collector) add(call *lifetime.Call, kind string, body ast.Expr) {
	pos := call.Pos()
	via := ""
	if kind == "go" {
		pos = c.statement(call)
	} else {
		via = symbol(call.Callee)
	}
	s := c.spawn(call, kind, pos)
	s.Via = via
	f := c.body(&s, body)
	spawn := &lifetime.Spawn{Call: call, Kind: kind, Body: f, Fun: body}
	if serves := spawn.Serves(); serves != nil && kind == "go" {
		s.Kind = serves.Callee.Pkg().Name() + ".Server.Serve"
	}
	s.Stops, s.Joins = c.stops(spawn), c.joins(spawn)
	s.Verdict = verdict(s.Stops, s.Joins, f != nil)
	c.list = append(c.list, s)
}

// process adds another process, which has no body.
func (c *collector) process(spawn *lifetime.Spawn) {
	s := c.spawn(spawn.Call, spawn.Kind, spawn.Call.Pos())
	s.Body = spawn.Name
	s.Stops, s.Joins = c.stops(spawn), c.joins(spawn)
	s.Verdict = verdict(s.Stops, s.Joins, true)
	c.list = append(c.list, s)
}

// spawn returns what is said of every spawn.
func (c *collector) spawn(call *lifetime.Call, kind string, pos token.Pos) Spawn {
	top := call.Func.Top()
	s := Spawn{
		Pos:       c.pass.Fset.Position(pos),
		Kind:      kind,
		Package:   c.pass.Pkg.Path(),
		Func:      name(c.pass.Pkg, top),
		Repeats:   call.Loop != nil,
		Generated: c.generated(pos),
	}
	if top.Obj != nil {
		s.Owner = receiver(top.Obj)
	}
	return s
}

// statement returns the position of the go statement around the call: where
// the runtime says that the goroutine was created.
func (c *collector) statement(call *lifetime.Call) token.Pos {
	pos := call.Pos()
	ast.Inspect(call.Func.Body, func(n ast.Node) bool {
		if g, ok := n.(*ast.GoStmt); ok && g.Call == call.CallExpr {
			pos = g.Pos()
		}
		return n == nil || n.Pos() <= call.Pos() && call.Pos() < n.End()
	})
	return pos
}

// body says what runs, and returns it if it is in this package.
func (c *collector) body(s *Spawn, e ast.Expr) *lifetime.Func {
	e = ast.Unparen(e)
	if lit, ok := e.(*ast.FuncLit); ok {
		s.Body = "func literal"
		return c.place(s, lit)
	}
	fn := c.function(e)
	if fn == nil {
		s.Body = lifetime.Text(e)
		if f := c.pkg.FuncOfValue(e); f != nil { // the one literal that a variable holds
			return c.place(s, f.Node)
		}
		return nil
	}
	s.Body = full(c.pass.Pkg, fn)
	if recv := fn.Signature().Recv(); recv == nil || !types.IsInterface(recv.Type()) {
		s.Symbol = symbol(fn)
	}
	if fn.Pkg() != c.pass.Pkg {
		return nil
	}
	for _, f := range c.pkg.Funcs {
		if f.Obj != nil && f.Obj == fn.Origin() {
			return c.place(s, f.Node)
		}
	}
	return nil
}

// place notes where the body stands. Of a declaration that is the line of the
// word func, which is what profiles give, not its comment's.
func (c *collector) place(s *Spawn, n ast.Node) *lifetime.Func {
	pos := n.Pos()
	if d, ok := n.(*ast.FuncDecl); ok {
		pos = d.Type.Pos()
	}
	s.BodyPos, s.BodyEnd = c.pass.Fset.Position(pos), c.pass.Fset.Position(n.End()-1)
	return c.pkg.FuncOf(n)
}

// function returns the function or method that the expression names.
func (c *collector) function(e ast.Expr) *types.Func {
	switch x := e.(type) {
	case *ast.Ident:
		fn, _ := c.pkg.Info.Uses[x].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := c.pkg.Info.Uses[x.Sel].(*types.Func)
		return fn
	case *ast.IndexExpr:
		return c.function(ast.Unparen(x.X))
	case *ast.IndexListExpr:
		return c.function(ast.Unparen(x.X))
	}
	return nil
}

func (c *collector) generated(pos token.Pos) bool {
	for _, f := range c.pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return ast.IsGenerated(f)
		}
	}
	return false
}

// receiver returns the name of the type whose method fn is.
func receiver(fn *types.Func) string {
	recv := fn.Signature().Recv()
	if recv == nil {
		return ""
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// method returns a function's name with its receiver: Run, (*Server).Run.
func method(fn *types.Func, open string) string {
	recv := fn.Signature().Recv()
	if recv == nil {
		return fn.Name()
	}
	name := receiver(fn)
	if name == "" {
		return fn.Name()
	}
	if _, ok := types.Unalias(recv.Type()).(*types.Pointer); ok {
		return "(*" + open + name + ")." + fn.Name()
	}
	return open + name + "." + fn.Name()
}

func full(here *types.Package, fn *types.Func) string {
	if fn.Pkg() == nil || fn.Pkg() == here {
		return method(fn, "")
	}
	if fn.Signature().Recv() != nil {
		return method(fn, fn.Pkg().Name()+".")
	}
	return fn.Pkg().Name() + "." + fn.Name()
}

// symbol is the function's name in a stack trace, without type arguments and
// with the import path as the source says it.
func symbol(fn *types.Func) string {
	if fn.Pkg() == nil {
		return ""
	}
	return fn.Pkg().Path() + "." + method(fn, "")
}

func name(here *types.Package, top *lifetime.Func) string {
	if top.Obj == nil {
		return "func literal" // the value of a package variable
	}
	return full(here, top.Obj)
}
