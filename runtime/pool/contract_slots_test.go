package pool

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

// A gauge tells the most that there were at any instant.
type gauge struct{ now, max atomic.Int64 }

func (g *gauge) enter() {
	n := g.now.Add(1)
	for m := g.max.Load(); n > m && !g.max.CompareAndSwap(m, n); m = g.max.Load() {
	}
}

func (g *gauge) leave() { g.now.Add(-1) }

func TestContract06NestedWaits(t *testing.T) {
	for _, limit := range []int{1, 2, 3} {
		leaktest.Run(t, func(t *testing.T) {
			ctx := t.Context()
			p := New(ctx, Limit(limit), Queue(2)) // submits block, too
			var g gauge
			var tree func(depth int) func(context.Context) (int, error)
			tree = func(depth int) func(context.Context) (int, error) {
				return func(ctx context.Context) (int, error) {
					ctx, cancel := context.WithTimeout(ctx, time.Hour) // one derived from the task's
					defer cancel()
					g.enter()
					time.Sleep(time.Millisecond)
					g.leave()
					if depth == 0 {
						return 1, nil
					}
					sum := 0
					var children []*Future[int]
					for range 2 {
						children = append(children, Submit(ctx, p, tree(depth-1)))
					}
					for _, c := range children {
						v, err := c.Wait(ctx)
						if err != nil {
							return 0, err
						}
						g.enter()
						time.Sleep(time.Millisecond)
						g.leave()
						sum += v
					}
					return sum, nil
				}
			}
			v, err := Submit(ctx, p, tree(6)).Wait(ctx)
			if err != nil || v != 64 || p.Wait(ctx) != nil {
				t.Errorf("%d, %v", v, err)
			}
			if got := g.max.Load(); got != int64(limit) {
				t.Errorf("limit %d, %d at once", limit, got)
			}
		})
	}
}

func TestContract06DeepChainAtLimitOne(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1))
		var chain func(n int) func(context.Context) (int, error)
		chain = func(n int) func(context.Context) (int, error) {
			return func(ctx context.Context) (int, error) {
				if n == 0 {
					return 0, nil
				}
				v, err := Submit(ctx, p, chain(n-1)).Wait(ctx)
				return v + 1, err
			}
		}
		if v, err := Submit(ctx, p, chain(1000)).Wait(ctx); v != 1000 || err != nil {
			t.Errorf("%d, %v", v, err)
		}
		p.Wait(ctx)
	})
}

func TestContract06Cycle(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(3), CollectAll())
		var ring [3]*Future[int]
		ready := make(chan struct{})
		for i := range ring {
			ring[i] = Submit(ctx, p, func(ctx context.Context) (int, error) {
				<-ready
				time.Sleep(time.Duration(i) * time.Second)
				return ring[(i+1)%3].Wait(ctx)
			})
		}
		self := make(chan *Future[int], 1)
		self <- Submit(ctx, p, func(ctx context.Context) (int, error) { return (<-self).Wait(ctx) })
		close(ready)
		if err := p.Wait(ctx); !errors.Is(err, ErrCycle) || p.Stats().Failed != 4 {
			t.Errorf("%v: %+v", err, p.Stats())
		}
	})
}

func TestContract06WaitInside(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, CollectAll())
		p.Go(ctx, func(ctx context.Context) error { return p.Wait(ctx) })
		p.Go(ctx, func(ctx context.Context) error {
			q := New(ctx)
			q.Go(ctx, func(ctx context.Context) error { return p.Wait(ctx) })
			return q.Wait(ctx)
		})
		if err := p.Wait(ctx); !errors.Is(err, ErrInside) || p.Stats().Failed != 2 {
			t.Errorf("%v: %+v", err, p.Stats())
		}
	})
}

// Several goroutines of one task wait: one slot is given back, once.
func TestContract06ManyWaitsOfOneTask(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1))
		var g gauge
		p.Go(ctx, func(ctx context.Context) error {
			var wg sync.WaitGroup
			for i := range 10 {
				wg.Go(func() {
					for range 3 {
						f := Submit(ctx, p, func(context.Context) (int, error) {
							g.enter()
							defer g.leave()
							time.Sleep(time.Duration(i) * time.Second)
							return i, nil
						})
						f.Wait(ctx)
					}
				})
			}
			wg.Wait()
			return nil
		})
		if err := p.Wait(ctx); err != nil || g.max.Load() != 1 {
			t.Errorf("%v, %d at once", err, g.max.Load())
		}
	})
}

func TestContract07PanicAndGoexit(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(2), CollectAll())
		for i := range 30 {
			p.Go(ctx, func(ctx context.Context) error {
				switch i % 3 {
				case 0:
					panic(errFirst)
				case 1:
					runtime.Goexit()
				}
				return Sleep(ctx, time.Second)
			})
		}
		err := p.Wait(ctx)
		var panicked *PanicError
		if !errors.As(err, &panicked) || !errors.Is(err, errFirst) || !errors.Is(err, ErrGoexit) {
			t.Fatalf("%v", err)
		}
		if !strings.Contains(string(panicked.Stack), "TestContract07") {
			t.Errorf("the stack does not show who panicked:\n%s", panicked.Stack)
		}
		if s := p.Stats(); s.Failed != 20 || s.Done != 10 {
			t.Errorf("%+v", s)
		}
	})
}

func TestContract08BlockedSubmitWakes(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		p := New(t.Context(), Limit(1), Queue(1))
		p.Go(ctx, untilDone)
		synctest.Wait()
		p.Go(ctx, untilDone)
		var own, pools error
		go func() { own = p.Go(ctx, nothing) }()
		go func() { pools = p.Go(t.Context(), nothing) }()
		synctest.Wait()
		cancel(errOther)
		synctest.Wait()
		if !errors.Is(own, errOther) || !errors.Is(own, ErrDropped) || pools != nil {
			t.Errorf("own %v, other %v", own, pools)
		}
		p.Cancel(errFirst)
		synctest.Wait()
		if !errors.Is(pools, errFirst) || !errors.Is(pools, ErrDropped) {
			t.Errorf("after the pool's cancel: %v", pools)
		}
		p.Wait(t.Context())
	})
}
