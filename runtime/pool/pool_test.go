package pool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
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

// Waiting again and again leaves nothing behind in the future.
func TestWaitsShareAChannel(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx := t.Context()
		p := New(ctx)
		f := Submit(ctx, p, func(ctx context.Context) (int, error) { return 0, untilDone(ctx) })
		for range 100 {
			short, cancel := context.WithTimeout(ctx, time.Second)
			if _, err := f.Wait(short); err != context.DeadlineExceeded {
				t.Error(err)
			}
			cancel()
		}
		n := 0
		for w := f.waiters.Load(); w != nil; w = w.next {
			n++
		}
		if n != 1 {
			t.Errorf("%d waiters", n)
		}
		f.Cancel()
		<-f.Done()
		p.Wait(ctx)
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

// Who has waited for a future finds the context of its task done.
func TestContextEndsBeforeItsFuture(t *testing.T) {
	leaktest.Run(t, func(t *testing.T) {
		ctx, fail := t.Context(), make(chan struct{})
		p := New(ctx)
		var its context.Context
		f := Submit(ctx, p, func(ctx context.Context) (int, error) {
			its = ctx
			<-fail
			return 0, errFirst
		})
		synctest.Wait()
		p.m.mu.Lock() // so that the pool is not told of the error yet
		close(fail)
		f.Wait(ctx)
		if err := its.Err(); err != context.Canceled {
			t.Error(err)
		}
		p.m.mu.Unlock()
		p.Wait(ctx)
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
