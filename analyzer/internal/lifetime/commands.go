package lifetime

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// This file answers: does a function run on a command's way to its end, so that
// the process ends soon after it has returned?

// InCommand reports whether the function runs in a command that is done when it
// has failed, or is done itself: it is main, or a command's own function, or is
// called by such only, outside of loops that go on when it has failed. What is
// started apart by a goroutine or kept as a value may run again and again. Of an
// exported function of another package the calls in its own are the evidence.
func (f *Func) InCommand() bool { return f.inCommand(map[*Func]bool{}) }

// inCommand knows what was found of others; those that are being looked at do not
// count as called by themselves.
func (f *Func) inCommand(found map[*Func]bool) bool {
	in, known := found[f]
	if !known {
		found[f] = false
		in = f.ofCommand(found)
		found[f] = in
	}
	return in
}

func (f *Func) ofCommand(found map[*Func]bool) bool {
	if f.Obj == nil {
		switch {
		case f.Pkg.commands().literals[f.Node]:
			return true
		case f.Outer == nil || f.Role == Value:
			return false
		}
		return f.Outer.LoopAt(f.Node.Pos()) == nil && f.Outer.inCommand(found)
	}
	main := f.Pkg.Pass.Pkg.Name() == "main"
	values := f.Pkg.valueUses(f.Obj)
	switch {
	case main && f.Sig.Recv() == nil && f.Obj.Name() == "main", f.isCommand():
		return true
	case values > f.Pkg.commands().values[f.Obj]:
		return main && f.getsArguments()
	}
	for _, c := range f.Pkg.callers[f.Obj] {
		switch {
		case f.Pkg.isTest(c.Pos()):
		case c.Loop != nil && !c.Func.leavesOnError(c), !c.Func.inCommand(found):
			return false
		default:
			values++
		}
	}
	return values > 0 || main && f.getsArguments()
}

// HoldsUp reports whether whoever runs the function waits for it: it is nowhere
// started apart.
func (f *Func) HoldsUp() bool {
	if f.Role == Spawned {
		return false
	}
	return f.Obj == nil || !slices.ContainsFunc(f.Pkg.callers[f.Obj], func(c *Call) bool { return c.Mode == Apart })
}

// getsArguments reports whether a function is given a command line.
func (f *Func) getsArguments() bool {
	for v := range f.Sig.Params().Variables() {
		if s, ok := v.Type().Underlying().(*types.Slice); ok && (v.Name() == "args" || v.Name() == "argv") && types.Identical(s.Elem(), types.Typ[types.String]) {
			return true
		}
		if n, ok := types.Unalias(deref(v.Type())).(*types.Named); ok && n.Obj().Pkg() != nil && isCommandLine(n.Obj().Pkg().Path()) {
			return true
		}
	}
	return false
}

// isCommand reports whether a method is that of a command, as frameworks ask for
// one: Execute or Run, given what is left of the command line, and nothing else.
func (f *Func) isCommand() bool {
	if f.Sig.Recv() == nil || f.Sig.Params().Len() != 1 || f.Sig.Results().Len() != 1 {
		return false
	}
	name := f.Obj.Name()
	return (name == "Execute" || name == "Run") && f.getsArguments()
}

// leavesOnError reports whether a call's error, tested at once, ends the
// function around the loop that it is in.
func (f *Func) leavesOnError(c *Call) bool {
	isCall := func(s ast.Stmt) bool {
		a, ok := s.(*ast.AssignStmt)
		return ok && len(a.Rhs) == 1 && ast.Unparen(a.Rhs[0]) == c.CallExpr
	}
	fails := func(s ast.Stmt) bool {
		i, ok := s.(*ast.IfStmt)
		if !ok {
			return false
		}
		b, ok := ast.Unparen(i.Cond).(*ast.BinaryExpr)
		return ok && b.Op == token.NEQ && isError(f.Pkg.Info.TypeOf(b.X)) && leaves(i.Body.List)
	}
	found := false
	ast.Inspect(c.Loop.Body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			found = found || x.Init != nil && isCall(x.Init) && fails(x)
		case *ast.BlockStmt:
			for i, s := range x.List[:max(0, len(x.List)-1)] {
				found = found || isCall(s) && fails(x.List[i+1])
			}
		}
		return !found
	})
	return found
}

// commandFuncs are the functions that are put where commands have theirs.
type commandFuncs struct {
	literals map[ast.Node]bool
	values   map[*types.Func]int // how often
}

type commandsKey struct{}

// commands returns what is put into the fields of another module's commands, or
// given there to a function that makes one of it.
func (p *Package) commands() *commandFuncs {
	return p.Memo(commandsKey{}, func() any {
		all := &commandFuncs{literals: map[ast.Node]bool{}, values: map[*types.Func]int{}}
		for _, file := range p.Pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch x := n.(type) {
				case *ast.CompositeLit:
					if !p.commandType(p.Info.TypeOf(x)) {
						return true
					}
					for _, e := range x.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok {
							if key, ok := kv.Key.(*ast.Ident); ok && runsCommand(key.Name) {
								all.add(p, kv.Value)
							}
						}
					}
				case *ast.AssignStmt:
					for i, l := range x.Lhs {
						if sel, ok := ast.Unparen(l).(*ast.SelectorExpr); ok && len(x.Lhs) == len(x.Rhs) && runsCommand(sel.Sel.Name) && p.commandType(p.Info.TypeOf(sel.X)) {
							all.add(p, x.Rhs[i])
						}
					}
				}
				return true
			})
		}
		return all
	}).(*commandFuncs)
}

func (all *commandFuncs) add(p *Package, e ast.Expr) {
	switch x := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		all.literals[x] = true
	case *ast.CallExpr:
		for _, a := range x.Args {
			all.add(p, a)
		}
	case *ast.Ident:
		all.use(p, x)
	case *ast.SelectorExpr:
		all.use(p, x.Sel)
	}
}

func (all *commandFuncs) use(p *Package, id *ast.Ident) {
	if fn, ok := p.Info.Uses[id].(*types.Func); ok {
		all.values[fn.Origin()]++
	}
}

// commandType reports whether a type is, by its name and home, what another
// module calls a command: those that a process has run once, by its command
// line.
func (p *Package) commandType(t types.Type) bool {
	if t == nil {
		return false
	}
	n, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || p.sameModule(n.Obj().Pkg().Path()) {
		return false
	}
	name := n.Obj().Name()
	return strings.HasSuffix(name, "Command") || strings.HasSuffix(name, "Cmd") || name == "App"
}

// sameModule reports whether a package is of this package's module, or the
// standard library's. Where nobody says what the module is, its first elements
// do.
func (p *Package) sameModule(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") {
		return true
	}
	module := strings.Join(strings.SplitN(p.Pass.Pkg.Path(), "/", 4)[:min(3, strings.Count(p.Pass.Pkg.Path(), "/")+1)], "/")
	if m := p.Pass.Module; m != nil && m.Path != "" {
		module = m.Path
	}
	return path == module || strings.HasPrefix(path, module+"/")
}

// runsCommand reports whether a command's field is, by its name, one of those
// that are called when it is run.
func runsCommand(field string) bool {
	return slices.Contains([]string{"Run", "RunE", "Action", "Exec", "Execute", "Before", "After", "Main"}, field) ||
		(strings.HasPrefix(field, "Pre") || strings.HasPrefix(field, "Post") || strings.HasPrefix(field, "Persistent")) && strings.Contains(field, "Run")
}
