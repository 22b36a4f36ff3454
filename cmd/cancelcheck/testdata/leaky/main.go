// Command leaky leaks goroutines, in several ways, and writes its goroutine
// profile in both forms: leaky DIR.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"

	"leaky/work"
)

func main() {
	forgotten := make(chan int)
	for range 3 {
		go func() {
			forgotten <- 1
		}()
	}

	var wg sync.WaitGroup
	wg.Go(func() {
		<-forever
	})
	wg.Go(waiter)

	q := &queue[int]{in: make(chan int)}
	go q.run()

	work.Spawn(func() {
		select {}
	})
	work.Twice()

	time.AfterFunc(time.Microsecond, func() {
		never <- 1
	})

	for runtime.NumGoroutine() < 11 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond) // until all have blocked
	for name, debug := range map[string]int{"goroutine.pb.gz": 0, "goroutine.txt": 2} {
		f, err := os.Create(filepath.Join(os.Args[1], name))
		if err == nil {
			err = pprof.Lookup("goroutine").WriteTo(f, debug)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	// All that they wait for is alive up to here.
	runtime.KeepAlive([]any{forgotten, q, forever, never})
}

var forever, never = make(chan int), make(chan int)

func waiter() {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Wait()
}

type queue[T any] struct{ in chan T }

func (q *queue[T]) run() {
	for range q.in {
	}
}
