// Package ctxdead asks: is a context still alive where it has to be?
//
// # Analyzer ctxdead
//
// ctxdead: report dead contexts that are passed on as if they were alive
//
// A call that needs a context does nothing with one that is done already. The
// graceful shutdown that drains nothing is the best known form:
//
//	<-ctx.Done()
//	srv.Shutdown(ctx) // returns at once
//
// Keep the values, not the cancellation, and set a new limit:
//
//	<-ctx.Done()
//	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
//	defer cancel()
//	srv.Shutdown(ctx)
//
// A context is certainly done after a receive from its Done channel, in the
// select case of that receive, where its Err was found not to be nil, after
// its own cancel function was called, and after Wait of the errgroup that made
// it. Deferred calls count as well: a deferred cancel runs before the calls
// deferred earlier. What needs a live context is known for the standard
// library (Shutdown, queries, requests, dials, WithTimeout), and found out for
// functions of the code under analysis, across packages.
//
// Silent when the context is done on some of the paths only; when the variable
// was assigned again; for ctx.Err, ctx.Value, context.Cause, WithoutCancel and
// logging; and for callees that nothing is known of.
//
// Categories:
//
//   - done: the context was seen to be done (certain)
//   - cancelled: its own cancel function was called before (certain)
//   - waited: its group was waited for, which cancels it (certain)
//
// Tests do this on purpose: in _test.go files, and in packages that serve
// tests, every finding is likely.
package ctxdead
