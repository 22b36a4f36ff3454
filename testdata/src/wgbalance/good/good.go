// Package good holds what wgbalance leaves alone; a function is named for its case.
package good

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

var fail = true

func work() error {
	if fail {
		return errors.New("no")
	}
	return nil
}

func deferredDone(n int) {
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if work() != nil {
				return
			}
			_ = work()
		}()
	}
	wg.Wait()
}

// An unrecovered panic ends the process, and Wait with it.
func doneAtTheEndWithoutReturns() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		_ = work()
		wg.Done()
	}()
	wg.Wait()
}

func doneBeforeEachReturn() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if work() != nil {
			wg.Done()
			return
		}
		switch err := work(); {
		case err != nil:
			wg.Done()
		default:
			_ = work()
			wg.Done()
		}
	}()
	wg.Wait()
}

func doneInADeferredLiteral(out chan<- error) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Print(r)
			}
			wg.Done()
		}()
		out <- work()
	}()
	wg.Wait()
}

func fatalEndsTheProcess() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := work(); err != nil {
			log.Fatal(err)
		}
		wg.Done()
	}()
	wg.Wait()
}

func panicIsPassedOn() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Print("worker died")
				panic(r)
			}
		}()
		_ = work()
		wg.Done()
	}()
	wg.Wait()
}

// Each item of the queue is counted, not each worker.
func itemsAreCounted(items []int, workers int) {
	var wg sync.WaitGroup
	queue := make(chan int)
	for range workers {
		go func() {
			for range queue {
				_ = work()
				wg.Done()
			}
		}()
	}
	for _, item := range items {
		wg.Add(1)
		queue <- item
	}
	wg.Wait()
	close(queue)
}

// A worker that finds more to do counts it before its own Done.
func workerCountsItsChildren(depth int) {
	var wg sync.WaitGroup
	var walk func(int)
	walk = func(d int) {
		defer wg.Done()
		if d == 0 {
			return
		}
		for range 2 {
			wg.Add(1)
			go walk(d - 1)
		}
	}
	wg.Add(1)
	go walk(depth)
	wg.Wait()
}

func namedWorkerCountsItsChildren() {
	var wg sync.WaitGroup
	wg.Add(1)
	go descend(&wg, 3)
	wg.Wait()
}

func descend(wg *sync.WaitGroup, d int) {
	defer wg.Done()
	if d > 0 {
		fmt.Println(d)
		wg.Add(1)
		go descend(wg, d-1)
	}
}

// conn is a reference counter: whoever has it holds a count.
type conn struct{ refs sync.WaitGroup }

func (c *conn) acquire() bool {
	c.refs.Add(1)
	return true
}

func (c *conn) release() { c.refs.Done() }

func (c *conn) use() {
	if !c.acquire() {
		return
	}
	go func() {
		if work() != nil {
			return // somebody else releases it
		}
		c.release()
	}()
}

func (c *conn) close() { c.refs.Wait() }

// call is singleflight's: one count per flight, and no goroutine at all.
type call struct {
	wg  sync.WaitGroup
	err error
}

func flight(m map[string]*call, key string) error {
	if c, ok := m[key]; ok {
		c.wg.Wait()
		return c.err
	}
	c := new(call)
	c.wg.Add(1)
	m[key] = c
	c.err = work()
	c.wg.Done()
	return c.err
}

// The group is only there to be ready once.
type cache struct {
	ready sync.WaitGroup
	once  sync.Once
}

func newCache() *cache {
	c := &cache{}
	c.ready.Add(1)
	go func() {
		if work() == nil {
			c.set()
		}
	}()
	return c
}

func (c *cache) set() { c.once.Do(func() { c.ready.Done() }) }
func (c *cache) get() { c.ready.Wait() }

// The count is given back where the goroutine is not started.
func givenBack(jobs []int) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		if job < 0 {
			wg.Done()
			continue
		}
		go func() {
			defer wg.Done()
			_ = work()
		}()
	}
	wg.Wait()
}

// An early return is no trouble where nobody waits after it.
func nobodyWaitsAfterTheReturn() error {
	var wg sync.WaitGroup
	wg.Add(1)
	if err := work(); err != nil {
		return err
	}
	go func() {
		defer wg.Done()
		_ = work()
	}()
	wg.Wait()
	return nil
}

func countedOnlyIfWanted(wanted bool) {
	var wg sync.WaitGroup
	if wanted {
		wg.Add(1)
	}
	go func() {
		_ = work()
		if wanted {
			wg.Done()
		}
	}()
	wg.Wait()
}

func optionalGroup(wg *sync.WaitGroup) {
	if wg != nil {
		wg.Add(1)
	}
	go func() {
		_ = work()
		if wg != nil {
			wg.Done()
		}
	}()
}

