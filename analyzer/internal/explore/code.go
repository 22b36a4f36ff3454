package explore

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
)

// A code is what a function does, as instructions of a stack machine.
type code struct {
	id       int
	fn       *lifetime.Func // nil for the wrapper that a library function runs
	ins      []instr
	boxed    []bool // of each slot: it holds a cell, which closures share
	params   []int  // slots of receiver and parameters; -1: blank
	captured []*types.Var
	captures []int     // slots of what it captured
	results  []int     // slots of named results
	count    int       // of results
	live     []slotSet // of each instruction: what is read from there on; see liveness
	asks     []askSet  // and what is asked for; see asksOf
}

// An instr is one instruction. One that others can see, or that can block, has
// an op; all others have do.
type instr struct {
	guess  bool // a choice on a condition
	loops  bool // and one in a loop, which something that fails for good may end
	do     func(x *exec, f *frame, in *instr)
	op     op
	a, b   int
	v      value
	code   *code
	typ    types.Type
	fn     *lifetime.Func
	name   string
	list   []int
	fns    []*lifetime.Func
	arms   []arm
	spoils *spoiler
	pos    token.Pos
	node   ast.Node // of an op: what a finding is about
}

// An arm is a case of a select.
type arm struct {
	send   bool
	wanted int // values that its body uses of what it receives
	target int
	pos    token.Pos
	index  int // of the clause in the source
	typ    types.Type
}

// An op is an operation that goroutines see of each other.
type op uint8

const (
	local   op = iota
	opYield    // nothing by itself: others may run here. a: depth of the object on the stack, or -1
	opGive     // an opYield that is passed over while giving back what was taken. b: the op that takes it
	opSend
	opReceive // a: values wanted
	opSelect  // arms; a: target of default, or -1; b: index of that clause
	opLock
	opRLock
	opWait  // of a group
	opWoken // of a condition variable
	opEnter // of a once; a: target if it is done
	opFires // the clock, or the end of a context: then a function runs
	opAdmit // of a group with a limit
	opForever
)

var opNames = [...]string{local: "none",
	opYield: "yield", opGive: "give", opSend: "send", opReceive: "receive", opSelect: "select", opLock: "lock", opRLock: "rlock",
	opWait: "wait", opWoken: "cond", opEnter: "once", opFires: "timer", opAdmit: "group", opForever: "forever",
}

func (o op) String() string { return opNames[o] }

// A translator makes the codes of a package's functions, each when it is first
// called.
type translator struct {
	pkg   *lifetime.Package
	codes map[codeKey]*code
	boxes map[*types.Var]bool
	says  map[*types.Var]bool // how many there are: see tell
	seen  map[*lifetime.Func]bool
	owns  map[*lifetime.Func]bool // see own
	duty  *duties
	locks *locks
	count int

	spoils map[*lifetime.Func]*spoiler // see changes
	sizes  map[*lifetime.Func]*sizing

	signals map[ast.Node]bool // receives of signals that ask the process to end

	questions numbering // see askSet
	texts     numbering // the first is nothing, the second an error
	library   map[string]libraryFunc
}

func newTranslator(p *lifetime.Package, l *locks) *translator {
	known := libraryFuncs()
	t := &translator{pkg: p, codes: map[codeKey]*code{}, boxes: map[*types.Var]bool{}, says: map[*types.Var]bool{},
		seen: map[*lifetime.Func]bool{}, owns: map[*lifetime.Func]bool{},
		spoils: map[*lifetime.Func]*spoiler{}, sizes: map[*lifetime.Func]*sizing{},
		duty: newDuties(p, known), locks: l, library: known, signals: map[ast.Node]bool{}}
	t.text("")
	t.text("an error")
	return t
}

// A numbering gives texts numbers.
type numbering struct {
	numbers map[string]int
	names   []string
}

func (n *numbering) of(name string) int {
	id, ok := n.numbers[name]
	if !ok {
		if n.numbers == nil {
			n.numbers = map[string]int{}
		}
		id = len(n.names)
		n.numbers[name] = id
		n.names = append(n.names, name)
	}
	return id
}

// text returns the value of a text.
func (t *translator) text(s string) value {
	return value{kind: text, n: int64(t.texts.of(s))}
}

// A codeKey is what there is one code for.
type codeKey struct {
	fn    *lifetime.Func
	calls calls
}

// code returns a function's code, for systems in which calls are followed, or
// not.
func (t *translator) code(fn *lifetime.Func, calls calls) *code {
	key := codeKey{fn, calls}
	if c := t.codes[key]; c != nil {
		return c
	}
	t.box(fn.Top())
	t.count++
	c := &code{id: t.count, fn: fn}
	t.codes[key] = c
	w := &writer{t: t, c: c, calls: calls, info: t.pkg.Info, slots: map[*types.Var]int{}}
	w.function(fn)
	return c
}

// box finds the variables of a function that its literals share, or whose
// address is taken.
func (t *translator) box(top *lifetime.Func) {
	if t.seen[top] {
		return
	}
	t.seen[top] = true
	t.tell(top)
	var stack []ast.Node
	home := func(v *types.Var) ast.Node {
		for i := len(stack) - 1; i >= 0; i-- {
			switch stack[i].(type) {
			case *ast.FuncLit, *ast.FuncDecl:
				if stack[i].Pos() <= v.Pos() && v.Pos() < stack[i].End() {
					return stack[i]
				}
			}
		}
		return nil
	}
	innermost := func() ast.Node {
		for i := len(stack) - 1; i >= 0; i-- {
			switch stack[i].(type) {
			case *ast.FuncLit, *ast.FuncDecl:
				return stack[i]
			}
		}
		return nil
	}
	ast.Inspect(top.Node, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		switch x := n.(type) {
		case *ast.Ident:
			if v, ok := t.pkg.Info.Uses[x].(*types.Var); ok && t.isLocal(v) && home(v) != innermost() {
				t.boxes[v] = true
			}
		case *ast.UnaryExpr:
			if id, ok := ast.Unparen(x.X).(*ast.Ident); ok && x.Op == token.AND {
				if v, ok := t.pkg.Info.Uses[id].(*types.Var); ok && t.isLocal(v) {
					t.boxes[v] = true
				}
			}
		}
		return true
	})
}

func (t *translator) isLocal(v *types.Var) bool {
	return !v.IsField() && v.Parent() != t.pkg.Pass.Pkg.Scope() && v.Pkg() == t.pkg.Pass.Pkg
}

// free returns the variables that a literal shares with the functions around it.
func (t *translator) free(fn *lifetime.Func) (vars []*types.Var) {
	seen := map[*types.Var]bool{}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			v, ok := t.pkg.Info.Uses[id].(*types.Var)
			if ok && t.isLocal(v) && !seen[v] && (v.Pos() < fn.Node.Pos() || v.Pos() >= fn.Node.End()) {
				seen[v] = true
				vars = append(vars, v)
			}
		}
		return true
	})
	return vars
}
