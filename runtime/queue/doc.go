// Package queue has the long-lived half of concurrent programs: workers that run
// until they are stopped, and queues whose consumers need neither polling nor
// sentinels. It keeps point 13 of the cancellation contract: a worker that is
// stopped finishes its item or gives it back; no item is lost, none is done
// twice.
//
//	q := queue.New[Job](100)
//	w := queue.Start(ctx, func(ctx context.Context) error {
//		return q.Each(ctx, handle)
//	})
//	q.Put(ctx, job)
//	q.Close()          // drain: the consumers end when all is done
//	err := w.Wait(ctx)
//
// # What to use when
//
// [Start] for a loop that somebody stops, with [Sleep] for its pauses. [Queue] for
// work that arrives over time, with one or more consumers, each a worker or a
// task of a pool; a consumer that waits inside a pool holds no slot. For a batch
// that is known at the start, use pool.Go or pool.Map instead.
//
// # What happens on cancel
//
// A queue ends in one of two ways. [Queue.Close] drains: nothing more is put in,
// consumers go on until all is done. [Queue.Stop] stops: consumers take nothing
// more, the contexts of items under way are done, and what was not done is in
// [Queue.Rest], in order. A cancel of one consumer's context stops that consumer
// only, and its item goes back to the front of the queue for the others.
//
// # Prices
//
// An item costs about 300ns and five small allocations, nearly all of it for its
// context; when somebody has to wait, a few microseconds. A worker costs about 2µs
// and six small allocations, its Wait included.
package queue