func usesOptionalGroup() {
	optionalGroup(nil)
	var wg sync.WaitGroup
	optionalGroup(&wg)
	wg.Wait()
}

// The last of several says that all are over.
func lastOneCallsDone(n int) {
	var wg sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(n))
	wg.Add(1)
	for range n {
		go func() {
			_ = work()
			if left.Add(-1) == 0 {
				wg.Done()
			}
		}()
	}
	wg.Wait()
}

func eitherOfTwoCallsDone(stop <-chan struct{}) {
	var wg sync.WaitGroup
	var once sync.Once
	wg.Add(1)
	go func() {
		if work() == nil {
			once.Do(wg.Done)
		}
	}()
	go func() {
		<-stop
		once.Do(wg.Done)
	}()
	wg.Wait()
}

func doneByCallback(fetch func(func(error))) {
	var wg sync.WaitGroup
	wg.Add(1)
	go fetch(func(err error) {
		if err != nil {
			return
		}
		wg.Done()
	})
	wg.Wait()
}

func doneByAfterFunc(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Add(1)
	context.AfterFunc(ctx, wg.Done)
	wg.Wait()
}

func doneByTimer() {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		if work() != nil {
			time.AfterFunc(time.Second, func() { wg.Done() })
			return
		}
		wg.Done()
	}()
	wg.Add(-1)
	wg.Wait()
}

// The rest of the work, with its Done, is another goroutine's.
func handsOn() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if work() != nil {
			go func() {
				defer wg.Done()
				_ = work()
			}()
			return
		}
		wg.Done()
	}()
	wg.Wait()
}

func batches(jobs [][]int) {
	var wg sync.WaitGroup
	for _, batch := range jobs {
		wg.Add(len(batch))
		for range batch {
			go func() {
				defer wg.Done()
				_ = work()
			}()
		}
		wg.Wait()
	}
}

func batchOfOnes(jobs []int) {
	var wg sync.WaitGroup
	for i := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = work()
		}()
		if i%8 == 7 {
			wg.Wait()
		}
	}
	wg.Wait()
}

// The feeder counts while it runs, and is waited for before the group is.
func waitsForTheFeederFirst(jobs []int) {
	var wg sync.WaitGroup
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		for range jobs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_ = work()
			}()
		}
	}()
	<-fed
	wg.Wait()
}

func theGroupCountsItself(n int) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if work() != nil {
				return
			}
			_ = work()
		})
	}
	wg.Wait()
	var g errgroup.Group
	g.Go(func() error { return work() })
	_ = g.Wait()
}

func someNotStarted(names []string) {
	var wg sync.WaitGroup
	wg.Add(3)
	for _, name := range []string{"a", "b", "c"} {
		if len(names) == 0 || name == names[0] {
			wg.Done()
			continue
		}
		go func() {
			defer wg.Done()
			_ = work()
		}()
	}
	wg.Wait()
}

func oneAndTheCaller() {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		_ = work()
	}()
	_ = work()
	wg.Done()
	wg.Wait()
}

func oneForEachOfSix() {
	var wg sync.WaitGroup
	wg.Add(6)
	for i := 1; i <= 3; i++ {
		go func() {
			defer wg.Done()
			_ = work()
		}()
	}
	for range 3 {
		go func() {
			_ = work()
			wg.Done()
		}()
	}
	wg.Wait()
}

// What go vet says is not said again.
func vetSaysIt() {
	var wg sync.WaitGroup
	go func() {
		wg.Add(1)
		defer wg.Done()
		_ = work()
	}()
	wg.Wait()
}

func supplied(register func(*sync.WaitGroup)) {
	var wg sync.WaitGroup
	wg.Add(1)
	register(&wg)
	wg.Wait()
}

// A dropped object is never waited for.
type session struct{ wg sync.WaitGroup }

func newSession() (*session, error) {
	s := &session{}
	s.wg.Add(1)
	if err := work(); err != nil {
		return nil, err
	}
	go func() {
		defer s.wg.Done()
		_ = work()
	}()
	return s, nil
}

func (s *session) close() { s.wg.Wait() }

// The parent waits for its children and not for itself.
func waitsForItsChildren() {
	var outer, inner sync.WaitGroup
	outer.Add(1)
	go func() {
		defer outer.Done()
		inner.Add(1)
		go func() {
			defer inner.Done()
			_ = work()
		}()
		inner.Wait()
	}()
	outer.Wait()
}

func waitThenClose(n int) <-chan error {
	out := make(chan error)
	var wg sync.WaitGroup
	wg.Add(n)
	for range n {
		go func() {
			defer wg.Done()
			out <- work()
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

// A loop without end has no return that could skip anything.
func endlessWorker(jobs <-chan int, stop <-chan struct{}) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		for {
			select {
			case <-jobs:
			case <-stop:
				wg.Done()
				return
			}
		}
	}()
	wg.Wait()
}
