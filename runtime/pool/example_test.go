package pool_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/pool"
	"github.com/cancelcheck/cancelcheck/runtime/retry"
)

// poll works in slices, and looks at its context between them.
func poll(ctx context.Context, slices int) error {
	for range slices {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

// A hundred tasks on eight workers; one ends all. Python: as_completed, an
// Event, and shutdown(cancel_futures=True).
func ExamplePool_failFast() {
	errEnough := errors.New("enough")
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(8))
	var ready sync.WaitGroup // for the output only: until all are queued, and eight run
	ready.Add(1 + 8)
	for i := range 100 {
		p.Go(ctx, func(ctx context.Context) error {
			ready.Done()
			ready.Wait()
			if i == 5 {
				return fmt.Errorf("task %d: %w", i, errEnough)
			}
			return poll(ctx, 60_000)
		})
	}
	ready.Done()
	err := p.Wait(ctx)
	s := p.Stats()
	fmt.Println(err)
	fmt.Println("it is the one that ended all:", errors.Is(err, errEnough))
	fmt.Println("failed:", s.Failed, "never started:", s.Dropped, "still running:", s.Running)
	// Output:
	// task 5: enough
	// it is the one that ended all: true
	// failed: 1 never started: 92 still running: 0
}

// Tasks wait for subtasks in the same pool, which has only three slots.
func ExamplePool_nestedFailFast() {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(3))
	for i := range 10 {
		p.Go(ctx, func(ctx context.Context) error {
			var subtasks []*pool.Future[int]
			for j := range 5 {
				subtasks = append(subtasks, pool.Submit(ctx, p, func(ctx context.Context) (int, error) {
					if i == 1 && j == 3 {
						return 0, fmt.Errorf("subtask %d of task %d failed", j, i)
					}
					return j, poll(ctx, 1)
				}))
			}
			for _, f := range subtasks {
				if _, err := f.Wait(ctx); err != nil {
					return err
				}
			}
			return poll(ctx, 60_000)
		})
	}
	fmt.Println(p.Wait(ctx))
	fmt.Println("still running:", p.Stats().Running+p.Stats().Waiting)
	// Output:
	// subtask 3 of task 1 failed
	// still running: 0
}

// Main tasks one by one, each with parallel subtasks that are tried again.
func ExamplePool_sequentialWithSubtasks() {
	run := func(ctx context.Context, broken int, finished func(int)) (completed int, err error) {
		for i := range 5 {
			p := pool.New(ctx, pool.Limit(3))
			for j := range 4 {
				tries := 0
				p.Go(ctx, func(ctx context.Context) error {
					_, err := retry.Do(ctx, func(context.Context) (int, error) {
						if tries++; tries < 3 || i == broken && j == 2 {
							return 0, fmt.Errorf("subtask %d.%d", i, j)
						}
						return j, nil
					}, retry.Times(4), retry.Backoff(retry.Constant(time.Millisecond)))
					return err
				})
			}
			if err := p.Wait(ctx); err != nil {
				return i, err
			}
			finished(i)
		}
		return 5, nil
	}

	ctx := context.Background()
	fmt.Println(run(ctx, -1, func(int) {}))
	fmt.Println(run(ctx, 3, func(int) {}))

	ctx, interrupt := context.WithCancelCause(ctx)
	fmt.Println(run(ctx, -1, func(i int) {
		if i == 1 {
			interrupt(errors.New("interrupted"))
		}
	}))
	// Output:
	// 5 <nil>
	// 3 subtask 3.2 (4 tries)
	// 2 interrupted
}

// Twenty tasks on five workers; two fail, the others poll. What became of each is
// told apart, and the first failure is the one that Wait returns.
func ExamplePool_gracefulExit() {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(5))
	var busy sync.WaitGroup // until tasks 1 to 5 run
	busy.Add(5)
	var tasks []*pool.Future[int]
	for i := range 20 {
		tasks = append(tasks, pool.Submit(ctx, p, func(ctx context.Context) (int, error) {
			if i == 0 {
				return i, nil // and makes room for task 5
			}
			busy.Done()
			if i == 3 {
				busy.Wait()
				return 0, fmt.Errorf("task %d: no space left", i)
			}
			err := poll(ctx, 60_000)
			if i == 2 && err != nil {
				err = fmt.Errorf("task %d: could not clean up", i)
			}
			return i, err
		}))
	}
	fmt.Println(p.Wait(ctx))
	became := map[pool.State][]int{}
	for i, f := range tasks {
		became[f.State()] = append(became[f.State()], i)
	}
	fmt.Println("done", became[pool.Done])
	fmt.Println("failed", became[pool.Failed])
	fmt.Println("ended early", became[pool.Cancelled])
	fmt.Println("never started", became[pool.Dropped])
	// Output:
	// task 3: no space left
	// done [0]
	// failed [2 3]
	// ended early [1 4 5]
	// never started [6 7 8 9 10 11 12 13 14 15 16 17 18 19]
}

