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
// Some things of the standard library are like that. A process that has ended
// stays in the process table until Wait or Process.Release; a channel goes on
// getting signals, which then do nothing else, until signal.Stop; a server
// serves until Shutdown or Close; an errgroup's errors go to its Wait; a ticker
// is collected only from Go 1.23 on.
//
// Silent when the object goes to somebody else (it is returned, stored, passed
// on, captured as a method value), when the return says that it did not start,
// when its work ends by itself or with a context that somebody else can cancel,
// when a task has a future of its own, when the function runs once per process,
// or ends with the call that starts it.
// Servers, signals and processes that nobody asks about are silent in commands,
// which may end before they do. That nobody waits for goroutines that are told to
// stop is normal: so a group that a return leaves is silent when the function
// cancels.
//
// Categories:
//
//   - never: nothing in the function stops the object, which it keeps to
//     itself (certain; in a command, or if the work is a function that may end
//     by itself, likely)
//   - skipped: a return comes before the stop (likely)
//   - process: a return comes before the Wait that is there, or nobody waits for
//     a process that is read from or killed (certain; one that is started and
//     forgotten likely)
//   - signals: a handler, a constructor or a loop asks for signals, and nothing
//     in the package calls signal.Stop for the channel (certain; a method likely)
//   - ticker: nothing stops it, in a file of a Go version before 1.23 (certain;
//     in a command likely)
//   - group: a local errgroup or pool that is given tasks and never waited for
//     or stopped (certain)
//   - early: a return comes before the Wait of a group, whose errors are lost, or
//     whose goroutines use what is released, or nobody waits at all (likely)
//   - server: a constructor or method starts a local server that nothing shuts
//     down (likely)
//
// In _test.go files and in packages that serve tests every finding is likely.
package gostop
