// Package ctxdefer asks: do deferred releases pile up?
//
// # Analyzer ctxdefer
//
// ctxdefer: report deferred cancel and stop calls that pile up in a loop
//
// A deferred call runs when the function returns, not when the turn of the
// loop ends. Until then every context, with its timer, stays:
//
//	for _, u := range urls {
//		ctx, cancel := context.WithTimeout(ctx, time.Second)
//		defer cancel()
//		get(ctx, u)
//	}
//
// Make the turn a function, or call cancel at the turn's end:
//
//	for _, u := range urls {
//		get(ctx, u) // sets its own timeout, defers its own cancel
//	}
//
// It is about cancel functions, stop functions of context.AfterFunc and
// signal.NotifyContext, and Stop of timers and tickers that are made in the
// loop.
//
// Silent when the loop cannot come back to the defer statement; when what is
// released may still be in use after the turn, because it was stored, sent, or
// given to a goroutine or to something that may start one; when the turn also
// releases it itself; and in literals, whose defers run when they end.
//
// Categories:
//
//   - cancel: a context's cancel or stop function (certain)
//   - stop: a timer or ticker (certain)
//
// Where the loop runs a constant number of times, not more than ten, the
// finding is likely. Tests do this on purpose: in _test.go files, and in
// packages that serve tests, every finding is likely.
package ctxdefer
