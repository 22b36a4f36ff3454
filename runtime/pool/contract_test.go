package pool

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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