func ExampleMap_ordered() {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(4))
	words := []string{"soft", "then", "hard"}
	for loud, err := range pool.Map(ctx, p, words, func(ctx context.Context, word string) (string, error) {
		return word + "!", poll(ctx, len(word))
	}) {
		fmt.Println(loud, err)
	}
	fmt.Println(p.Wait(ctx))
	// Output:
	// soft! <nil>
	// then! <nil>
	// hard! <nil>
	// <nil>
}

func ExampleMapSeq() {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(2), pool.Window(4))
	read := 0
	endless := func(yield func(int) bool) {
		for read = 0; yield(read); read++ {
		}
	}
	for square, err := range pool.MapSeq(ctx, p, endless, func(_ context.Context, i int) (int, error) { return i * i, nil }) {
		fmt.Println(square, err)
		if square >= 9 {
			break // cancels the rest and joins it
		}
	}
	fmt.Println("read at most a window ahead:", read <= 3+1+4)
	fmt.Println(p.Wait(ctx))
	// Output:
	// 0 <nil>
	// 1 <nil>
	// 4 <nil>
	// 9 <nil>
	// read at most a window ahead: true
	// <nil>
}

func ExampleAsCompleted() {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(3))
	turn := [3]chan struct{}{make(chan struct{}), make(chan struct{}), make(chan struct{})} // for the output only
	var futures []*pool.Future[string]
	for i, name := range []string{"slow", "quick", "middling"} {
		futures = append(futures, pool.Submit(ctx, p, func(ctx context.Context) (string, error) {
			<-turn[i]
			return name, nil
		}))
	}
	order := []int{1, 2, 0}
	close(turn[order[0]])
	for i, f := range pool.AsCompleted(ctx, futures...) {
		name, err := f.Wait(ctx)
		fmt.Println(i, name, err)
		if next := slices.Index(order, i) + 1; next < len(order) {
			close(turn[order[next]])
		}
	}
	fmt.Println(p.Wait(ctx))
	// Output:
	// 1 quick <nil>
	// 2 middling <nil>
	// 0 slow <nil>
	// <nil>
}

func ExampleFuture_cancel() {
	ctx := context.Background()
	p := pool.New(ctx, pool.Limit(1))
	started := make(chan struct{})
	running := pool.Submit(ctx, p, func(ctx context.Context) (int, error) {
		close(started)
		<-ctx.Done()
		return 0, context.Cause(ctx)
	})
	queued := pool.Submit(ctx, p, func(context.Context) (int, error) { return 1, nil })
	<-started
	fmt.Println(running.State(), queued.State())
	fmt.Println(queued.Cancel(), queued.State())
	fmt.Println(running.Cancel())
	_, err := running.Wait(ctx)
	fmt.Println(running.State(), err)
	fmt.Println("the pool goes on:", p.Go(ctx, func(context.Context) error { return nil }) == nil, p.Wait(ctx))
	// Output:
	// running queued
	// true cancelled
	// false
	// cancelled future was cancelled
	// the pool goes on: true <nil>
}

// Python: thread.join(timeout), then is_alive and a line in the log.
func ExamplePool_joinTimeout() {
	ctx := context.Background()
	p := pool.New(ctx)
	wake := make(chan struct{})
	started := make(chan struct{})
	p.Go(ctx, func(ctx context.Context) error {
		pool.SetName(ctx, "indexer")
		close(started)
		<-wake // deaf to ctx
		return nil
	})
	<-started
	p.Cancel(errors.New("shutting down"))

	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	var late *pool.StragglersError
	if errors.As(p.Wait(short), &late) {
		for _, s := range late.Tasks {
			fmt.Println(s.Name, "did not stop; age and stack are known:", s.Age > 0, s.Stack != "")
		}
	}
	close(wake)
	fmt.Println(p.Wait(ctx))
	// Output:
	// indexer did not stop; age and stack are known: true true
	// shutting down
}

func ExampleShield() {
	ctx := context.Background()
	p := pool.New(ctx)
	var saved atomic.Bool
	started := make(chan struct{})
	p.Go(ctx, func(ctx context.Context) error {
		close(started)
		defer pool.Shield(ctx, time.Second, func(ctx context.Context) error {
			saved.Store(ctx.Err() == nil)
			return nil
		})
		<-ctx.Done()
		return ctx.Err()
	})
	<-started
	p.Cancel(errors.New("stop"))
	fmt.Println(p.Wait(ctx), saved.Load())
	// Output:
	// stop true
}
