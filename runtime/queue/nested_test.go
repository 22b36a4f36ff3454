package queue

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

// A consumer inside a consumer: the stop of the outer queue is for the inner loop
// a context that is done, not its own end. Else the outer item would count as done.
func TestContract13NestedQueues(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		outer, inner := New[int](0), New[int](0)
		outer.Put(t.Context(), 7)
		w := Start(t.Context(), func(ctx context.Context) error {
			return outer.Each(ctx, func(ctx context.Context, _ int) error {
				return inner.Each(ctx, func(context.Context, int) error { return nil })
			})
		})
		synctest.Wait() // until the inner loop waits for an item
		outer.Stop()
		if err := w.Wait(t.Context()); err != nil {
			t.Error(err)
		}
		if rest := outer.Rest(); !slices.Equal(rest, []int{7}) {
			t.Errorf("rest %v", rest)
		}
	})
}

// Who has ended at the very moment of the deadline has ended.
func TestWorkerEndsAtTheDeadline(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		for range 100 {
			w := Start(t.Context(), func(ctx context.Context) error { return Sleep(ctx, time.Second) })
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			err := w.Wait(ctx)
			if errors.Is(err, context.DeadlineExceeded) && w.Stopped() {
				t.Fatal("it has ended, and Wait says that it has not")
			}
			cancel()
			w.Wait(t.Context())
		}
	})
}
