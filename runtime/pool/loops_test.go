package pool

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

// maps are the loops that call a function for each element.
var maps = map[string]func(context.Context, *Pool, func(context.Context, int) (int, error)) iter.Seq2[int, error]{
	"Map": func(ctx context.Context, p *Pool, fn func(context.Context, int) (int, error)) iter.Seq2[int, error] {
		return Map(ctx, p, slices.Collect(ints(1000)), fn)
	},
	"MapSeq": func(ctx context.Context, p *Pool, fn func(context.Context, int) (int, error)) iter.Seq2[int, error] {
		return MapSeq(ctx, p, ints(1000), fn)
	},
}

// How a loop can end before its end: with one error, after results in order.
func TestMapErrors(t *testing.T) {
	for name, loop := range maps {
		for cause, test := range map[string]struct {
			want error
			fn   func(*Pool, context.CancelCauseFunc, int) (int, error)
		}{
			"error":   {errFirst, func(*Pool, context.CancelCauseFunc, int) (int, error) { return 0, errFirst }},
			"panic":   {errFirst, func(*Pool, context.CancelCauseFunc, int) (int, error) { panic(errFirst) }},
			"Goexit":  {ErrGoexit, func(*Pool, context.CancelCauseFunc, int) (int, error) { runtime.Goexit(); return 0, nil }},
			"cancel":  {errFirst, func(p *Pool, _ context.CancelCauseFunc, i int) (int, error) { p.Cancel(errFirst); return i, nil }},
			"context": {errOther, func(_ *Pool, cancel context.CancelCauseFunc, i int) (int, error) { cancel(errOther); return i, nil }},
		} {
			leaktest.Run(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				p := New(t.Context(), Limit(3))
				next, errs := 0, []error(nil)
				for v, err := range loop(ctx, p, func(ctx context.Context, i int) (int, error) {
					time.Sleep(time.Millisecond)
					if i == 500 {
						return test.fn(p, cancel, i)
					}
					return i, nil
				}) {
					if errs = append(errs, err); err == nil {
						if v != next {
							t.Errorf("got %d, want %d", v, next)
						}
						next++
						errs = nil
					}
				}
				if len(errs) != 1 || !errors.Is(errs[0], test.want) || next > 510 {
					t.Errorf("%s, %s: %d results, then %v", name, cause, next, errs)
				}
				if err := p.Wait(t.Context()); cause != "cancel" && err != nil {
					t.Errorf("%s, %s: an error of the loop is one of the pool: %v", name, cause, err)
				}
				cancel(nil)
			})
		}
	}
}

// Cancel halts the loops of the pool a moment before there is a cause.
func TestMapIsHaltedBeforeTheCause(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		p := New(t.Context(), Limit(2))
		p.halted.Store(true)
		go func() {
			time.Sleep(time.Second)
			p.Cancel(errFirst)
		}()
		for v, err := range Map(t.Context(), p, []int{1, 2, 3}, func(_ context.Context, i int) (int, error) { return i, nil }) {
			if err != errFirst {
				t.Errorf("%d, %v", v, err)
			}
		}
		p.Wait(t.Context())
	})
}

func TestMapOfClosedPool(t *testing.T) {
	for name, loop := range maps {
		p := New(t.Context())
		p.Close()
		n := 0
		for _, err := range loop(t.Context(), p, func(context.Context, int) (int, error) { return 0, nil }) {
			if n++; !errors.Is(err, ErrClosed) || n > 1 {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// Loops inside a task, at limit 1: they give their slot back.
func TestMapInTask(t *testing.T) {
	for name, loop := range maps {
		leaktest.Run(t, func(t *testing.T) {
			ctx := t.Context()
			p := New(ctx, Limit(1))
			f := Submit(ctx, p, func(ctx context.Context) (sum int, err error) {
				for v, err := range loop(ctx, p, func(_ context.Context, i int) (int, error) { return i, nil }) {
					if err != nil {
						return 0, err
					}
					sum += v
				}
				return sum, nil
			})
			if v, err := f.Wait(ctx); v != 499_500 || err != nil {
				t.Errorf("%s: %d, %v", name, v, err)
			}
			p.Wait(ctx)
		})
	}
}

func TestAsCompletedEnds(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		p := New(t.Context(), Limit(3))
		var futures []*Future[int]
		for i := range 3 {
			futures = append(futures, Submit(ctx, p, func(ctx context.Context) (int, error) {
				return i, Sleep(ctx, time.Duration(i+1)*time.Minute)
			}))
		}
		n := 0
		for range AsCompleted(ctx, futures...) {
			n++
		}
		if n != 1 || futures[1].State() != Cancelled || futures[2].State() != Cancelled {
			t.Errorf("%d futures, %v, %v", n, futures[1].State(), futures[2].State())
		}
		p.Wait(t.Context())
	})
}

// The loops that the documentation of AsCompleted shows.
func TestThreeWaysToWait(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		for name, test := range map[string]struct {
			leave func(*Future[int]) bool
			want  string
		}{
			"the first":       {func(*Future[int]) bool { return true }, "done cancelled cancelled cancelled"},
			"the first error": {func(f *Future[int]) bool { return f.State() == Failed }, "done done failed cancelled"},
			"all":             {func(*Future[int]) bool { return false }, "done done failed done"},
		} {
			ctx := t.Context()
			p := New(ctx, Limit(4), CollectAll())
			var futures []*Future[int]
			for i := range 4 {
				futures = append(futures, Submit(ctx, p, func(ctx context.Context) (int, error) {
					if err := Sleep(ctx, time.Duration(i+1)*time.Second); err != nil || i != 2 {
						return i, err
					}
					return 0, errFirst
				}))
			}
			for _, f := range AsCompleted(ctx, futures...) {
				if test.leave(f) {
					break
				}
			}
			var got []string
			for _, f := range futures {
				got = append(got, f.State().String())
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("%s: %s", name, s)
			}
			p.Wait(ctx)
		}
	})
}

func TestAsCompletedInCycle(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(2), CollectAll())
		var outer *Future[int]
		ready := make(chan struct{})
		outer = Submit(ctx, p, func(ctx context.Context) (int, error) {
			<-ready
			inner := Submit(ctx, p, func(ctx context.Context) (int, error) { return outer.Wait(ctx) })
			time.Sleep(time.Second)
			for range AsCompleted(ctx, inner) {
			}
			return 7, nil
		})
		close(ready)
		if v, err := outer.Wait(ctx); v != 7 || err != nil {
			t.Errorf("%d, %v", v, err)
		}
		p.Wait(ctx)
	})
}
