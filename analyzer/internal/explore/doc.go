// Package explore answers: can a goroutine end up waiting for something that
// never comes? It explores the interleavings of small systems: a function, the
// objects it makes, and the goroutines it starts.
//
// The rooms, in the order in which a package goes through them:
//
//   - what is explored: roots (functions), objects and client (types and who uses
//     them), locks and pairs (two functions at once), duty (which statements
//     matter), scale (large counts)
//   - from text to code: code, write, stmt, control, expr, call, library, emit,
//     failed, exposed, again
//   - what the code does: value, state, exec, data, lists, logic, counts, calls,
//     prims, hold (locks), give
//   - all orders: machine, ops (moves), step, cut (without calls) and confirm
//     (with them after all)
//   - which states are the same: encode, and what may be forgotten before: live
//     (variables), asks (facts), blur (data that comes in dozens)
//   - what is told: ends (who is stuck), kept (locks one returns with), suppose and
//     level (how certain), found, distinct, story, and cure with relies and tail
//     (buffers)
//
// Two numbers say how much of real code and of random programs that covers:
//
//	go test ./cmd/cancelcheck -run TestStandardLibrary -v
//	go test ./analyzer/internal/explore/oracle -run TestAgree -v -programs 20000
package explore
