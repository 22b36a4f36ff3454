package queue

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

// A tally counts how often each item was done.
type tally struct {
	mu   sync.Mutex
	done map[int]int
}

func (t *tally) add(i int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done[i]++
}

// check looks whether each of n items was done once, or is in rest once.
func (t *tally) check(n int, rest []int) error {
	if !slices.IsSorted(rest) {
		return fmt.Errorf("out of order: %v", rest)
	}
	for _, i := range rest {
		t.done[i]++
	}
	for i := range n {
		if t.done[i] != 1 {
			return fmt.Errorf("item %d: %d times", i, t.done[i])
		}
	}
	return nil
}

func TestContract13StoppedWorkersLoseNothing(t *testing.T) {
	for seed := range uint64(50) {
		leaktest.Run(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 13))
			ctx := t.Context()
			q := New[int](r.IntN(3) * 10)
			tally := tally{done: map[int]int{}}
			pauses := make([]time.Duration, 200)
			for i := range pauses {
				pauses[i] = time.Duration(r.IntN(100)) * time.Millisecond
			}
			handle := func(ctx context.Context, i int) error {
				pause := pauses[i]
				if i%3 == 0 { // finishes, whatever happens
					time.Sleep(pause)
				} else if err := Sleep(ctx, pause); err != nil {
					return err // gives back
				}
				tally.add(i)
				return nil
			}
			var workers []*Worker
			for range 1 + r.IntN(5) {
				workers = append(workers, Start(ctx, func(ctx context.Context) error { return q.Each(ctx, handle) }))
			}
			put := 0
			producer := Start(ctx, func(ctx context.Context) error {
				for ; put < len(pauses); put++ {
					if err := q.Put(ctx, put); err != nil {
						return err
					}
				}
				return nil
			})
			time.Sleep(time.Duration(r.IntN(1000)) * time.Millisecond)
			workers[0].Stop() // one of them
			time.Sleep(time.Duration(r.IntN(1000)) * time.Millisecond)
			if seed%2 == 0 {
				q.Stop()
			} else {
				for _, w := range workers {
					w.Stop()
				}
				q.Stop()
			}
			for _, w := range workers {
				if err := w.Wait(ctx); err != nil {
					t.Errorf("worker: %v", err)
				}
			}
			producer.Wait(ctx)
			q.Wait(ctx)
			if err := tally.check(put, q.Rest()); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		})
	}
}

func TestContract13DrainDoesAll(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		q := New[int](0)
		for i := range 100 {
			q.Put(ctx, i)
		}
		q.Close()
		tally := tally{done: map[int]int{}}
		failing := Start(ctx, func(ctx context.Context) error {
			return q.Each(ctx, func(ctx context.Context, i int) error {
				time.Sleep(time.Hour) // the other one has drained the queue, and waits for this item
				if i > 0 {
					t.Errorf("the failing worker took item %d", i)
				}
				return errors.New("no")
			})
		})
		synctest.Wait()
		steady := Start(ctx, func(ctx context.Context) error {
			return q.Each(ctx, func(ctx context.Context, i int) error { tally.add(i); return nil })
		})
		if err := steady.Wait(ctx); err != nil {
			t.Error(err)
		}
		if err := failing.Wait(ctx); err == nil || err.Error() != "no" {
			t.Errorf("the failing worker: %v", err)
		}
		if err := tally.check(100, q.Rest()); err != nil || q.Len() != 0 {
			t.Error(err)
		}
	})
}

func TestPanicGivesBack(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		q := New[string](1)
		q.Put(ctx, "item")
		w := Start(ctx, func(ctx context.Context) error {
			return q.Each(ctx, func(context.Context, string) error { panic("no") })
		})
		if err := w.Wait(ctx); err == nil || !slices.Equal(q.Rest(), []string{"item"}) {
			t.Errorf("%v, %v", err, q.Rest())
		}
	})
}

func TestPutWakes(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		q := New[int](1)
		q.Put(t.Context(), 0)
		ctx, cancel := context.WithCancelCause(t.Context())
		cause := errors.New("cause")
		var own, stopped error
		go func() { own = q.Put(ctx, 1) }()
		go func() { stopped = q.Put(t.Context(), 2) }()
		synctest.Wait()
		cancel(cause)
		synctest.Wait()
		if own != cause || stopped != nil {
			t.Errorf("%v, %v", own, stopped)
		}
		q.Stop()
		synctest.Wait()
		if stopped != ErrStopped || !slices.Equal(q.Rest(), []int{0}) {
			t.Errorf("%v, rest %v", stopped, q.Rest())
		}
	})
}

func TestWorkerWait(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		w := Start(t.Context(), func(ctx context.Context) error {
			time.Sleep(time.Hour) // deaf
			return ctx.Err()
		})
		w.Stop()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) || w.Stopped() {
			t.Errorf("%v, %v", err, w.Stopped())
		}
		if err := w.Wait(t.Context()); err != nil || !w.Stopped() {
			t.Errorf("%v, %v", err, w.Stopped())
		}
	})
}

func BenchmarkQueue(b *testing.B) {
	ctx := context.Background()
	q := New[int](1000)
	w := Start(ctx, func(ctx context.Context) error {
		return q.Each(ctx, func(context.Context, int) error { return nil })
	})
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		q.Put(ctx, i)
	}
	q.Close()
	w.Wait(ctx)
}
