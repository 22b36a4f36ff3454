package explore

import (
	"go/types"
	"strings"
)

// This file holds the instructions that compare, count and branch.

func doNot(x *exec, f *frame, in *instr) { f.push(x.not(x.s.resolve(f.pop()))) }

func (x *exec) not(v value) value {
	switch v.kind {
	case boolean:
		return truth(v == no)
	case symbol:
		if u := x.s.symbols[v.n]; u.op == "!" {
			return x.s.resolve(u.a)
		}
		return x.s.derived("!", v, value{})
	}
	return x.s.fresh()
}

func doUnary(x *exec, f *frame, in *instr) {
	v := x.s.resolve(f.pop())
	if v.kind == number && in.name == "-" {
		f.push(num(-v.n))
		return
	}
	f.push(x.s.derived(in.name+"u", v, value{}))
}

func doBinary(x *exec, f *frame, in *instr) {
	b, a := x.worth(f.pop()), x.worth(f.pop())
	switch in.name {
	case "==":
		f.push(x.equal(a, b))
	case "!=":
		f.push(x.not(x.equal(a, b)))
	case "<":
		f.push(x.less(a, b))
	case ">":
		f.push(x.less(b, a))
	case ">=":
		f.push(x.not(x.less(a, b)))
	case "<=":
		f.push(x.not(x.less(b, a)))
	default:
		f.push(x.arithmetic(in.name, a, b))
	}
}

// equal compares; nil is equal to no thing that exists.
func (x *exec) equal(a, b value) value {
	if a == b || a.kind == null && b.kind == null {
		return yes
	}
	if a.kind != symbol && b.kind != symbol {
		return x.alike(a, b)
	}
	if a.kind != symbol {
		a, b = b, a
	}
	if o := x.s.object(b); o != nil && !o.open || b.kind == null && x.s.isSome(a) {
		return no // nobody out of sight has it
	}
	return x.s.derived("==", a, b)
}

// alike compares things that both are in sight: pointers are equal if they are
// the same, structs if their fields are.
func (x *exec) alike(a, b value) value {
	o, p := x.s.object(a), x.s.object(b)
	if o == nil || p == nil || o.kind != structure || p.kind != structure || !types.Identical(o.typ, p.typ) {
		return no
	}
	if len(o.vals) == 0 {
		return yes
	}
	return x.s.derived("==", a, b)
}

func (x *exec) less(a, b value) value {
	if a.kind == number && b.kind == number {
		return truth(a.n < b.n)
	}
	if a.kind == symbol && b.kind == number {
		if u := x.s.symbols[a.n]; u.op == "max" {
			if k := x.s.resolve(u.b); k.kind == number && k.n >= b.n {
				return no
			}
		}
	}
	return x.s.derived("<", a, b)
}

func doJump(x *exec, f *frame, in *instr) { f.pc = in.a }

func doFork(x *exec, f *frame, in *instr) {
	v := x.s.resolve(f.peek(0))
	if v.kind != boolean {
		c, ok := x.choose(2)
		if !ok {
			return
		}
		if in.loops {
			x.fails(v, c)
		}
		x.s.learn(v, truth(c == 0))
		v = truth(c == 0)
	}
	f.pop()
	if v == no {
		f.pc = in.a
	}
}

// doNext leaves the next key and value of a range, and yes; or no.
func doNext(x *exec, f *frame, in *instr) {
	over, at := x.load(f, in.a), x.load(f, in.b)
	n, key, elem := int64(0), at, value{}
	o := x.s.object(over)
	switch {
	case over.kind == number:
		n = over.n
	case over.kind == text:
		n = min(int64(len(x.m.t.texts.names[over.n])), 2)
	case o != nil && (o.kind == list || o.kind == table):
		n = int64(len(o.vals))
		if at.n < n {
			elem = x.s.resolve(o.vals[at.n])
			if o.kind == table {
				key = x.s.resolve(o.keys[at.n])
			}
		}
	case over.kind == symbol:
		length, ok := x.count(x.s.derived("len", over, value{}))
		if !ok {
			return
		}
		n = length.n
		elem = x.s.derived("[]", over, at)
		if _, isMap := in.typ.(*types.Map); isMap {
			key = x.s.derived("key", over, at)
		}
	}
	if at.n >= n {
		f.push(no)
		return
	}
	x.store(f, in.b, num(at.n+1))
	if elem.kind == none {
		elem = x.s.fresh()
	}
	f.push(key)
	f.push(elem)
	f.push(yes)
}

// doAssert leaves whether the value on the stack is of a type.
func doAssert(x *exec, f *frame, in *instr) {
	v := f.peek(0)
	o := x.s.object(v)
	switch {
	case v.kind == null:
		f.push(no)
	case o != nil && o.kind == structure:
		if types.IsInterface(in.typ) {
			face, _ := in.typ.Underlying().(*types.Interface)
			f.push(truth(types.Implements(types.NewPointer(o.typ), face)))
			return
		}
		f.push(truth(types.Identical(deref(in.typ), o.typ)))
	case v.kind == symbol:
		if name, ok := strings.CutPrefix(x.s.symbols[v.n].op, named); ok && !types.IsInterface(in.typ) {
			f.push(truth(name == in.typ.String()))
			return
		}
		f.push(x.s.derived("is "+in.typ.String(), v, value{}))
	default:
		f.push(x.s.fresh())
	}
}

// doMust is an assertion that panics if it does not hold. Of nil none holds.
func doMust(x *exec, f *frame, in *instr) {
	if f.peek(0).kind == null {
		x.panic()
	}
}

// named is what makes of a value one whose type is known, in an interface.
const named = "named "

// Things that are in sight, and constants, say by themselves what they are.
func doName(x *exec, f *frame, in *instr) {
	v := x.s.resolve(f.pop())
	if o := x.s.object(v); v.kind == symbol || o != nil && (o.kind == table || o.kind == list) {
		v = x.s.derived(named+in.name, v, value{})
	}
	f.push(v)
}
