// Package runtime states what correct cancellation is. The analyzers of
// cancelcheck find code that cannot be cancelled; the packages that come to
// stand below this one (pool, queue, retry, proc, shutdown, leaktest) are code
// that can, and each point of the contract is one test of theirs, named for its
// number. Until they are here, the contract is what they are written against.
//
// The package itself is documentation. Nothing imports it: its name would
// shadow the standard library's.
//
// # The cancellation contract
//
//  1. Nothing starts after a cancel. A task starts when it goes from queued to
//     running, under the pool's lock and after a look at the context. After
//     the pool's own Cancel has returned there is no further start. The cancel
//     of a parent context offers no synchronous hook: after it, at most the
//     hand-overs already in progress start, never more than the limit.
//  2. Every future resolves exactly once: with a value, an error, a panic, a
//     Goexit, or as dropped.
//  3. A dropped future says that it was dropped and why: errors.Is holds for
//     the package's ErrDropped and for the cause.
//  4. Wait returns only when every goroutine that the pool started has ended,
//     those of its timers and AfterFuncs included.
//  5. The first real error is the one returned. Siblings see it as
//     context.Cause, and their own "context canceled" never replaces it.
//  6. Waiting for a task of the same pool, with the task's context or one
//     derived from it, never deadlocks, at any depth. The limit counts the
//     tasks that are not in such a wait and holds at every instant; one wait
//     gives one slot back. A cycle of waits is an error, and so is waiting for
//     the whole pool from inside one of its tasks: neither hangs.
//  7. A panic or Goexit costs no worker slot and loses no error, and a panic's
//     stack is kept. An option brings the crash back.
//  8. A submit that blocks on a full queue wakes when the pool is cancelled and
//     when its own context is.
//  9. Breaking out of a loop over results, any of them, cancels the rest and
//     joins them before the next statement. It waits for at most the pool's
//     grace, and then reports the stragglers.
//  10. A backoff wakes at once on cancel, and holds no slot.
//  11. A Wait past its deadline returns a report: name, age and stack of each
//     straggler. A later Wait still works.
//  12. Cleanup can be shielded from cancellation, for a bounded time.
//  13. A queue worker that is stopped finishes its item or gives it back. No
//     item is lost, none is done twice.
//  14. The first interrupt is soft: it cancels with the signal as cause, and
//     tells the user. The second exits with code 130 and the stragglers'
//     stacks.
//  15. When Wait returns, the child's whole process group is gone, also when
//     its leader died first. KILL is sent while the leader is a zombie that
//     has not been reaped, so that the group's id cannot have been reused and
//     no foreign process is ever signalled; then the leader is reaped, and
//     every member is gone or a zombie, which counts as gone, since in a
//     container process 1 may never reap it. A descendant that left the group
//     is out of reach, unless the optional subreaper is on.
//
// # How a point is proved
//
// Points 1 to 13 are tested in virtual time, under testing/synctest and the
// race detector, so that grace and backoff are exact and take no time; 14 and
// 15 with real processes. A test counts only once it has failed against a pool
// that is broken at exactly its point.
package runtime
