// Package gojoin asks: what ends this goroutine, and is there one more each time?
//
// # Analyzer gojoin
//
// gojoin: report goroutines that nobody can stop
//
// A goroutine whose loop nothing ends, started once per object, stays behind
// with all that it holds when the object is dropped:
//
//	func newCache() *cache {
//		c := &cache{}
//		go func() {
//			for {
//				time.Sleep(time.Minute)
//				c.sweep()
//			}
//		}()
//		return c // there is no way to stop the sweeper
//	}
//
// Give the object a way to stop it, and to wait for it:
//
//	go func() {
//		defer close(c.done)
//		for {
//			select {
//			case <-ticker.C:
//				c.sweep()
//			case <-c.stop:
//				return
//			}
//		}
//	}()
//
// The loop may be in a function that the goroutine calls, also in another
// package. A loop over a ticker has no end either: Stop does not close its
// channel. Nor has one over a channel that is made here and never closed.
//
// A goroutine that ends, and that nobody waits for, is normal, unless its owner
// takes from it what it uses: a Close that closes the quit channel and then the
// file has to wait in between. To close what the goroutine reads from, as a
// connection, is a way to stop it.
//
// Silent when anything can end the goroutine: a context, a stop channel, a
// message, a flag, an error of something that is closed, the end of its work;
// whether anybody waits for it is not asked, for most goroutines that are
// stopped are not joined. Silent also when the body is not in sight, when the
// function that starts it never returns either, when it is started once per
// process (from main, init, a package variable or a sync.Once) or by a command,
// which may last as long as the process, and when a context is at hand in the
// loop, which is ctxloop's or ctxsleep's to say.
//
// Categories:
//
//   - object: a constructor or a method of a library starts it, or an HTTP
//     handler (certain; likely if a package variable keeps the object)
//   - function: any other function of a library that may be called more than
//     once starts it (likely)
//   - undercut: a method tells the goroutine of its object to stop, waits for
//     nothing, and closes what the goroutine writes to (likely)
//
// In _test.go files and in packages that serve tests every finding is likely.
package gojoin
