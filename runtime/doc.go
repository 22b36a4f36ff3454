// Package runtime states what correct cancellation is. The analyzers of
// cancelcheck find code that cannot be cancelled; the packages that stand below
// this one are code that can, and each point of the contract is tests of
// theirs, named for its number:
//
//   - pool: tasks and futures, a limited number at once; points 1 to 9, 11, 12
//   - retry: try again, with a backoff that can be cancelled; point 10
//   - queue: long-lived workers, and queues that drain or give back; point 13
//   - shutdown: signals, soft and then hard; point 14
//   - proc: child processes and all of their group; point 15
//   - leaktest: tests that fail if a goroutine is left; for your tests, too
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
// 15 with real processes. A test counts only once it has failed against code
// that is broken at exactly its point: mutants_test.go breaks each point in one
// or more ways and requires that.
//
// # What the analyzers see of it
//
// Code that breaks a point by hand can often be seen to do so. These rules find
// it; the cases are the functions named for a point in testdata/src of the
// analyzers, in bad/contract.go of each rule.
//
//   - 1: ctxloop, a loop that starts what is queued and never looks at the
//     context. Not a start that races with a cancel: that is a matter of locks.
//   - 2: ctxloop, a return that leaves open the channel that others wait for.
//     Not a future resolved twice.
//   - 3: none. An error that does not say why is a value like any other.
//   - 4: ctxdead, a wait with a context that is done; gojoin, a goroutine that
//     nobody can stop; gostop, a group or a pool that nobody waits for, and a
//     worker that nobody stops.
//   - 5: ctxdrop, siblings that wait without the context that the first error
//     cancels. Not which of two errors is returned.
//   - 6: ctxblock, a nested task that waits for a slot, and for nothing else.
//     Not the deadlock itself: it depends on the limit and the depth.
//   - 7: none. Any call may panic, and what a slot is only the pool knows.
//   - 8: ctxblock, a send to a queue beside which nobody waits for the context.
//   - 9: ctxblock, senders of results whose receiver may leave.
//   - 10: ctxsleep, a backoff that sleeps.
//   - 11: ctxdead, a second wait with the deadline that is over. Not a report
//     that says too little.
//   - 12: ctxdead, cleanup with a context that is done. Not one that takes long.
//   - 13: ctxbreak, a stopped worker that goes on; ctxloop, one that hears of its
//     stop when the next item comes. Not an item lost between two queues.
//   - 14: ctxloop, a loop that does not look at the context that the interrupt
//     cancels. Not what the second one does.
//   - 15: ctxdrop, a child that is started without the context; gostop, one that
//     nobody waits for. Not what becomes of its group: that is the system's to
//     say, at run time.
//
// They know the packages of this module as well: that a pool has tasks to
// wait for, that a worker, a child and a listener to signals run until they are
// stopped, and which of their methods stop and which wait.
//
// # From threads and stop events to contexts
//
// What people write with threads, in Python for instance, and what it is here.
// Each has an example of the name in brackets.
//
// A stop event that every thread polls, and an executor that is shut down with
// cancel_futures when as_completed meets the first exception, is what a pool does
// by itself: the first error cancels the context that every task gets, and what
// was queued never starts (ExamplePool_failFast).
//
//	p := pool.New(ctx, pool.Limit(8))
//	p.Go(ctx, task)
//	err := p.Wait(ctx)
//
// Main tasks and subtasks in two executors, because waiting for a subtask in the
// executor of its main task would deadlock, need one pool only: a task that waits
// with its own context gives its slot back (ExamplePool_nestedFailFast). Main
// tasks one by one are a loop with a pool in it, tries with delays are
// [github.com/cancelcheck/cancelcheck/runtime/retry.Do]
// (ExamplePool_sequentialWithSubtasks).
//
// Flags and lists that tell which task was done, failed, cancelled or never begun
// are the state of its future (ExamplePool_gracefulExit). future.cancel is
// Future.Cancel, and reaches running tasks as well: it ends their context
// (ExampleFuture_cancel).
//
// executor.map is pool.Map, a loop over results in order; as_completed is
// pool.AsCompleted. To leave such a loop by break is all that is needed to stop
// the rest (ExampleMap_ordered, ExampleAsCompleted).
//
// A StoppableThread, or a loop around event.wait(timeout), is a worker: its
// function gets a context, pauses with queue.Sleep, and returns when that says
// so. Worker.Stop asks, Worker.Wait joins (ExampleWorker).
//
// queue.get(timeout) in a loop, and a None put in for each consumer, become
// Queue.Each: it ends when Close has let it drain the queue, or Stop has it give
// back what it cannot finish (ExampleQueue_drain, ExampleQueue_stop).
//
// process.terminate, join(5), kill is proc.Start with a Grace, for the whole
// group (ExampleProc_escalate).
//
// KeyboardInterrupt, sys.exit, os._exit and interrupt_main are shutdown.Run
// around main: Ctrl-C is a cancel like any other, so deferred calls run; the
// second Ctrl-C is not polite (ExampleShutdown).
//
// thread.join(timeout) and then is_alive is Wait with a deadline in its context:
// the error says who has not ended, for how long, and where it is
// (ExamplePool_joinTimeout). A daemon thread has no counterpart: what nobody
// waits for is a leak.
//
// Three habits go. Do not poll a flag: select on ctx.Done, or give ctx to what
// blocks. Do not sleep: queue.Sleep, pool.Sleep and retry wake on cancel. Do not
// store the context: each call gets its own, and inside a task that is the task's.
package runtime
