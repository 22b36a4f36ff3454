package pool

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

var (
	errFirst = errors.New("first")
	errOther = errors.New("other")
)

// untilDone is a task that runs until it is told to stop.
func untilDone(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func nothing(context.Context) error { return nil }

func TestContract01NothingStartsAfterCancel(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(4), Queue(100))
		var bodies atomic.Int64
		body := func(ctx context.Context) error {
			bodies.Add(1)
			return untilDone(ctx)
		}
		for range 104 {
			p.Go(ctx, body)
		}
		var late error
		go func() { late = p.Go(ctx, body) }() // blocks: the queue is full
		synctest.Wait()                        // until all slots are held
		p.Cancel(errFirst)
		before, started := bodies.Load(), p.Stats().Started
		p.Wait(ctx)
		synctest.Wait()
		if s := p.Stats(); bodies.Load() != before || s.Started != started || started != 4 || s.Dropped != 100 {
			t.Errorf("%d bodies, then %d: %+v", before, bodies.Load(), s)
		}
		if !errors.Is(late, errFirst) || !errors.Is(p.Go(ctx, body), errFirst) {
			t.Errorf("a submit at or after the cancel: %v", late)
		}
	})
}

// A parent's cancel offers no hook that runs before it returns.
func TestContract01ParentCancel(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		p := New(ctx, Limit(4))
		for range 100 {
			p.Go(ctx, untilDone)
		}
		synctest.Wait()
		cancel(errFirst)
		if err := p.Wait(t.Context()); err != errFirst {
			t.Errorf("Wait: %v", err)
		}
		if s := p.Stats(); s.Started > 2*4 || s.Started+s.Dropped != 100 {
			t.Errorf("%+v", s)
		}
	})
}

// The same in real time, while others submit, and whichever way tasks arrive.
func TestContract01UnderLoad(t *testing.T) {
	leaktest.Check(t)
	ctx := context.Background()
	for i := range 60 {
		p := New(ctx, append([]Option{Limit(1 + i%4)}, []Option{Queue(8)}[:i%2]...)...)
		var producers sync.WaitGroup
		for range 3 {
			producers.Go(func() {
				for p.Go(ctx, nothing) == nil {
				}
			})
		}
		for p.Stats().Started < int64(i) {
			runtime.Gosched()
		}
		p.Cancel(errFirst)
		started := p.Stats().Started
		producers.Wait()
		if err := p.Wait(ctx); err != errFirst {
			t.Fatal(err)
		}
		if s := p.Stats(); s.Started != started || s.Started+s.Dropped != s.Submitted {
			t.Fatalf("%d had started at the end of Cancel: %+v", started, s)
		}
	}
}

func TestContract02FuturesResolveOnce(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1), CollectAll())
		add := func(fn func(context.Context) (int, error)) *Future[int] { return Submit(ctx, p, fn) }
		futures := []*Future[int]{
			add(func(context.Context) (int, error) { return 7, nil }),
			add(func(context.Context) (int, error) { return 0, errFirst }),
			add(func(context.Context) (int, error) { panic("no") }),
			add(func(context.Context) (int, error) { runtime.Goexit(); return 0, nil }),
			add(func(ctx context.Context) (int, error) { return 0, untilDone(ctx) }),
			add(func(context.Context) (int, error) { return 1, nil }),
			add(func(context.Context) (int, error) { return 1, nil }),
		}
		var told [7]atomic.Int64
		for i, f := range futures {
			go func() {
				for range f.Done() {
				}
				told[i].Add(1)
			}()
		}
		synctest.Wait()
		if !futures[5].Cancel() || futures[5].Cancel() || futures[4].Cancel() {
			t.Error("Cancel")
		}
		outcome := func() (s string) {
			for _, f := range futures {
				v, err := f.Wait(ctx)
				line, _, _ := strings.Cut(fmt.Sprint(v, f.State(), err), "\n")
				s += line + "; "
			}
			return s
		}
		p.Cancel(errOther)
		p.Wait(ctx)
		synctest.Wait()
		first := outcome()
		want := "7 done <nil>; 0 failed first; 0 failed panic: no; 0 failed task called runtime.Goexit; " +
			"0 cancelled context canceled; 0 cancelled future was cancelled; "
		if !strings.HasPrefix(first, want) {
			t.Errorf("got  %s\nwant %s", first, want)
		}
		for i := range told {
			if n := told[i].Load(); n != 1 {
				t.Errorf("future %d was resolved %d times", i, n)
			}
		}
	})
}

