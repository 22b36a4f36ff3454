package pool

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestStress lets many pools run random tasks, cancels and nested waits, until a
// million tasks have started. Nothing may be left: no goroutine, for each pool lives in
// a bubble of its own, and no future without a final state.
func TestStress(t *testing.T) {
	tasks := int64(1_000_000)
	if testing.Short() || raceEnabled {
		tasks = 50_000
	}
	var total atomic.Int64
	for seed := uint64(1); total.Load() < tasks; seed++ {
		synctest.Test(t, func(t *testing.T) {
			s := &stress{t: t, seed: seed}
			s.run()
			total.Add(s.pool.Stats().Started)
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// A stress is one pool. What a task does follows from the seed and its number.
type stress struct {
	t       *testing.T
	seed    uint64
	pool    *Pool
	next    atomic.Int64
	futures [4000]*Future[int]
	g       gauge
}

func (s *stress) rand(n int64) *rand.Rand { return rand.New(rand.NewPCG(s.seed, uint64(n))) }

func (s *stress) run() {
	r := s.rand(-1)
	opts := []Option{Limit(1 + r.IntN(8))}
	if r.IntN(2) == 0 {
		opts = append(opts, CollectAll())
	}
	if r.IntN(3) == 0 {
		opts = append(opts, Queue(1+r.IntN(20)))
	}
	ctx, cancel := context.WithCancelCause(s.t.Context())
	defer cancel(nil)
	s.pool = New(ctx, opts...)
	for range 200 + r.IntN(1500) {
		s.submit(ctx, 0)
	}
	switch r.IntN(4) {
	case 0:
		s.pool.Cancel(errFirst)
	case 1:
		cancel(errOther)
	case 2:
		time.Sleep(time.Duration(r.IntN(1000)) * time.Millisecond)
		go s.pool.Cancel(errFirst)
	}
	s.pool.Wait(s.t.Context())
	s.check()
}

func (s *stress) check() {
	st := s.pool.Stats()
	if st.Workers+st.Running+st.Waiting+st.Queued != 0 || st.Submitted != st.Done+st.Failed+st.Cancelled+st.Dropped {
		s.t.Errorf("%+v", st)
	}
	if n := s.pool.free.Load(); n != int64(s.pool.opts.limit) || len(s.pool.resumes)+len(s.pool.blocked) > 0 {
		s.t.Errorf("%d slots are free of %d", n, s.pool.opts.limit)
	}
	if s.g.max.Load() > int64(s.pool.opts.limit) {
		s.t.Errorf("%d at once, limit %d", s.g.max.Load(), s.pool.opts.limit)
	}
	for i, f := range s.futures {
		if f == nil {
			continue
		}
		_, err := f.Wait(s.t.Context())
		switch state := f.State(); {
		case state <= Running:
			s.t.Errorf("future %d is %v", i, state)
		case (state == Done) != (err == nil), (state == Dropped) != errors.Is(err, ErrDropped):
			s.t.Errorf("future %d is %v: %v", i, state, err)
		}
	}
}

// submit submits one task. Only the goroutine that took the number writes its
// place, and whoever reads it does so after Wait.
func (s *stress) submit(ctx context.Context, depth int) *Future[int] {
	n := s.next.Add(1) - 1
	if n >= int64(len(s.futures)) {
		return nil
	}
	f := Submit(ctx, s.pool, func(ctx context.Context) (int, error) { return s.task(ctx, n, depth) })
	s.futures[n] = f
	return f
}

func (s *stress) task(ctx context.Context, n int64, depth int) (int, error) {
	s.g.enter()
	runtime.Gosched()
	s.g.leave()
	r := s.rand(n)
	switch k := r.IntN(3000); {
	case k == 0:
		panic("stress")
	case k == 1:
		runtime.Goexit()
	case k == 2:
		return 0, fmt.Errorf("task %d", n)
	case k < 200:
		return 0, Sleep(ctx, time.Duration(r.IntN(2000))*time.Millisecond)
	case k < 400:
		return 0, sleepHolding(ctx, time.Duration(r.IntN(20))*time.Millisecond)
	case k < 800 && depth < 5:
		return s.nested(ctx, r, depth)
	case k < 850:
		sum := 0
		for v, err := range Map(ctx, s.pool, make([]int, 50), func(context.Context, int) (int, error) { return 1, nil }) {
			if err != nil || sum > r.IntN(100) {
				return sum, err
			}
			sum += v
		}
		return sum, nil
	}
	return int(n), nil
}

func sleepHolding(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *stress) nested(ctx context.Context, r *rand.Rand, depth int) (int, error) {
	var children []*Future[int]
	for range 1 + r.IntN(4) {
		if f := s.submit(ctx, depth+1); f != nil {
			children = append(children, f)
		}
	}
	if r.IntN(4) == 0 && len(children) > 0 {
		children[0].Cancel()
	}
	if r.IntN(3) == 0 {
		for range AsCompleted(ctx, children...) {
			if r.IntN(3) == 0 {
				break
			}
		}
		return 0, nil
	}
	for _, f := range children {
		f.Wait(ctx)
		s.g.enter()
		s.g.leave()
	}
	return len(children), ctx.Err()
}
