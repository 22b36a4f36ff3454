package explore

import (
	"go/token"
	"go/types"
)

// A value is what a variable holds, as far as the explorer follows it. Values
// compare with ==, and have no pointers: there are very many.
type value struct {
	kind valueKind
	n    int64 // a number, a truth (0 or 1), an object's, a symbol's or a text's number
}

type valueKind uint8

const (
	none    valueKind = iota
	null              // nil
	boolean           // n is 0 or 1
	number
	text
	symbol // not known, but the same wherever the same symbol stands
	ref    // an object of the heap: a pointer to it, or the thing itself
	never  // a context that never ends
	member // a goroutine, in the queue of a condition variable
)

var (
	nilValue = value{kind: null}
	supposed = value{kind: null, n: 1} // nil, because a test on the way said so
	yes      = value{kind: boolean, n: 1}
	no       = value{kind: boolean}
	failure  = value{kind: text, n: 1} // an error that is not nil: a text of its own
)

func truth(b bool) value {
	if b {
		return yes
	}
	return no
}

func num(n int64) value { return value{kind: number, n: n} }

func pointer(id int) value { return value{kind: ref, n: int64(id)} }

// An object is something with an identity: a channel, a lock, a struct, a
// captured variable. The slices are never written in place, so that states can
// share them.
type object struct {
	kind objectKind
	open bool // code that is not in sight may use it
	lent bool // a lock: who takes it gives it back, also out of sight
	flag bool // closed, cancelled, done, stopped
	n    int  // capacity, count, readers; of a context: 1 if it ends by itself
	m    int  // writers that wait for readers to leave; limit of a group
	by   int  // 1 + the goroutine that holds it; of a once: that runs it
	vals []value
	keys []value // of a map
	typ  types.Type
	code *code // of a closure
	site token.Pos
}

// anybodys reports whether what happens to a thing is not known.
func (o *object) anybodys() bool { return o.open && !o.lent }

type objectKind uint8

const (
	structure objectKind = iota // vals: its fields
	cell                        // vals[0]: the variable's value
	list                        // vals: its elements
	table                       // keys, vals
	channel                     // vals: what is buffered; n: its capacity
	timer                       // and its channel. n: 1 if it is set; m: 1 if it ticks; vals: if it runs a function: for whose end it waits
	mutex
	rwmutex
	waitgroup // n: its count
	once
	cond    // vals[0]: its lock, then the goroutines that wait
	closure // code, vals: the cells it captured
	bound   // a method value; keys[0] the receiver
	context // vals[0]: its parent
	cancel  // vals[0]: the context that it ends
	group   // of x/sync/errgroup. n: its count, m: its limit, vals[0]: its context
	atom    // of sync/atomic; vals[0]
	rlocker // vals[0]: the lock of which it is the reading side
	place   // a pointer to field or element n of vals[0]
)

// syncKind returns the kind of a primitive's type, if it is one.
func syncKind(t types.Type) (objectKind, bool) {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return 0, false
	}
	switch n.Obj().Pkg().Path() {
	case "sync":
		switch n.Obj().Name() {
		case "Mutex":
			return mutex, true
		case "RWMutex":
			return rwmutex, true
		case "WaitGroup":
			return waitgroup, true
		case "Once":
			return once, true
		case "Cond":
			return cond, true
		}
	case "sync/atomic":
		switch n.Obj().Name() {
		case "Bool", "Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer", "Value":
			return atom, true
		}
	case "golang.org/x/sync/errgroup":
		if n.Obj().Name() == "Group" {
			return group, true
		}
	}
	return 0, false
}

// structOf returns the struct that a type is, if the explorer follows its
// fields: those of other packages' types are theirs.
func structOf(t types.Type, pkg *types.Package) *types.Struct {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != pkg {
		return nil
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// isAggregate reports whether variables of the type hold the thing itself, so
// that assigning it copies.
func isAggregate(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}
