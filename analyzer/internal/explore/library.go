package explore

import (
	"go/ast"
	"go/token"
)

// A libraryFunc is a function of the standard library, or of x/sync, whose
// effect on goroutines the explorer knows.
type libraryFunc struct {
	args  int // how many of its arguments it takes; -1: all
	emit  func(w *writer, s site)
	place func(w *writer, call *ast.CallExpr, want int) // instead of emit: its first argument is the address of a variable
}

// A site is a call of a library function whose operands are on the stack.
type site struct {
	call *ast.CallExpr // nil for a method value
	pos  token.Pos
	node ast.Node
	n    int // operands
	want int // results that the caller uses
}

// operands leaves the receiver and the arguments of a library function.
func (w *writer) operands(c callee) (n int) {
	if sel, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr); ok && c.fn.Signature().Recv() != nil {
		w.receiver(sel)
		n++
	}
	for i, a := range c.call.Args {
		if c.library.args >= 0 && i >= c.library.args {
			w.effectsOf(&ast.CallExpr{Fun: c.call.Fun, Args: c.call.Args[i:]})
			break
		}
		w.operand(a)
		n++
	}
	return n
}

// yielding writes an instruction before which other goroutines may run.
func yielding(do func(x *exec, f *frame, in *instr), have int) func(w *writer, s site) {
	return func(w *writer, s site) {
		w.emit(instr{op: opYield, a: s.n - 1, pos: s.pos, node: s.node})
		localOp(do, have)(w, s)
	}
}

// giving writes an instruction that gives back what an operation has taken: see
// gives.
func giving(do func(x *exec, f *frame, in *instr), taken op) func(w *writer, s site) {
	return func(w *writer, s site) {
		w.emit(instr{op: opGive, a: s.n - 1, b: int(taken), pos: s.pos, node: s.node})
		localOp(do, 0)(w, s)
	}
}

// visibleOp writes an operation that takes all operands and has no result.
func visibleOp(o op, a int) func(w *writer, s site) {
	return func(w *writer, s site) {
		w.emit(instr{op: o, a: a, pos: s.pos, node: s.node})
		w.unknown(s.want)
	}
}

// taking writes the taking of a lock, which may be one that is lent.
func taking(o op, kind objectKind) func(w *writer, s site) {
	return func(w *writer, s site) {
		if s.call != nil && w.t.locks.lends(s.call) {
			w.emit(instr{do: doLend, a: int(kind), pos: s.pos})
		}
		visibleOp(o, 0)(w, s)
	}
}

func givingBack(do func(x *exec, f *frame, in *instr), taken op, kind objectKind) func(w *writer, s site) {
	return func(w *writer, s site) {
		if s.call != nil && w.t.locks.lends(s.call) {
			w.emit(instr{do: doLend, a: int(kind), b: 1, pos: s.pos})
		}
		giving(do, taken)(w, s)
	}
}

// localOp writes an instruction that takes the operands and leaves one result.
func localOp(do func(x *exec, f *frame, in *instr), have int) func(w *writer, s site) {
	return func(w *writer, s site) {
		w.emit(instr{do: do, a: s.n, b: s.want, pos: s.pos, node: s.node})
		w.trim(have, s.want)
	}
}

// libraryFuncs returns the functions that the explorer knows, by full name.
func libraryFuncs() map[string]libraryFunc {
	m := map[string]libraryFunc{
		"(*sync.Mutex).Lock":        {emit: taking(opLock, mutex)},
		"(*sync.Mutex).Unlock":      {emit: givingBack(doUnlock, opLock, mutex)},
		"(*sync.Mutex).TryLock":     {emit: yielding(doTryLock, 1)},
		"(*sync.RWMutex).Lock":      {emit: taking(opLock, rwmutex)},
		"(*sync.RWMutex).Unlock":    {emit: givingBack(doUnlock, opLock, rwmutex)},
		"(*sync.RWMutex).TryLock":   {emit: yielding(doTryLock, 1)},
		"(*sync.RWMutex).RLock":     {emit: taking(opRLock, rwmutex)},
		"(*sync.RWMutex).RUnlock":   {emit: givingBack(doRUnlock, opRLock, rwmutex)},
		"(*sync.RWMutex).RLocker":   {emit: localOp(doRLocker, 1)},
		"(sync.Locker).Lock":        {emit: visibleOp(opLock, 0)},
		"(sync.Locker).Unlock":      {emit: giving(doUnlock, opLock)},
		"(*sync.WaitGroup).Add":     {args: 1, emit: yielding(doAdd, 0)},
		"(*sync.WaitGroup).Done":    {emit: giving(doDoneOne, local)},
		"(*sync.WaitGroup).Wait":    {emit: visibleOp(opWait, 0)},
		"(*sync.WaitGroup).Go":      {args: 1, emit: groupGo},
		"sync.NewCond":              {args: 1, emit: localOp(doNewCond, 1)},
		"(*sync.Cond).Wait":         {emit: condWait},
		"(*sync.Cond).Signal":       {emit: yielding(doWake, 0)},
		"(*sync.Cond).Broadcast":    {emit: yielding(doWakeAll, 0)},
		"(*sync.Once).Do":           {args: 1, emit: onceDo},
		"context.Background":        {emit: background},
		"context.TODO":              {emit: background},
		"context.WithCancel":        {args: 1, emit: derive(0)},
		"context.WithCancelCause":   {args: 1, emit: derive(0)},
		"context.WithTimeout":       {args: 1, emit: derive(1)},
		"context.WithTimeoutCause":  {args: 1, emit: derive(1)},
		"context.WithDeadline":      {args: 1, emit: derive(1)},
		"context.WithDeadlineCause": {args: 1, emit: derive(1)},
		"context.WithValue":         {args: -1, emit: withValue},
		"context.WithoutCancel":     {args: 1, emit: localOp(doForget, 1)},
		"context.Cause":             {args: 1, emit: yielding(doErr, 1)},
		"context.AfterFunc":         {args: 2, emit: afterFunc},
		"(context.Context).Done":    {emit: localOp(doDone, 1)},
		"(context.Context).Err":     {emit: yielding(doErr, 1)},
		"io.ReadFull":               {args: 1, emit: callsBack("Read")},
		"io.ReadAtLeast":            {args: 1, emit: callsBack("Read")},
		"io.ReadAll":                {args: 1, emit: callsBack("Read")},
		"io.WriteString":            {args: 1, emit: callsBack("Write")},
		"fmt.Fprintf":               {args: 1, emit: callsBack("Write")},
		"fmt.Fprintln":              {args: 1, emit: callsBack("Write")},
		"fmt.Fprint":                {args: 1, emit: callsBack("Write")},
		"time.After":                {emit: newTimer},
		"time.Tick":                 {emit: newTicker},
		"time.AfterFunc":            {args: 2, emit: afterTime},
		"time.NewTimer":             {emit: newTimer},
		"time.NewTicker":            {emit: newTicker},
		"(*time.Timer).Stop":        {emit: localOp(doStopTimer, 1)},
		"(*time.Ticker).Stop":       {emit: func(w *writer, s site) { w.drop(1) }},
		"(*time.Timer).Reset":       {emit: localOp(doResetTimer, 1)},
		"(*time.Ticker).Reset":      {emit: func(w *writer, s site) { w.drop(1) }},
	}
	addGroups(m)
	addAtomics(m)
	return m
}
