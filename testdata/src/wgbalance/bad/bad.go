// Package bad holds what wgbalance finds; a function is named for its case.
package bad

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
)

var fail = true

func work() error {
	if fail {
		return errors.New("no")
	}
	return nil
}

func errorReturnSkipsDone() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := work(); err != nil {
			fmt.Println(err)
			return // want `this return skips wg\.Done: whoever waits for this goroutine waits for ever \(wgbalance\)`
		}
		fmt.Println("worked")
		wg.Done()
		fmt.Println("told")
	}()
	wg.Wait()
}

func deferComesTooLate(n int) {
	wg := &sync.WaitGroup{}
	for range n {
		wg.Add(1)
		go func() {
			if fail {
				return // want `this return skips wg\.Done`
			}
			defer wg.Done()
			_ = work()
		}()
	}
	wg.Wait()
}

func doneOnOneBranchOnly() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := work(); err == nil {
			wg.Done()
		}
	}() // want `a way to this end skips wg\.Done`
	wg.Wait()
}

func goexitSkipsDone() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if work() != nil {
			runtime.Goexit() // want `Goexit skips wg\.Done`
		}
		wg.Done()
		fmt.Println("told")
	}()
	wg.Wait()
}

// The goroutine is a method, its Done is a helper's.
type pool struct {
	wg   sync.WaitGroup
	jobs chan int
}

func (p *pool) start() {
	p.wg.Add(1)
	go p.run()
}

func (p *pool) run() {
	for j := range p.jobs {
		if j < 0 {
			return // want `this return skips Done`
		}
		_ = work()
	}
	p.finished()
}

func (p *pool) finished() { p.wg.Done() }

func (p *pool) stop() { p.wg.Wait() }

func addInsideTheGoroutine(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		go func() {
			fmt.Println("fetching", url)
			wg.Add(1) // want `wg\.Add comes too late: Wait returns at once if it is called before this goroutine runs`
			defer wg.Done()
			_ = work()
		}()
	}
	wg.Wait()
}

func addInsideAnotherFunction() {
	var wg sync.WaitGroup
	go adder(&wg)
	wg.Wait()
}

func threeForTwo() {
	var wg sync.WaitGroup
	wg.Add(3) // want `wg is told 3, and Done comes 2 times: Wait never returns`
	go func() {
		defer wg.Done()
		_ = work()
	}()
	go func() {
		defer wg.Done()
		_ = work()
	}()
	wg.Wait()
}

func oneForFour() {
	var wg sync.WaitGroup
	wg.Add(1) // want `wg is told 1, and Done comes 4 times: the last one panics, or Wait returns early`
	for i := 0; i < 4; i++ {
		go func() {
			defer wg.Done()
			_ = work()
		}()
	}
	wg.Wait()
}

func waitInEachTurn(jobs []int) {
	var wg sync.WaitGroup
	wg.Add(len(jobs))
	for range jobs {
		go func() {
			defer wg.Done()
			_ = work()
		}()
		wg.Wait() // want `wg\.Wait blocks the loop in its first turn: later turns start what it waits for`
	}
}

func waitsForItself() {
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = work()
			wg.Wait() // want `wg\.Wait waits for this goroutine, too: it calls Done only after it`
		}()
	}
	wg.Wait()
}

func countedAndNotStarted(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1) // want `wg\.Add counts a goroutine that a way from here never starts: Wait blocks for ever`
		if name == "" {
			continue
		}
		go func() {
			defer wg.Done()
			_ = work()
		}()
	}
	wg.Wait()
}

func countedAndGivenUp() error {
	var wg sync.WaitGroup
	over := make(chan struct{})
	go func() {
		wg.Wait()
		close(over)
	}()
	wg.Add(1) // want `wg\.Add counts a goroutine that a way from here never starts`
	if err := work(); err != nil {
		return err
	}
	go func() {
		defer wg.Done()
		_ = work()
	}()
	<-over
	return nil
}

// The tasks are counted, and nobody ever says that one is over.
type server struct {
	tasks sync.WaitGroup
}

func (s *server) startTask() { s.tasks.Add(1) }

func (s *server) drain() {
	s.tasks.Wait() // want `nothing ever calls Done on s\.tasks: after the first Add this waits for ever`
}
