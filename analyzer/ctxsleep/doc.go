// Package ctxsleep asks: does a pause end when the context is cancelled?
//
// # Analyzer ctxsleep
//
// ctxsleep: report sleeping through cancellation
//
// A function that has a context at hand and calls time.Sleep, or receives
// from a timer and from nothing else, cannot be stopped until the time is up:
//
//	func retry(ctx context.Context) error {
//		for {
//			if err := try(ctx); err == nil {
//				return nil
//			}
//			time.Sleep(30 * time.Second) // a shutdown waits for this
//		}
//	}
//
// Wait for the timer and for the context:
//
//	select {
//	case <-time.After(30 * time.Second):
//	case <-ctx.Done():
//		return ctx.Err()
//	}
//
// The context is a parameter, a request's, one made here that something else
// can end, or a variable of the function around a literal that the literal's
// text uses. A call of a function that has no context and pauses is reported
// like the pause itself, also across packages.
//
// Silent when the pause is under half a second and not repeated, or its loop
// counts or looks at the context on each turn; when the context is done
// already, as after <-ctx.Done(); in deferred calls; when an empty channel of
// a stopped timer is drained; and when the only context is a root, which
// nobody can cancel.
//
// Categories:
//
//   - long: the pause is a constant of two seconds or more (certain)
//   - data: its length grows or comes from data (certain)
//   - repeats: it repeats, and no turn looks at the context (certain)
//   - short: between half a second and two, or many short ones until some
//     time is over (likely)
//
// Where the context is a field of the receiver, embedded in a parameter, or a
// parameter without a name, and where the called function polls or pauses on
// some of its paths only, the finding is likely; such a function is reported at
// its first call. Tests sleep on purpose: in _test.go files, and in packages
// that serve tests, every finding is likely.
package ctxsleep
