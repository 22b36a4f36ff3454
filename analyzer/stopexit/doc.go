// Package stopexit asks: what is not done when the process ends here?
//
// # Analyzer stopexit
//
// stopexit: report ends of the process that skip its cleanup
//
// os.Exit and log.Fatal run no deferred call, of no function and no goroutine.
// What was to be written, removed or waited for is not:
//
//	func main() {
//		dir, err := os.MkdirTemp("", "build")
//		if err != nil {
//			log.Fatal(err) // nothing is pending: fine
//		}
//		defer os.RemoveAll(dir)
//		if err := build(dir); err != nil {
//			log.Fatal(err) // dir stays behind
//		}
//	}
//
// Return the error, and exit where nothing is pending:
//
//	func main() {
//		if err := run(); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// Functions that are there to end the process (die(err), check(err)) are known
// by facts, also of other packages, and so are functions that flush, remove or
// wait. Deferred calls are looked for in the function, in its only caller and so
// on, and in the functions that start the goroutine.
//
// Silent when what is deferred is cleared up by the system (files, connections,
// locks in memory, goroutines), when the buffer is still empty, or the group, when
// the exit says that the deferred work has failed already, when something is flushed, removed or told to stop before the exit (a second interrupt, a
// wrapper that runs the clean-up), when a context is done already, and when
// nothing is pending: main's own error exit, log.Fatal(srv.Serve(l)). An exit in
// a library's goroutine is no finding by itself: when a log cannot be written,
// stopping at once is often the point.
//
// Categories:
//
//   - deferred: an exit skips a deferred call that others will miss: a flush, the
//     removal of a file, the end of a child, a wait (certain)
//   - goroutine: the same, and the exit is in another goroutine (certain)
//   - interrupt: the same, on a signal (certain)
//   - minor: what is skipped does so on a condition only, or it ends a profile, or
//     a signal ends the process and work that runs is not cancelled (likely)
//   - goexit: runtime.Goexit in a function that otherwise returns to its caller
//     (likely)
//
// In _test.go files and in packages that serve tests every finding is likely.
package stopexit
