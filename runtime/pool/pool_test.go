package pool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/cancelcheck/cancelcheck/runtime/leaktest"
)

func one(context.Context) (int, error) { return 1, nil }

// Cancelled futures do not stay in the queue until a slot is free.
func TestCancelledFuturesAreForgotten(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1))
		block := Submit(ctx, p, func(ctx context.Context) (int, error) { return 0, untilDone(ctx) })
		synctest.Wait()
		for range 10_000 {
			Submit(ctx, p, one).Cancel()
		}
		last := Submit(ctx, p, one)
		if n := p.queue.n + p.inbox.n; n > 4*chunkSize {
			t.Errorf("%d jobs are queued", n)
		}
		block.Cancel()
		if v, err := last.Wait(ctx); v != 1 || err != nil {
			t.Errorf("%d, %v", v, err)
		}
		p.Wait(ctx)
		if s := p.Stats(); s.Cancelled != 10_001 || s.Done != 1 || s.Queued != 0 {
			t.Errorf("%+v", s)
		}
	})
}

func TestQueueIsFirstInFirstOut(t *testing.T) {
	var q queue
	next, first := 0, 0
	push := func() { q.push(&numbered{n: next}); next++ }
	for round := range 400 {
		for range round % 7 * 31 {
			push()
		}
		var all []int
		for j := range q.all {
			all = append(all, j.(*numbered).n)
		}
		if len(all) != q.n || q.n != next-first || q.n > 0 && (all[0] != first || all[q.n-1] != next-1) {
			t.Fatalf("%d jobs from %d to %d: %d", q.n, first, next, len(all))
		}
		for range round % 11 * 17 {
			j := q.pop()
			if j == nil {
				break
			}
			if n := j.(*numbered).n; n != first {
				t.Fatalf("got %d, want %d", n, first)
			}
			first++
		}
	}
}

type numbered struct {
	plain
	n int
}

// A context that outlives its task is nobody's: a wait with it gives back no
// slot, least of all that of the task that runs in the same goroutine now.
func TestContextOfEndedTask(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1))
		var stale context.Context
		Submit(ctx, p, func(ctx context.Context) (int, error) { stale = ctx; return 0, nil }).Wait(ctx)
		if stale.Err() != context.Canceled || context.Cause(stale) != context.Canceled {
			t.Errorf("%v, %v", stale.Err(), context.Cause(stale))
		}
		<-stale.Done()
		p.Go(ctx, func(context.Context) error { time.Sleep(time.Second); return nil })
		synctest.Wait()
		queued := Submit(ctx, p, one)
		go queued.Wait(context.WithoutCancel(stale))
		synctest.Wait()
		if queued.State() != Queued {
			t.Errorf("the slot of another task was given back: %v", queued.State())
		}
		if err := p.Wait(ctx); err != nil || queued.State() != Done {
			t.Errorf("%v, %v", err, queued.State())
		}
	})
}

// A task may end while a goroutine of it still waits, with or without a slot.
func TestTaskEndsBeforeItsWaits(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1))
		for range 3 {
			p.Go(ctx, func(ctx context.Context) error {
				for range 3 {
					go Sleep(ctx, time.Second)
				}
				time.Sleep(time.Second)
				go Sleep(ctx, time.Second)
				return nil
			})
		}
		if err := p.Wait(ctx); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if s := p.Stats(); p.free.Load() != 1 || s.Running+s.Waiting != 0 {
			t.Errorf("%d slots are free: %+v", p.free.Load(), s)
		}
	})
}

func TestContextOfTask(t *testing.T) {
	type key struct{}
	leaktest.Run(t, func(t *testing.T) {
		until := time.Now().Add(time.Hour)
		ctx, cancel := context.WithDeadline(context.WithValue(t.Context(), key{}, 7), until)
		defer cancel()
		p := New(ctx)
		p.Go(ctx, func(ctx context.Context) error {
			deadline, _ := ctx.Deadline()
			if ctx.Value(key{}) != 7 || !deadline.Equal(until) || ctx.Err() != nil {
				t.Errorf("%v, %v, %v", ctx.Value(key{}), deadline, ctx.Err())
			}
			before := runtime.NumGoroutine()
			derived, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			if n := runtime.NumGoroutine(); n > before {
				t.Errorf("deriving a context started %d goroutines", n-before)
			}
			go p.Cancel(errFirst)
			<-derived.Done()
			if context.Cause(derived) != errFirst || ctx.Err() != context.Canceled {
				t.Errorf("%v, %v", context.Cause(derived), ctx.Err())
			}
			return nil
		})
		p.Wait(context.WithoutCancel(ctx))
	})
}

