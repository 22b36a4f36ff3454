// Package ctxlost asks: is somebody left to call the cancel function?
//
// # Analyzer ctxlost
//
// ctxlost: report cancel and stop functions that nobody is left to call
//
// Whoever makes a context with a cancel function has to call it, or to hand it
// to somebody who will. Until then the context, its timer and whatever waits for
// it stay. go vet's lostcancel looks at one function and at package context
// only; this looks at who owns the function, also behind calls and in other
// packages of the module:
//
//	func start(ctx context.Context) (context.Context, func()) {
//		ctx, cancel := context.WithTimeout(ctx, time.Minute)
//		return ctx, func() { cancel() }
//	}
//
//	func work(ctx context.Context) error {
//		ctx, _ = start(ctx) // nobody can cancel it
//		return query(ctx)
//	}
//
// Call it on every way out:
//
//	ctx, cancel := start(ctx)
//	defer cancel()
//
// It is about the cancel functions of package context and of
// signal.NotifyContext, and about what functions of your own return that calls
// one of them.
//
// Silent when somebody else has it: a field, a map, a channel, a literal, a callee
// that is not known to do nothing with it; where a test of the maker's error, or
// of the function for nil, says that there is nothing to call; in functions that
// run once per process; where the parent's own cancel function is deferred; where
// a lost context is garbage, because it has no timer
// and a parent that never ends, or ends with the call; and for a stop function of context.AfterFunc, or of a
// function that returns it, which there is no need to call unless the context never ends.
//
// What go vet's lostcancel reports at the same place is left to it, so that both
// can run: -ctxlost.vet reports here what of it this rule agrees with.
//
// Categories:
//
//   - thrown: the result is thrown away (certain; likely for
//     signal.NotifyContext, and where the function returns what it gets from a
//     call with the context, which may still be needed then)
//   - unused: the function compares it, or passes it to something that neither
//     calls nor keeps it, and that is all (certain; likely where it is assigned
//     to _)
//   - unread: it is stored in a field, a variable or a container of this package
//     that nothing ever reads (certain)
//   - path: a return comes before the first statement that calls it or hands it
//     on (certain; likely where the return stands behind one, or where it is
//     assigned anew)
//   - object: a constructor returns an error and gives up the object that alone
//     has it (certain)
//   - group: errgroup.WithContext's context is thrown away, and a goroutine of
//     the group passes on one that does not end when another fails; silent if who
//     waits for the group drops the error, or only logs it (certain)
//
// In _test.go files and in packages that serve tests every finding is likely.
package ctxlost
