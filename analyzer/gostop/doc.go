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
// which a method closes, or cancels. What an object in a field owns, the object
// around it owns.
//
// An errgroup, or any pool whose method runs what it is given and that another
// method waits for, looks after its goroutines in its Wait only:
//
//	p := newPool(8)
//	for _, task := range tasks {
//		p.Go(task)
//	}
//	p.Wait() // without it the tasks outlive the function
//
// Silent when the object goes to somebody else (it is returned, stored, passed
// on, captured as a method value), when the return says that it did not start,
// when its work ends by itself or with a context that somebody else can cancel,
// when a task has a future of its own, when the function runs once per process,
// or ends with the call that starts it.
//
// Categories:
//
//   - never: nothing in the function stops the object, which it keeps to
//     itself (certain; in a command, or if the work is a function that may end
//     by itself, likely)
//   - skipped: a return comes before the stop (likely)
//   - group: a local errgroup or pool that is given tasks and never waited for
//     or stopped (certain)
//
// In _test.go files and in packages that serve tests every finding is likely.
package gostop
