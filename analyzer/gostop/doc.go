// Package gostop asks: is what is started here stopped?
//
// # Analyzer gostop
//
// gostop: report work that is started here and never stopped
//
// Some objects own goroutines: a constructor or Start spawns them, and Stop or
// Close ends them. Who makes such an object and keeps it has to stop it:
//
//	func collect(items []int) {
//		w := newWorker() // starts a goroutine
//		for _, item := range items {
//			w.Add(item)
//		}
//	} // the goroutine stays behind
//
// Stop it on every way out:
//
//	w := newWorker()
//	defer w.Stop()
//
// Which objects own work is known by facts, also of other packages: a method or
// constructor spawns a body that ends by a channel or a context in a field,
// which a method closes, or cancels. An errgroup is such an object, too: its
// Wait is what looks after its goroutines.
//
// Silent when the object goes to somebody else (it is returned, stored, passed
// on, captured as a method value), when the return says that it did not start,
// when its work ends by itself, when the function runs once per process, or ends
// with the call that starts it.
//
// Categories:
//
//   - never: nothing in the function stops the object, which it keeps to
//     itself (certain; in a command likely)
//   - skipped: a return comes before the stop (likely)
//   - group: a local errgroup that is never waited for (certain)
//
// In _test.go files and in packages that serve tests every finding is likely.
package gostop
