package pool

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

// A cycle in which one of several futures was the way out, until the loop got to
// it: waiting for the rest would be for ever.
func TestContract06CycleOfWhatIsLeft(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(3), CollectAll())
		var outer *Future[int]
		ready := make(chan struct{})
		outer = Submit(ctx, p, func(ctx context.Context) (int, error) {
			<-ready
			quick := Submit(ctx, p, func(context.Context) (int, error) { return 1, nil })
			back := Submit(ctx, p, func(ctx context.Context) (int, error) {
				time.Sleep(time.Second) // until the loop waits
				return outer.Wait(ctx)
			})
			n := 0
			for range AsCompleted(ctx, quick, back) {
				n++
			}
			return n, nil
		})
		close(ready)
		ended, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		// Either the task in the loop or the one that it waits for gets the error;
		// in both cases all comes to an end.
		if n, err := outer.Wait(ended); n < 1 || err != nil {
			t.Errorf("%d, %v", n, err)
			p.Cancel(nil)
		}
		p.Wait(ctx)
	})
}

// The same with Map: the runner that had no part in the cycle ends.
func TestContract06CycleThroughMap(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(3), CollectAll())
		var outer *Future[int]
		ready := make(chan struct{})
		outer = Submit(ctx, p, func(ctx context.Context) (int, error) {
			<-ready
			for _, err := range Map(ctx, p, []int{0, 1, 2, 3}, func(ctx context.Context, i int) (int, error) {
				time.Sleep(time.Duration(i) * time.Second)
				if i == 1 {
					return outer.Wait(ctx)
				}
				return i, nil
			}) {
				if err != nil {
					return 0, err
				}
			}
			return 1, nil
		})
		close(ready)
		ended, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if _, err := outer.Wait(ended); !errors.Is(err, ErrCycle) {
			t.Error(err)
			p.Cancel(nil)
		}
		p.Wait(ctx)
	})
}

// Who has ended at the very moment of the deadline is no straggler.
func TestContract11EndsAtTheDeadline(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		for range 100 {
			p := New(t.Context(), Limit(1))
			p.Go(t.Context(), func(ctx context.Context) error { return Sleep(ctx, time.Second) })
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			var late *StragglersError
			if err := p.Wait(ctx); errors.As(err, &late) && len(late.Tasks) == 0 {
				t.Fatal("a report without stragglers")
			}
			cancel()
			p.Wait(t.Context())
		}
	})
}

// A name is not part of the profile's syntax.
func TestContract11AnyName(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		for _, name := range []string{`a "b"`, `back\slash`, "new\nline", "ü", "a#1/0"} {
			p := New(t.Context(), Name(name))
			p.Go(t.Context(), untilDone)
			synctest.Wait()
			if s := p.Stragglers(); len(s) != 1 || !strings.Contains(s[0].Stack, "untilDone") {
				t.Errorf("%q: %v", name, s)
			}
			p.Cancel(nil)
			p.Wait(t.Context())
		}
	})
}

// What a runner had done before its error comes before the error.
func TestMapGivesWhatCameBeforeTheError(t *testing.T) {
	for name, loop := range maps {
		leaktest.Run(t, func(t *testing.T) {
			p := New(t.Context(), Limit(1))
			n := 0
			for _, err := range loop(t.Context(), p, func(_ context.Context, i int) (int, error) {
				if i == 500 {
					return 0, errFirst
				}
				return i, nil
			}) {
				if err == nil {
					n++
				}
			}
			if n != 500 {
				t.Errorf("%s: %d results before the error of element 500", name, n)
			}
			p.Wait(t.Context())
		})
	}
}
