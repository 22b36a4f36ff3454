package explore

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"unicode"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// An objectType is a type that a package offers, with what a client does with
// its values: make, start, use, close. Only what the methods share among
// themselves is followed: what other code of the package takes part in is open.
type objectType struct {
	named  *types.Named
	maker  *lifetime.Func
	close  *lifetime.Func
	starts []*lifetime.Func
	calls  []*lifetime.Func // methods that may wait
	gives  []*lifetime.Func // methods that hand out what others wait for
	shared []int            // fields that others get at
}

// objectTypes returns the types worth exploring, in source order: with an exported
// maker, a method that ends it, and a goroutine.
func objectTypes(p *lifetime.Package) (all []*objectType) {
	if p.Pass.Pkg.Name() == "main" {
		return nil // its only client is in sight
	}
	makes, spawns := making(p), reaching(p, starting(p), true)
	waits := reaching(p, waiting(p), false)
	methods := map[*types.TypeName][]*lifetime.Func{}
	makers := map[*types.TypeName]*lifetime.Func{} // the first of each
	for _, f := range p.Funcs {
		if f.Outer != nil || f.Obj == nil || p.InTest(f.Node.Pos()) {
			continue
		}
		if r := f.Sig.Recv(); r != nil {
			if n := namedOf(r.Type()); n != nil {
				methods[n.Obj()] = append(methods[n.Obj()], f)
			}
		}
		n := made(p, f)
		if n == nil || !f.Obj.Exported() || !makes[f] {
			continue
		}
		if old := makers[n.Obj()]; old == nil || old.Sig.Recv() != nil && f.Sig.Recv() == nil {
			makers[n.Obj()] = f
		}
	}
	for _, f := range p.Funcs { // in source order
		n := made(p, f)
		if n == nil || makers[n.Obj()] != f {
			continue
		}
		o := &objectType{named: n, maker: f}
		alive := spawns[f]
		o.close = closer(methods[n.Obj()])
		for _, m := range methods[n.Obj()] {
			switch name := m.Obj.Name(); {
			case !m.Obj.Exported(), m == o.close, closes(m, closeWords):
			case slices.Contains(startWords, firstWord(name)), spawns[m] && !waits[m]:
				o.starts = append(o.starts, m)
				alive = alive || spawns[m]
			case waits[m]:
				o.calls = append(o.calls, m)
			case handsOut(p, m):
				o.gives = append(o.gives, m)
			}
		}
		if alive && o.close != nil && o.closed(p, methods[n.Obj()]) {
			all = append(all, o)
		}
	}
	return all
}

var (
	startWords = []string{"Start", "Run", "Serve", "Open", "Listen", "Begin", "Init", "Loop", "Connect", "Dial"}
	closeWords = []string{"Close", "Stop", "Shutdown", "Quit", "Cancel", "Terminate", "Destroy", "Halt", "Kill"}

	otherCloseWords = []string{"Release", "CloseNow", "StopNow", "ShutdownNow", "GracefulStop", "GracefulShutdown", "StopAndWait", "StopWait"}
	reasonWords     = []string{"reason", "message", "msg", "code", "status"} // what says why
)

// closer returns the method that ends an object.
func closer(methods []*lifetime.Func) *lifetime.Func {
	for _, words := range [][]string{closeWords, otherCloseWords} {
		if i := slices.IndexFunc(methods, func(m *lifetime.Func) bool { return closes(m, words) }); i >= 0 {
			return methods[i]
		}
	}
	return nil
}

// closes reports whether a method ends its object, by its name, and by parameters that
// say no more than how, how long, and why.
func closes(m *lifetime.Func, words []string) bool {
	return slices.Contains(words, m.Obj.Name()) && !slices.ContainsFunc(slices.Collect(m.Sig.Params().Variables()), saysWhat)
}

// saysWhat reports whether a parameter may say which of several things to end.
func saysWhat(v *types.Var) bool {
	basic, ok := v.Type().(*types.Basic)
	switch {
	case ok && basic.Kind() == types.Bool, isContext(v.Type()), isErrorType(v.Type()), v.Type().String() == "time.Duration":
		return false
	case ok:
		return !slices.Contains(reasonWords, strings.ToLower(v.Name()))
	}
	return true
}

// firstWord returns the first word of a name in camel case.
func firstWord(name string) string {
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			return name[:i]
		}
	}
	return name
}

// made returns the struct type of the package of which a function makes a value: its
// first result's, or what that always is.
func made(p *lifetime.Package, f *lifetime.Func) *types.Named {
	if f.Outer != nil || f.Obj == nil || f.Sig.Results().Len() == 0 {
		return nil
	}
	t := f.Sig.Results().At(0).Type()
	if types.IsInterface(t) {
		t = p.SoleResult(f, 0)
	}
	n := namedOf(t)
	if n == nil || n.TypeParams().Len() > 0 || n.Obj().Pkg() != p.Pass.Pkg {
		return nil
	}
	if _, ok := n.Underlying().(*types.Struct); !ok {
		return nil
	}
	if r := f.Sig.Recv(); r != nil && namedOf(r.Type()) == n {
		return nil
	}
	return n
}

func namedOf(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// waiting returns the declared functions in which something is waited for.
func waiting(p *lifetime.Package) map[*lifetime.Func]bool {
	found := map[*lifetime.Func]bool{}
	for _, f := range p.Funcs {
		if spawned(f) != nil {
			continue
		}
		if len(f.Selects) > 0 || slices.ContainsFunc(f.Ops, func(o *lifetime.Op) bool { return o.Kind != lifetime.Close }) {
			found[f.Top()] = true
		}
		for _, c := range f.Calls {
			if c.Callee != nil && c.Callee.Pkg() != nil && c.Callee.Pkg().Path() == "sync" && c.Callee.Name() == "Wait" {
				found[f.Top()] = true
			}
		}
	}
	return found
}

// handsOut reports whether a method returns what others wait for.
func handsOut(p *lifetime.Package, m *lifetime.Func) bool {
	for v := range m.Sig.Results().Variables() {
		if !isPlain(v.Type(), p.Pass.Pkg, 0) {
			return true
		}
	}
	return false
}

// closed finds the fields that other code of the package gets at. It reports
// whether an object can be followed at all: not if that code calls its
// unexported methods.
func (o *objectType) closed(p *lifetime.Package, methods []*lifetime.Func) bool {
	fields := map[*types.Var]int{}
	s := o.named.Underlying().(*types.Struct)
	for i := range s.NumFields() {
		if f := s.Field(i); !isPlain(f.Type(), p.Pass.Pkg, 0) {
			fields[f] = i
			if f.Exported() || f.Embedded() {
				o.shared = append(o.shared, i)
			}
		}
	}
	ok := true
	for _, file := range p.Pass.Files {
		for _, d := range file.Decls {
			if fd, is := d.(*ast.FuncDecl); is && (slices.ContainsFunc(methods, func(m *lifetime.Func) bool { return m.Node == d }) || o.maker.Node == fd) {
				continue
			}
			if p.InTest(d.Pos()) {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				sel, is := n.(*ast.SelectorExpr)
				if !is {
					return true
				}
				switch x := p.Info.Uses[sel.Sel].(type) {
				case *types.Var:
					if i, mine := fields[x.Origin()]; mine && !slices.Contains(o.shared, i) {
						o.shared = append(o.shared, i)
					}
				case *types.Func:
					if !x.Exported() && slices.ContainsFunc(methods, func(m *lifetime.Func) bool { return m.Obj == x.Origin() }) {
						ok = false
					}
				}
				return true
			})
		}
	}
	slices.Sort(o.shared)
	return ok
}
