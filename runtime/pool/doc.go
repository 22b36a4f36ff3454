// Package pool runs tasks, a limited number at a time, and answers for each
// what stops it, who waits for it, and what became of it. It keeps points 1 to 9,
// 11 and 12 of the cancellation contract of the parent folder.
//
//	p := pool.New(ctx, pool.Limit(8))
//	for _, url := range urls {
//		p.Go(ctx, func(ctx context.Context) error { return fetch(ctx, url) })
//	}
//	return p.Wait(ctx)
//
// # What to use when
//
//   - [Pool.Go] for tasks of which only the errors matter;
//   - [Submit] for a task whose result is wanted, or that somebody may cancel;
//   - [Map] for a slice, [MapSeq] for a stream: results in order, in a loop;
//   - [AsCompleted] for futures in the order in which they are ready: the first,
//     the first error, or all;
//   - [Sleep] and [Outside] for waits inside a task that are to hold no slot;
//   - [Shield] for cleanup that a cancel must not cut short.
//
// Everything that may block takes a context. Inside a task that is the task's
// own, or one derived from it: by it the pool knows who waits, gives the slot of
// the waiting task to another, and so never deadlocks on tasks that wait for
// tasks. A wait that the pool does not know, such as receiving from a channel,
// keeps the slot.
//
// # Coming from errgroup
//
// New with [Limit] is errgroup.WithContext with SetLimit, Go is Go, and Wait is
// Wait. What is different: each call says whose it is, by its context, and the task
// gets one of its own. Go does not block at the limit, it queues; with [Queue] it
// blocks when the queue is full. After the first error what is queued is dropped,
// where errgroup would run it. Tasks may submit tasks to their own pool and wait for
// them. A panic is an error of Wait, and a Wait with a deadline says who is late. A
// pool ends with its Wait: it is not used again.
//
// # What happens on cancel
//
// A pool is cancelled by [Pool.Cancel], by the context it was made with, or by
// the first error of a task, unless [CollectAll] says otherwise. Then, in this
// order: new work is refused and the queue is taken away, under one lock; the
// contexts of all tasks are done, with the cause; what was queued resolves as
// [Dropped]; and Wait waits for what runs. A task that does not listen is named by
// [Pool.Stragglers], with its age and its stack.
//
// A task that wants to go on after a wait needs a slot again, also after a
// cancel: the limit holds at every instant. So a straggler can keep others from
// their cleanup, and is named for it.
//
// # Prices
//
// On two cores of a server: Go with a tiny task 100ns, and no allocation but 24
// bytes of a slab; Submit 200ns and one allocation; Map less than 10ns an element;
// MapSeq 150ns an item; a wait inside a task 1µs, for another worker is started;
// the first Done of a task's context 500ns and five allocations; a cancel 10ns for
// each queued future. The benchmarks measure these, and bench/pools measures others beside
// them.
package pool