func TestOutside(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1))
		reply := make(chan struct{})
		p.Go(ctx, func(ctx context.Context) error { Outside(ctx, func() { <-reply }); return nil })
		p.Go(ctx, func(context.Context) error { close(reply); return nil })
		if err := p.Wait(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseDrains(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Limit(1), Queue(1))
		var own error
		p.Go(ctx, func(ctx context.Context) error {
			time.Sleep(time.Second)
			own = errors.Join(p.Go(ctx, nothing), p.Go(ctx, nothing), p.Go(ctx, nothing))
			return nil
		})
		synctest.Wait()
		queued := Submit(ctx, p, one)
		var blocked error
		go func() { blocked = p.Go(ctx, nothing) }()
		synctest.Wait()
		p.Close()
		if err := p.Wait(ctx); err != nil || own != nil || queued.State() != Done || p.Stats().Done != 5 {
			t.Errorf("%v, own %v: %+v", err, own, p.Stats())
		}
		synctest.Wait()
		if !errors.Is(blocked, ErrClosed) {
			t.Errorf("blocked: %v", blocked)
		}
	})
}

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

// Vars of a pool may be published for good: they do not hold the pool.
func TestVarsDoNotHoldThePool(t *testing.T) {
	ctx := context.Background()
	p := New(ctx)
	Submit(ctx, p, one)
	p.Wait(ctx)
	vars, gone := p.Vars(), weak.Make(p)
	p = nil
	for range 100 {
		if runtime.GC(); gone.Value() == nil {
			break
		}
		time.Sleep(time.Millisecond) // the last worker's goroutine has to end
	}
	if gone.Value() != nil {
		t.Error("the pool is still reachable")
	}
	if s := vars().(Stats); s.Done != 1 {
		t.Errorf("%+v", s)
	}
}

// Reports find a worker's goroutine by its label, which pprof.Do may replace.
func TestLabelSurvivesProfiling(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx, Name("labelled"))
		p.Go(ctx, func(ctx context.Context) error {
			pprof.Do(ctx, pprof.Labels("user", "own"), func(context.Context) {})
			return untilDone(ctx)
		})
		synctest.Wait()
		var b bytes.Buffer
		p.WriteStragglers(&b)
		if s := b.String(); !strings.Contains(s, "TestLabelSurvivesProfiling.func1.1, for 0s:") || !strings.Contains(s, "pool.untilDone") {
			t.Errorf("%s", s)
		}
		p.Cancel(nil)
		p.Wait(ctx)
	})
}

func TestTracedTasks(t *testing.T) {
	var b bytes.Buffer
	if err := trace.Start(&b); err != nil {
		t.Skip(err)
	}
	ctx := context.Background()
	p := New(ctx, Name("traced pool"), Limit(1))
	p.Go(ctx, func(ctx context.Context) error {
		_, err := Submit(ctx, p, one).Wait(ctx) // the identity of the task is kept
		return err
	})
	err := p.Wait(ctx)
	trace.Stop()
	if err != nil || !bytes.Contains(b.Bytes(), []byte("traced pool")) || !bytes.Contains(b.Bytes(), []byte("pool.one")) {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
}

func TestCrashOnPanic(t *testing.T) {
	const role = "CANCELCHECK_TEST_ROLE"
	if os.Getenv(role) == "crashes" {
		ctx := context.Background()
		p := New(ctx, CrashOnPanic())
		p.Go(ctx, func(context.Context) error { panic("this is the end") })
		fmt.Println("survived", p.Wait(ctx))
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashOnPanic$")
	cmd.Env = append(os.Environ(), role+"=crashes")
	out, err := cmd.CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("panic: this is the end")) || !bytes.Contains(out, []byte("TestCrashOnPanic.func1")) {
		t.Errorf("%v:\n%s", err, out)
	}
}

func TestErrorTexts(t *testing.T) {
	late := &StragglersError{Cause: context.DeadlineExceeded, Tasks: []Straggler{{Name: "a", Age: time.Second, Stack: "main.f\n\tf.go:1"}}}
	for err, want := range map[error]string{
		&DroppedError{errFirst}:                          "dropped before it started: first",
		&PanicError{Value: 7, Stack: []byte("main.f()")}: "panic: 7\n\nmain.f()",
		late: "context deadline exceeded: 1 still running\n\na, for 1s:\nmain.f\n\tf.go:1",
	} {
		if err.Error() != want {
			t.Errorf("%q", err)
		}
	}
}

// Many goroutines submit, wait and cancel at once, in real time and in one pool.
func TestConcurrentUse(t *testing.T) {
	leaktest.Check(t)
	ctx := context.Background()
	for range 20 {
		p := New(ctx, Limit(3), CollectAll())
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for j := range 200 {
					f := Submit(ctx, p, func(ctx context.Context) (int, error) {
						return Submit(ctx, p, one).Wait(ctx)
					})
					switch (i + j) % 4 {
					case 0:
						f.Cancel()
					case 1:
						f.Wait(ctx)
					case 2:
						<-f.Done()
					}
				}
			})
		}
		wg.Wait()
		if err := p.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		if s := p.Stats(); s.Done+s.Cancelled+s.Dropped != s.Submitted || s.Queued+s.Running+s.Waiting+s.Workers != 0 {
			t.Fatalf("%+v", s)
		}
	}
}