// A future that was cancelled is still in the queue when that is detached.
func TestContract02CancelledThenDropped(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1))
		p.Go(ctx, untilDone)
		synctest.Wait()
		fn := func(context.Context) (int, error) { return 1, nil }
		cancelled, dropped := Submit(ctx, p, fn), Submit(ctx, p, fn)
		cancelled.Cancel()
		p.Cancel(errFirst)
		p.Wait(ctx)
		if cancelled.State() != Cancelled || dropped.State() != Dropped {
			t.Errorf("%v, %v", cancelled.State(), dropped.State())
		}
		if s := p.Stats(); s.Cancelled != 2 || s.Dropped != 1 || s.Queued != 0 {
			t.Errorf("%+v", s)
		}
	})
}

func TestContract03DroppedSaysWhy(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1))
		p.Go(ctx, untilDone)
		synctest.Wait()
		fn := func(context.Context) (int, error) { return 1, nil }
		queued := Submit(ctx, p, fn)
		p.Cancel(errFirst)
		refused := Submit(ctx, p, fn)
		for _, f := range []*Future[int]{queued, refused} {
			_, err := f.Wait(ctx)
			if f.State() != Dropped || !errors.Is(err, ErrDropped) || !errors.Is(err, errFirst) {
				t.Errorf("%v: %v", f.State(), err)
			}
		}
		p.Wait(ctx)
		closed := New(ctx)
		closed.Close()
		if err := closed.Go(ctx, nothing); !errors.Is(err, ErrDropped) || !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	})
}

// hooks is a context that counts what is registered with it.
type hooks struct {
	context.Context
	registered, gone atomic.Int64
}

func (h *hooks) Value(any) any { return nil } // no short cut

func (h *hooks) AfterFunc(f func()) func() bool {
	h.registered.Add(1)
	stop := context.AfterFunc(h.Context, func() { f(); h.gone.Add(1) })
	return func() bool {
		stopped := stop()
		if stopped {
			h.gone.Add(1)
		}
		return stopped
	}
}

// synctest waits for goroutines that can still run, so it does not see a Wait
// that returns too early: the ends are counted before it may help.
func TestContract04WaitWaitsForAll(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		parent := &hooks{Context: t.Context()}
		p := New(parent, Limit(8))
		var ended atomic.Int64
		for i := range 20 {
			p.Go(parent, func(ctx context.Context) error {
				defer ended.Add(1)
				return Sleep(ctx, time.Duration(i)*time.Second)
			})
		}
		err := p.Wait(context.Background())
		if s := p.Stats(); err != nil || ended.Load() != 20 || s.Workers != 0 || s.Running != 0 || s.Waiting != 0 {
			t.Errorf("%v, %d ended: %+v", err, ended.Load(), s)
		}
		if r, g := parent.registered.Load(), parent.gone.Load(); r == 0 || g != r {
			t.Errorf("%d of %d hooks are gone", g, r)
		}
	})
}

func TestContract04WaitWaitsForHook(t *testing.T) {
	for range 200 {
		leaktest.Run(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			p := New(ctx)
			cancel()
			p.Wait(context.Background())
			select {
			case <-p.hooked:
			default:
				t.Error("the hook on the parent has not ended")
			}
		})
	}
}

func TestContract05FirstErrorWins(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(8))
		var causes sync.Map
		for i := range 7 {
			p.Go(ctx, func(ctx context.Context) error {
				<-ctx.Done()
				causes.Store(i, context.Cause(ctx))
				switch i % 3 {
				case 0:
					return ctx.Err()
				case 1:
					return fmt.Errorf("read: %w", context.Cause(ctx))
				}
				return errOther
			})
		}
		p.Go(ctx, func(ctx context.Context) error {
			time.Sleep(time.Second)
			return fmt.Errorf("task: %w", errFirst)
		})
		if err := p.Wait(ctx); !errors.Is(err, errFirst) || err.Error() != "task: first" {
			t.Errorf("Wait: %v", err)
		}
		n := 0
		causes.Range(func(_, cause any) bool {
			n++
			if !errors.Is(cause.(error), errFirst) {
				t.Errorf("a sibling sees %v", cause)
			}
			return true
		})
		if s := p.Stats(); n != 7 || s.Failed != 3 || s.Cancelled != 5 {
			t.Errorf("%d causes, %+v", n, s)
		}
	})
}

func TestContract05CollectAll(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(2), CollectAll())
		for i := range 10 {
			p.Go(ctx, func(ctx context.Context) error {
				switch i {
				case 3:
					return errFirst
				case 5:
					return errOther
				}
				return ctx.Err()
			})
		}
		if err := p.Wait(ctx); !errors.Is(err, errFirst) || !errors.Is(err, errOther) || p.Stats().Done != 8 {
			t.Errorf("%v: %+v", err, p.Stats())
		}
	})
}

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
