package explore

// This file holds how numbers that are not known become known: how many there
// are is tried, and what is made of that in the text is made of it here. So two
// counts that the text makes of the same, in two ways, agree.

// A number that grows beyond this is no longer followed.
const ceiling = 12

func (x *exec) arithmetic(op string, a, b value) value {
	if a.kind != number || b.kind != number {
		return x.s.derived(op, a, b)
	}
	n, ok := compute(op, a.n, b.n)
	if !ok {
		return x.s.derived(op, a, b)
	}
	if beyond(n, a.n, b.n) {
		x.s.scaled = true
		return x.s.fresh()
	}
	return num(n)
}

// beyond reports whether a number has grown too large to be followed.
func beyond(n, a, b int64) bool { return n > ceiling && a <= ceiling && b <= ceiling }

func compute(op string, a, b int64) (n int64, ok bool) {
	switch op {
	case "+":
		return a + b, true
	case "-":
		return a - b, true
	case "*":
		return a * b, true
	case "max":
		return max(a, b), true
	case "min":
		return min(a, b), true
	case "/":
		if b != 0 {
			return a / b, true
		}
	case "%":
		if b != 0 {
			return a % b, true
		}
	case "&":
		return a & b, true
	case "|":
		return a | b, true
	case ">>":
		return a >> min(uint64(b), 62), b >= 0
	}
	return 0, false
}

// An unknown count is tried with this many numbers, from one: an empty list, a
// pool of no workers are none unless a test on the way says so.
const tries = 3

// doCount makes the number on the stack one to count to.
func doCount(x *exec, f *frame, in *instr) {
	v, ok := x.countFrom(f.peek(0), int64(in.a))
	if !ok {
		return
	}
	f.pop()
	f.push(v)
}

func (x *exec) count(v value) (value, bool) { return x.countFrom(v, 0) }

func (x *exec) countFrom(v value, least int64) (value, bool) {
	v = x.worth(v)
	switch v.kind {
	case number:
		if n, ok := x.m.scale[v.n]; ok && n != v.n {
			x.s.scaled = true
			v = num(n)
		}
		return v, true
	case symbol:
	default:
		return v, true
	}
	first := int64(1)
	if u := x.s.symbols[v.n]; x.isMade(u) {
		a, b, ok := x.parts(u)
		if !ok {
			return v, false
		}
		if a.kind == number && b.kind == number {
			n, ok := compute(u.op, a.n, b.n)
			switch {
			case ok && beyond(n, a.n, b.n): // at least as large as what it is made of
				x.s.scaled = true
				first = max(1, min(a.n, b.n))
			case ok && (u.op != "/" || n != 0):
				x.s.learn(v, num(n))
				return num(n), true
			}
		}
	}
	fit := x.fitting(v, first, least)
	if len(fit) == 0 {
		x.lost = true
		return v, false
	}
	i, ok := 0, true
	if len(fit) > 1 {
		i, ok = x.choose(len(fit))
	}
	if !ok {
		x.p.counts = true
		return v, false
	}
	x.s.learn(v, num(fit[i]))
	return num(fit[i]), true
}

// parts counts what a number is made of.
func (x *exec) parts(u unknown) (a, b value, ok bool) {
	if a, ok = x.part(u.a); !ok {
		return a, b, false
	}
	b, ok = x.part(u.b)
	return a, b, ok
}

// part is count for a part, which may be large: only what is counted to must be
// small.
func (x *exec) part(v value) (value, bool) {
	v = x.worth(v)
	if v.kind == symbol && x.isMade(x.s.symbols[v.n]) {
		u := x.s.symbols[v.n]
		a, b, ok := x.parts(u)
		if !ok {
			return v, false
		}
		if a.kind == number && b.kind == number {
			if n, ok := compute(u.op, a.n, b.n); ok {
				return num(n), true
			}
		}
	}
	return x.count(v)
}

// fitting returns the numbers that an unknown one is tried with.
func (x *exec) fitting(v value, first, least int64) (fit []int64) {
	for n := first; n <= exact+first && len(fit) < tries; n++ {
		if x.fits(v, n) {
			fit = append(fit, n)
		}
	}
	if len(fit) == 0 && least == 0 && x.fits(v, 0) {
		fit = append(fit, 0)
	}
	return fit
}

// isMade reports whether an unknown number is counted by counting what it is
// made of. A part of something small would be none.
func (x *exec) isMade(u unknown) bool {
	switch u.op {
	case "+", "-", "*", "%":
		return true
	case "/":
		a, b := x.s.resolve(u.a), x.s.resolve(u.b)
		return b.kind != number || b.n <= exact || a.kind != symbol || x.s.symbols[a.n].op == "+" || x.s.symbols[a.n].op == "-"
	}
	return false
}

// worth returns what a value is, if all is known of which it is made.
func (x *exec) worth(v value) value {
	v = x.s.resolve(v)
	if v.kind != symbol || !computes(x.s.symbols[v.n].op) {
		return v
	}
	n, ok, _ := x.supposing(v, value{}, 0)
	if !ok || n > ceiling {
		return v
	}
	return num(n)
}

func computes(op string) bool {
	switch op {
	case "+", "-", "*", "/", "%", "max", "min":
		return true
	}
	return false
}

// supposing returns what number a value is if another one is n, whether that can
// be said, and whether it has to do with that one.
func (x *exec) supposing(v, leaf value, n int64) (result int64, ok, about bool) {
	v = x.s.resolve(v)
	switch {
	case v == leaf && v.kind == symbol:
		return n, true, true
	case v.kind == number:
		if moved, ok := x.m.scale[v.n]; ok {
			return moved, true, false
		}
		return v.n, true, false
	case v.kind != symbol:
		return 0, false, false
	}
	return x.making(x.s.symbols[v.n], leaf, n)
}

// making is supposing for what a number is made of.
func (x *exec) making(u unknown, leaf value, n int64) (result int64, ok, about bool) {
	if !computes(u.op) {
		return 0, false, false
	}
	a, aOK, aAbout := x.supposing(u.a, leaf, n)
	b, bOK, bAbout := x.supposing(u.b, leaf, n)
	if about = aAbout || bAbout; !aOK || !bOK {
		return 0, false, about
	}
	result, ok = compute(u.op, a, b)
	return result, ok, about
}

// fits reports whether a symbol may be n, by the comparisons that have been
// decided, and by what is known of numbers that are made of it.
func (x *exec) fits(v value, n int64) bool {
	for _, u := range x.s.symbols {
		switch {
		case u.is.kind == boolean && (u.op == "==" || u.op == "<"):
			a, aOK, aAbout := x.supposing(u.a, v, n)
			b, bOK, bAbout := x.supposing(u.b, v, n)
			if aOK && bOK && (aAbout || bAbout) && truth(u.op == "==" && a == b || u.op == "<" && a < b) != u.is {
				return false
			}
		case u.is.kind == number && (u.op == "+" || u.op == "-"):
			if made, ok, about := x.making(u, v, n); ok && about && made != u.is.n {
				return false
			}
		}
	}
	return true
}
