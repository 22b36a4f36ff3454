// Package ctxloop asks: does cancelling the context end this loop?
//
// # Analyzer ctxloop
//
// ctxloop: report loops that never observe cancellation
//
// A loop that nothing ends keeps its goroutine, and all that it holds, for as
// long as the process lives, whoever has lost interest:
//
//	func (w *worker) run(ctx context.Context) {
//		for {
//			if err := w.step(ctx); err != nil {
//				log.Print(err) // also "context canceled", again and again
//			}
//		}
//	}
//
// Look at the context once per turn, or wait for it beside the work:
//
//	for ctx.Err() == nil {
//		if err := w.step(ctx); err != nil {
//			log.Print(err)
//		}
//	}
//
// A loop is reported where it is proven that cancellation cannot end it, with a
// context at hand that could have: a parameter, a request's, one made here that
// something else can end, or one that the text of a literal uses.
//
// Silent when anything may end the loop: a condition, a return, a labelled
// break or a test of any kind that leaves it, also under a stop channel, a flag,
// a closed connection or listener, an iterator that is bound to a context, or a
// quit message; when the channel it ranges over is a parameter's, or may be
// closed by code that is not in sight; when it pauses (ctxsleep says so) or has
// a Done case that stays in the loop (ctxbreak says so); and when the only
// context is a root, which nobody can cancel.
//
// Categories:
//
//   - endless: the loop has no way out at all (certain)
//   - calls: the called function has no context and comes to such a loop,
//     also in another package (certain)
//   - clocked: each turn waits for timers only, until something is true or a
//     minute or more is over (certain; five seconds or more: likely)
//   - poll: the loop asks its context between turns, then waits for a channel
//     alone, which is made here and never closed (certain)
//   - feed: a goroutine ranges over a channel made here, which nobody closes,
//     or which a return of the function that started it leaves open (certain)
//   - spins: a call gets the context, its error leads back to the call, and
//     nothing on the way back can end the loop (certain; likely where nothing
//     is known of the callee but that it takes a context)
//
// Where the context is a field of the receiver, embedded in a parameter, or a
// parameter without a name, the finding is likely; so it is in _test.go files
// and in packages that serve tests.
package ctxloop
