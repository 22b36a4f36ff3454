// Package ctxblock asks: does cancelling the context end this wait?
//
// # Analyzer ctxblock
//
// ctxblock: report blocking channel operations that ignore the context at hand
//
// A send or receive that only its channel can end waits for the other side,
// and the other side may have left long ago:
//
//	func watch(ctx context.Context, out chan<- event) {
//		for {
//			if overflow() {
//				out <- event{} // nobody receives after a shutdown
//			}
//			select {
//			case e := <-source:
//				…
//			case <-ctx.Done():
//				return
//			}
//		}
//	}
//
// Wait for the context beside it:
//
//	select {
//	case out <- event{}:
//	case <-ctx.Done():
//		return
//	}
//
// Most bare operations are fine, so each finding names its evidence: what
// shows that the other side may be gone or slow.
//
// Silent when the channel has room for what is sent; when it joins: after a
// cancel, a close, a stop or the end of a context, and in deferred calls; when
// the other side is certain to answer, drains the channel, leaves because the
// sender said so, or is not in sight, as with a channel that came as a
// parameter or goes to code of others; when it releases a semaphore; and when
// the only context is a root, which nobody can cancel. A Wait of a group is
// never reported for itself.
//
// Categories:
//
//   - sibling: another operation of the kind on the same channel stands in a
//     select with a stop case, this one does not (certain; likely if the
//     channel has a buffer)
//   - gone: all receivers are in sight, and may leave: on a context, on an
//     error of their own, or when a timer fires (certain)
//   - acquire: a slot of a semaphore that other calls hold, too (certain)
//   - limit: a select that nothing but its answer and a timer ends, after a
//     minute or more (certain; after more than five seconds: likely)
//   - forever: select{} (certain)
//   - cond: a sync.Cond that nothing here wakes when the context ends (certain)
//   - returned: a goroutine sends in a loop to a channel that only the caller
//     of the function receives from (likely)
//   - loop: another wait of the same loop has a stop case, this send has none, and
//     who receives is out of sight, or may leave with the context (likely)
//
// Where the context is a field of the receiver, embedded in a parameter, or a
// parameter without a name, the finding is likely or none; so it is in _test.go
// files and in packages that serve tests.
package ctxblock
