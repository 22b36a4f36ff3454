package lifetime

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"time"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/known"
)

// A Length is what can be said of how long a pause is.
type Length struct {
	Max   time.Duration // upper bound, if Data is false
	Data  bool          // comes from data or grows without a bound that one can see
	Param int           // 1 + the parameter of the function that is the length; 0: none
}

const unbounded = math.MaxInt64

// effort is how many expressions length looks at: variables that are assigned
// from each other in many places would keep it busy for ever. Counted, not
// timed, so that the answer does not depend on the machine.
const effort = 2000

// length evaluates a duration expression in f.
func (p *Package) length(f *Func, e ast.Expr) Length {
	p.effort = effort
	hi := p.upper(f, e, 0)
	l := Length{Max: time.Duration(hi), Data: hi == unbounded}
	if l.Data {
		l.Max = 0
	}
	if v := p.Variable(e); v != nil && p.Constant(v) && p.params[v] == f {
		for i := range min(f.Sig.Params().Len(), 100) {
			if f.Sig.Params().At(i) == v {
				l.Param = i + 1
			}
		}
	}
	return l
}

// upper returns an upper bound of an integer expression that is meant to be
// positive, or unbounded. It follows constants, variables whose every value it
// can bound, random numbers below a bound, min, and arithmetic.
func (p *Package) upper(f *Func, e ast.Expr, depth int) int64 {
	if p.effort--; depth > 8 || p.effort < 0 {
		return unbounded
	}
	if tv := p.Info.Types[e]; tv.Value != nil {
		if v, ok := constant.Int64Val(constant.ToInt(tv.Value)); ok {
			return v
		}
		return unbounded
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return p.upperVar(f, p.Variable(e), depth)
	case *ast.BinaryExpr:
		return p.upperBinary(f, e, depth)
	case *ast.CallExpr:
		return p.upperCall(f, e, depth)
	}
	return unbounded
}

func (p *Package) upperBinary(f *Func, e *ast.BinaryExpr, depth int) int64 {
	x, y := p.upper(f, e.X, depth+1), p.upper(f, e.Y, depth+1)
	switch {
	case e.Op == token.REM && y != unbounded:
		return y
	case x == unbounded:
		return unbounded
	case e.Op == token.SUB, e.Op == token.QUO && y > 0:
		if e.Op == token.QUO && p.Info.Types[e.Y].Value != nil {
			return x / y
		}
		return x
	case y == unbounded:
		return unbounded
	case e.Op == token.ADD:
		return satAdd(x, y)
	case e.Op == token.MUL:
		return satMul(x, y)
	case e.Op == token.SHL && 0 <= y && y < 62:
		return satMul(x, 1<<y)
	}
	return unbounded
}

func satAdd(x, y int64) int64 {
	if y > 0 && x > unbounded-y {
		return unbounded
	}
	return x + y
}

func satMul(x, y int64) int64 {
	if x < 0 || y < 0 || x != 0 && y > unbounded/x {
		return unbounded
	}
	return x * y
}

// randomBelow are the functions that return a number in [0, n): those of
// math/rand, and of wrappers that keep the names.
var randomBelow = map[string]bool{
	"Intn": true, "Int31n": true, "Int63n": true, "Int32N": true, "Int64N": true,
	"IntN": true, "N": true, "UintN": true, "Uint32N": true, "Uint64N": true,
}

func (p *Package) upperCall(f *Func, call *ast.CallExpr, depth int) int64 {
	if p.Info.Types[call.Fun].IsType() && len(call.Args) == 1 { // conversion
		return p.upper(f, call.Args[0], depth+1)
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := p.Info.Uses[id].(*types.Builtin); ok && (b.Name() == "min" || b.Name() == "max") {
			return p.upperOf(f, b.Name() == "min", call.Args, depth)
		}
	}
	fn := p.CalleeOf(call)
	if fn == nil || fn.Pkg() == nil || len(call.Args) == 0 {
		return unbounded
	}
	switch {
	case randomBelow[fn.Name()]:
		return p.upper(f, call.Args[0], depth+1)
	case known.Is(fn, "math.Min"):
		return p.upperOf(f, true, call.Args, depth)
	}
	return unbounded
}

func (p *Package) upperOf(f *Func, least bool, args []ast.Expr, depth int) int64 {
	out := int64(0)
	if least {
		out = unbounded
	}
	for _, arg := range args {
		if hi := p.upper(f, arg, depth+1); least {
			out = min(out, hi)
		} else {
			out = max(out, hi)
		}
	}
	return out
}

