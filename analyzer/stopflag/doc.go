// Package stopflag asks: does the loop ever see that it is to stop?
//
// # Analyzer stopflag
//
// stopflag: report plain variables that tell a goroutine to stop
//
// What one goroutine writes, another one sees when something puts the two in
// order: a lock that both hold, an atomic operation, a message, a join. A plain
// variable has none of them:
//
//	type worker struct{ stopped bool }
//
//	func (w *worker) Start() { go w.loop() }
//	func (w *worker) Stop()  { w.stopped = true }
//
//	func (w *worker) loop() {
//		for !w.stopped { // may be read once, and never again
//			work()
//		}
//	}
//
// It is a data race, and the compiler may take the test out of the loop. Use
// an atomic, or better a context, which also wakes what the loop waits for:
//
//	type worker struct{ stopped atomic.Bool }
//
//	for !w.stopped.Load() {
//		work()
//	}
//
// A flag is a bool or an integer: a local variable that a goroutine captures, a
// field of what it is started with, or a package variable. It is reported where
// every turn of a loop tests it, another goroutine writes a constant that ends
// the loop, and that goroutine is known by what starts it, also through calls,
// and where both methods are another package's.
//
// Silent when both sides may hold a lock, in a caller or by name; when a message,
// an atomic operation or a group may put the write and the test in order; when
// the write comes before the start, or one side after a join with the other;
// when the loop writes the flag itself; when somebody has its address; and when
// the loop or the writer is a value that goes where nothing is seen; and when one of
// the two goroutines starts after the other's end.
//
// Categories:
//
//   - plain: nothing puts the write and the test in order (certain)
//   - half: one side holds a lock, or unlocks it on its way, and the other does
//     not (likely)
//
// The fix turns a bool into an atomic.Bool where all its uses are in this
// package and the change keeps them valid.
package stopflag
