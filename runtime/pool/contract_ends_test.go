package pool

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

// loops are all loops over results. Each element takes a minute.
func loops(ctx context.Context, p *Pool, minute func(context.Context, int) (int, error)) map[string]iter.Seq[int] {
	in := slices.Collect(ints(100))
	left := func(results iter.Seq2[int, error]) iter.Seq[int] {
		return func(yield func(int) bool) {
			for v := range results {
				if !yield(v) {
					return
				}
			}
		}
	}
	return map[string]iter.Seq[int]{
		"Map":    left(Map(ctx, p, in, minute)),
		"MapSeq": left(MapSeq(ctx, p, slices.Values(in), minute)),
		"AsCompleted": func(yield func(int) bool) {
			var futures []*Future[int]
			for _, i := range in {
				futures = append(futures, Submit(ctx, p, func(ctx context.Context) (int, error) { return minute(ctx, i) }))
			}
			for i := range AsCompleted(ctx, futures...) {
				if !yield(i) {
					return
				}
			}
		},
	}
}

func ints(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

func TestContract09BreakJoins(t *testing.T) {
	for _, name := range []string{"Map", "MapSeq", "AsCompleted"} {
		leaktest.Run(t, func(t *testing.T) {
			ctx := t.Context()
			p := New(ctx, Limit(3))
			var running, started atomic.Int64
			all := loops(ctx, p, func(ctx context.Context, i int) (int, error) {
				started.Add(1)
				running.Add(1)
				defer running.Add(-1)
				select {
				case <-time.After(time.Duration(i+1) * time.Minute):
					return i, nil
				case <-ctx.Done():
					time.Sleep(time.Second) // some cleanup
					return 0, ctx.Err()
				}
			})
			since := time.Now()
			for range all[name] {
				break
			}
			if n, took := running.Load(), time.Since(since); n != 0 || took != time.Minute+time.Second {
				t.Errorf("%s: %d still run after the loop, which took %v", name, n, took)
			}
			before := started.Load()
			if err := p.Wait(ctx); err != nil || started.Load() != before {
				t.Errorf("%s: %v, %d started, then %d", name, err, before, started.Load())
			}
		})
	}
}

func TestContract09BreakReportsStragglers(t *testing.T) {
	for _, name := range []string{"Map", "MapSeq", "AsCompleted"} {
		leaktest.Run(t, func(t *testing.T) {
			ctx := t.Context()
			var report *StragglersError
			p := New(ctx, Limit(3), Grace(5*time.Second), OnStragglers(func(err *StragglersError) { report = err }))
			all := loops(ctx, p, func(ctx context.Context, i int) (int, error) {
				time.Sleep(time.Duration(i+1) * time.Minute) // deaf
				return i, nil
			})
			since := time.Now()
			for range all[name] {
				break
			}
			if took := time.Since(since); took != time.Minute+5*time.Second {
				t.Errorf("%s: left after %v", name, took)
			}
			if report == nil || len(report.Tasks) < 2 || !strings.Contains(report.Tasks[0].Stack, "TestContract09") {
				t.Errorf("%s: %v", name, report)
			}
			p.Wait(ctx)
		})
	}
}

func TestContract11WaitReportsStragglers(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(2))
		time.Sleep(time.Second)
		p.Go(ctx, func(ctx context.Context) error {
			SetName(ctx, "deaf")
			time.Sleep(time.Hour)
			return nil
		})
		synctest.Wait()
		p.Go(ctx, untilDone)
		time.Sleep(time.Minute)
		p.Cancel(errFirst)
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		err := p.Wait(short)
		var late *StragglersError
		if !errors.As(err, &late) || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errFirst) {
			t.Fatalf("Wait: %v", err)
		}
		if len(late.Tasks) != 1 {
			t.Fatalf("%d stragglers: %v", len(late.Tasks), err)
		}
		s := late.Tasks[0]
		if s.Name != "deaf" || s.Age != time.Minute+5*time.Second || !strings.Contains(s.Stack, "TestContract11") {
			t.Errorf("%s, %v:\n%s", s.Name, s.Age, s.Stack)
		}
		if err := p.Wait(ctx); err != errFirst {
			t.Errorf("a later Wait: %v", err)
		}
	})
}

func TestContract12ShieldedCleanup(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, CollectAll())
		var quick, slow error
		var took time.Duration
		p.Go(ctx, func(ctx context.Context) error {
			<-ctx.Done()
			quick = Shield(ctx, 5*time.Second, func(ctx context.Context) error { return Sleep(ctx, 2*time.Second) })
			since := time.Now()
			slow = Shield(ctx, 5*time.Second, func(ctx context.Context) error { return Sleep(ctx, time.Hour) })
			took = time.Since(since)
			return nil
		})
		synctest.Wait()
		p.Cancel(nil)
		p.Wait(ctx)
		if quick != nil || slow != ErrShieldOver || took != 5*time.Second {
			t.Errorf("%v; %v after %v", quick, slow, took)
		}
	})
}