// upperVar bounds a variable by all values it is ever given. A variable that
// grows by its own value (d *= 2) has the bound of a cap that the function
// tests it against: if d > limit { d = limit }.
func (p *Package) upperVar(f *Func, v *types.Var, depth int) int64 {
	if v == nil || v.Pkg() != p.Pass.Pkg || p.shared[v] {
		return unbounded
	}
	if p.params[v] != nil {
		return p.upperParam(v, depth)
	}
	far := v.IsField() || v.Parent() == p.Pass.Pkg.Scope()
	if len(p.defs[v]) == 0 || v.IsField() && v.Exported() {
		return unbounded // others set it
	}
	hi, grows := int64(0), false
	for _, d := range p.defs[v] {
		if far && p.isTest(d.Node.Pos()) {
			continue // tests shorten what the package is made to wait
		}
		switch {
		case d.Rhs == nil, d.Op != token.ASSIGN && d.Op != token.DEFINE, uses(p.Info, d.Rhs, v) && p.upper(f, d.Rhs, 9) == unbounded:
			if limit := p.leastOf(f, d.Rhs, depth); limit != unbounded {
				hi = max(hi, limit)
			} else {
				grows = true
			}
		default:
			hi = max(hi, p.upper(f, d.Rhs, depth+1))
		}
	}
	if grows {
		return p.limitOf(f, v, hi, depth)
	}
	return hi
}

// upperParam bounds a parameter of a function that only this package calls by what it
// is called with, and what it is assigned.
func (p *Package) upperParam(v *types.Var, depth int) int64 {
	f := p.params[v]
	if f.Obj == nil || f.Obj.Exported() || f.Sig.Recv() != nil || f.Sig.Variadic() {
		return unbounded
	}
	calls := p.callers[f.Obj]
	if len(calls) == 0 || len(calls) != p.mentioned(f.Obj) {
		return unbounded // it is also a value, called who knows how
	}
	hi := int64(0)
	for _, d := range p.defs[v] {
		if d.Rhs == nil || d.Op != token.ASSIGN || uses(p.Info, d.Rhs, v) {
			return unbounded
		}
		hi = max(hi, p.upper(f, d.Rhs, depth+1))
	}
	for _, c := range calls {
		for i := range min(len(c.Args), f.Sig.Params().Len()) {
			if f.Sig.Params().At(i) == v {
				hi = max(hi, p.upper(c.Func, c.Args[i], depth+1))
			}
		}
	}
	return hi
}

// mentioned returns how often the package's source names a function.
func (p *Package) mentioned(fn *types.Func) int {
	n := 0
	for _, obj := range p.Info.Uses {
		if obj == fn {
			n++
		}
	}
	return n
}

// leastOf bounds d = min(d*2, limit).
func (p *Package) leastOf(f *Func, rhs ast.Expr, depth int) int64 {
	call, ok := ast.Unparen(rhs).(*ast.CallExpr)
	if rhs == nil || !ok {
		return unbounded
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok || id.Name != "min" {
		return unbounded
	}
	least := int64(unbounded)
	for _, arg := range call.Args {
		if tv := p.Info.Types[arg]; tv.Value != nil {
			least = min(least, p.upper(f, arg, depth+1))
		}
	}
	return least
}

// limitOf returns the greatest constant that the function cuts v down to
// (if v > limit { v = limit }), leaves at (if v > limit { return err }), or
// loops up to; unbounded if there is none.
func (p *Package) limitOf(f *Func, v *types.Var, hi int64, depth int) int64 {
	limit := int64(unbounded)
	if f == nil {
		return limit
	}
	ast.Inspect(f.Top().Body, func(n ast.Node) bool {
		var cond ast.Expr
		switch n := n.(type) {
		case *ast.IfStmt:
			if p.cuts(n.Body, v) {
				cond = n.Cond
			}
		case *ast.ForStmt:
			cond = n.Cond
		}
		cmp, ok := cond.(*ast.BinaryExpr)
		if !ok || p.Variable(cmp.X) != v {
			return true
		}
		_, loop := n.(*ast.ForStmt)
		if up := cmp.Op == token.GTR || cmp.Op == token.GEQ; up != loop {
			if l := p.upper(f, cmp.Y, depth+1); l != unbounded {
				limit = max(l, hi)
			}
		}
		return true
	})
	return limit
}

// cuts reports whether a branch gives v a value that does not come from v, or
// leaves the function or loop.
func (p *Package) cuts(body *ast.BlockStmt, v *types.Var) bool {
	for _, d := range p.defs[v] {
		if d.Rhs != nil && body.Pos() <= d.Node.Pos() && d.Node.End() <= body.End() && !uses(p.Info, d.Rhs, v) && d.Op == token.ASSIGN {
			return true
		}
	}
	if len(body.List) == 0 {
		return false
	}
	switch s := body.List[len(body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.BREAK
	}
	return false
}

func (p *Package) assigns(body ast.Node, v *types.Var) bool {
	for _, d := range p.defs[v] {
		if body.Pos() <= d.Node.Pos() && d.Node.End() <= body.End() {
			return true
		}
	}
	return false
}
