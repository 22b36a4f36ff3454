// Command likely holds what stopexit finds at the level likely only.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
)

// cases run as processes of their own.
var cases = map[string]func(){
	"undoneOnError": func() { undoneOnError() },
	"step":          func() { stepAndGoOn() },
}

func main() { cases[os.Args[1]]() }

func fail() error { return errors.New("no") }

func profileOfAFailure(w io.Writer) {
	if err := pprof.StartCPUProfile(w); err != nil {
		log.Fatal(err)
	}
	defer pprof.StopCPUProfile()
	if err := fail(); err != nil {
		log.Fatal(err) // want `log.Fatal ends the process: the deferred pprof.StopCPUProfile never runs`
	}
}

func traceOfAFailure(w io.Writer) {
	trace.Start(w)
	defer trace.Stop()
	log.Fatal(fail()) // want `log.Fatal ends the process: the deferred trace.Stop never runs`
}

func undoneOnError() (err error) {
	f, err := os.CreateTemp("", "case")
	if err != nil {
		return err
	}
	fmt.Println("left:", f.Name())
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err := fail(); err != nil {
		log.Fatal(err) // want `log.Fatal ends the process: the deferred func literal never runs`
	}
	return nil
}

func work(ctx context.Context) { <-ctx.Done() }

func interruptCancelsNothing() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go work(ctx)
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
	os.Exit(1) // want `os.Exit on a signal ends the process: the deferred cancel never runs`
}

func stepAndGoOn() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		step(-1)
		fmt.Println("settled")
	}()
	<-done
}

func step(n int) int {
	if n < 0 {
		runtime.Goexit() // want `^step ends the goroutine of its caller, which never goes on \(stopexit\)$`
	}
	return n
}
