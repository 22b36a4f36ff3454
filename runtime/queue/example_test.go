package queue_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/pool"
	"github.com/cancelcheck/cancelcheck/runtime/queue"
)

// Python: a StoppableThread, or a loop around event.wait(timeout).
func ExampleWorker() {
	ctx := context.Background()
	var ticks atomic.Int64
	ticked := make(chan struct{}, 1)
	w := queue.Start(ctx, func(ctx context.Context) error {
		for {
			if ticks.Add(1) == 3 {
				ticked <- struct{}{}
			}
			if err := queue.Sleep(ctx, time.Millisecond); err != nil {
				return err
			}
		}
	})
	<-ticked
	fmt.Println("stopped:", w.Stopped())
	w.Stop()
	fmt.Println(w.Wait(ctx))
	fmt.Println("stopped:", w.Stopped())
	// Output:
	// stopped: false
	// <nil>
	// stopped: true
}

// Python: queue.get(timeout) in a loop, or a None for each consumer.
func ExampleQueue_drain() {
	ctx := context.Background()
	q := queue.New[int](10)
	var sum atomic.Int64
	consumers := pool.New(ctx, pool.Limit(3))
	for range 3 {
		consumers.Go(ctx, func(ctx context.Context) error {
			return q.Each(ctx, func(_ context.Context, n int) error {
				sum.Add(int64(n))
				return nil
			})
		})
	}
	for n := range 101 {
		q.Put(ctx, n)
	}
	q.Close()
	fmt.Println(consumers.Wait(ctx), sum.Load())
	// Output:
	// <nil> 5050
}

// Stopping gives back what is not done, in order.
func ExampleQueue_stop() {
	ctx := context.Background()
	q := queue.New[string](0)
	for _, s := range []string{"a", "b", "c", "d"} {
		q.Put(ctx, s)
	}
	under := make(chan string)
	w := queue.Start(ctx, func(ctx context.Context) error {
		return q.Each(ctx, func(ctx context.Context, s string) error {
			if s == "a" {
				return nil
			}
			under <- s
			<-ctx.Done()
			return context.Cause(ctx) // not done: it goes back
		})
	})
	fmt.Println("under way:", <-under)
	q.Stop()
	fmt.Println(w.Wait(ctx), q.Rest())
	fmt.Println(q.Put(ctx, "e"))
	// Output:
	// under way: b
	// <nil> [b c d]
	// queue is stopped
}
