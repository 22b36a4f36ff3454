package queue

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/internal/slot"
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
		for range 50 {
			w := Start(t.Context(), func(ctx context.Context) error { return Sleep(ctx, time.Second) })
			ctx, cancel := context.WithCancel(t.Context())
			if err := w.Wait(slow{ctx, func() { <-w.Done(); cancel() }}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// slow is the context of a task that takes long to give its slot back: until then
// is called.
type slow struct {
	context.Context
	then func()
}

func (s slow) Value(key any) any {
	if key == (slot.Key{}) {
		return s
	}
	return s.Context.Value(key)
}

func (s slow) Leave() (enter func()) {
	s.then()
	return func() {}
}
