// Command good holds what stopexit leaves alone; a function is named for its
// case, and runs if its name is the command's argument.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// cases run as processes of their own.
var cases = map[string]func(){
	"flushedBefore":         flushedBefore,
	"removedBefore":         removedBefore,
	"deferredLater":         deferredLater,
	"runThenExit":           runThenExit,
	"waitedBefore":          waitedBefore,
	"killedBefore":          killedBefore,
	"flushedByTheLiteral":   flushedByTheLiteral,
	"secondInterrupt":       secondInterrupt,
	"wrapperThatCleansUp":   wrapperThatCleansUp,
	"deferredFirst":         deferredFirst,
	"goroutineThatTellsOf":  goroutineThatTellsOf,
	"handlerThatOnlyCancel": handlerThatOnlyCancel,
	"handlerCleansUp":       handlerCleansUp,
	"limitOnLeaving":        limitOnLeaving,
	"endsItself":            endsItself,
}

func main() {
	if len(os.Args) < 2 {
		mainsOwnError()
	}
	cases[os.Args[1]]()
}

func fail() error { return errors.New("no") }

// main's own error exit, before anything was started.
func mainsOwnError() {
	if err := fail(); err != nil {
		log.Fatal(err)
	}
}

// The goroutine of main that serves: nothing is pending.
func serveOrDie(l net.Listener) {
	srv := &http.Server{}
	go func() { log.Fatal(srv.Serve(l)) }()
	log.Fatal(http.ListenAndServe("localhost:0", nil))
}

// The system closes files, connections and whatever is in memory.
func systemCleansUp(mu *sync.Mutex) {
	f, err := os.Open("case")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	conn, err := net.Dial("tcp", "localhost:1")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	mu.Lock()
	defer mu.Unlock()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	log.Fatal(fail())
}

// Nothing runs under the context that could be told to stop.
func nothingToCancel() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if ctx.Err() == nil {
		log.Fatal(fail())
	}
}

// Nothing is in the buffer yet.
func emptyBuffer() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	f, err := os.Create("case")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprintln(w, f.Name())
}

func flushedBefore() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	if err := fail(); err != nil {
		w.Flush()
		os.Exit(1)
	}
}

func removedBefore() {
	dir, err := os.MkdirTemp("", "case")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("left:", dir)
	clean := func() { os.RemoveAll(dir) }
	defer clean()
	if err := fail(); err != nil {
		clean()
		os.Exit(1)
	}
}

func deferredLater() {
	dir, err := os.MkdirTemp("", "case")
	if err != nil {
		log.Fatal(err)
	}
	if dir == "" {
		log.Fatal("no folder")
	}
	fmt.Println("left:", dir)
	defer os.RemoveAll(dir)
}

func runThenExit() { os.Exit(run()) }

func run() int {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	return 1
}

func waitedBefore() {
	var wg sync.WaitGroup
	wg.Go(func() {
		time.Sleep(100 * time.Millisecond)
		fmt.Println("settled")
	})
	wg.Wait()
	log.Fatal(fail())
}

func killedBefore() {
	cmd := exec.Command("sleep", "3")
	if err := cmd.Start(); err != nil {
		log.Fatal(err)
	}
	defer cmd.Wait()
	fmt.Println("child:", cmd.Process.Pid)
	if err := fail(); err != nil {
		cmd.Process.Kill()
		cmd.Wait()
		log.Fatal(err)
	}
}

func flushedByTheLiteral() {
	w := bufio.NewWriter(os.Stdout)
	defer func() {
		w.Flush()
		os.Exit(1)
	}()
	fmt.Fprintln(w, "settled")
}

// Deferred first, it runs last: nothing is pending when it exits.
func deferredFirst() {
	code := 1
	defer func() { os.Exit(code) }()
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
}

// The first interrupt cancels, the second is the user's impatience.
func secondInterrupt() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt)
	go func() {
		<-c
		cancel()
		<-c
		os.Exit(130)
	}()
	syscall.Kill(os.Getpid(), syscall.SIGINT)
	<-ctx.Done()
}

// Once the context is done, the scope is being left: this only sets a limit.
func limitOnLeaving() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	go func() {
		<-ctx.Done()
		time.Sleep(10 * time.Second)
		os.Exit(1)
	}()
	<-ctx.Done()
}

func handlerThatOnlyCancel() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	syscall.Kill(os.Getpid(), syscall.SIGINT)
	<-ctx.Done()
}

var atExit []func()

// It runs the program's clean-up itself.
func quit() {
	for _, f := range atExit {
		f()
	}
	os.Exit(1)
}

func wrapperThatCleansUp() {
	w := bufio.NewWriter(os.Stdout)
	atExit = append(atExit, func() { w.Flush() })
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	if err := fail(); err != nil {
		quit()
	}
}

func goroutineThatTellsOf() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	failed := make(chan error, 1)
	go func() { failed <- fail() }()
	if err := <-failed; err != nil {
		log.Print(err)
	}
}

// From a function that many call, the way up says little.
func invariant(ok bool) {
	if !ok {
		os.Stderr.WriteString("broken\n")
		os.Exit(2)
	}
}

func callsTheInvariant(w *bufio.Writer) {
	defer w.Flush()
	invariant(w != nil)
}

func callsItAsWell(w *bufio.Writer) {
	defer w.Flush()
	invariant(w != nil)
}

// What is lost was in memory anyway.
func compressedInMemory() {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	defer z.Close()
	if _, err := z.Write([]byte("much")); err != nil {
		log.Fatal(err)
	}
}

// Who cannot write cannot flush either.
func writerFailed(f *os.File) {
	w := bufio.NewWriter(f)
	defer w.Flush()
	for i := range 3 {
		if _, err := fmt.Fprintln(w, i); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := w.WriteString("end"); err != nil {
		log.Fatal(err)
	}
	err := w.Flush()
	if err != nil {
		log.Fatal(err)
	}
}

// What cannot be removed stays, now or later.
func removalFailed() {
	dir, err := os.MkdirTemp("", "case")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.RemoveAll(dir); err != nil {
		log.Fatal(err)
	}
}

// The group has no members yet.
func emptyGroup() {
	var wg sync.WaitGroup
	defer wg.Wait()
	if err := fail(); err != nil {
		log.Fatal(err)
	}
	wg.Go(func() { fmt.Println("settled") })
}

func removeIfThere(name string) {
	if _, err := os.Stat(name); err == nil {
		os.Remove(name)
	}
}

// The handler cleans up itself, in its own way.
func handlerCleansUp() {
	f, err := os.CreateTemp("", "case")
	if err != nil {
		log.Fatal(err)
	}
	defer removeIfThere(f.Name())
	fmt.Println("left:", f.Name())
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		<-c
		removeIfThere(f.Name())
		log.Print("interrupted")
		os.Exit(1)
	}()
	syscall.Kill(os.Getpid(), syscall.SIGINT)
	time.Sleep(3 * time.Second)
}

// The group waits for the goroutine that exits.
func onlyMember() {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		if err := fail(); err != nil {
			log.Fatal(err)
		}
	})
}

// What cannot listen has nothing to shut down.
func serverThatFails(ctx context.Context) {
	srv := &http.Server{}
	defer srv.Shutdown(ctx)
	go func() {
		if err := srv.ListenAndServe(); err != nil {
			log.Fatal(err)
		}
	}()
	<-ctx.Done()
}

// Goexit in the goroutine's own body is a return.
func endsItself() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer fmt.Println("settled")
		if fail() != nil {
			runtime.Goexit()
		}
	}()
	<-done
}

// It is there to end the goroutine, and its callers know.
func failNow() {
	fmt.Println("failed")
	runtime.Goexit()
}

func failWithValue() any {
	failNow()
	runtime.Goexit()
	return nil
}

// What a coroutine did is passed on.
func passesOn(f func() (exited bool)) {
	exited := f()
	if exited {
		runtime.Goexit()
	}
	failNow()
}

func passesOnByMessage(goOn <-chan bool) {
	if !<-goOn {
		runtime.Goexit()
	}
	fmt.Println("settled")
}

type ending int

// Who asks for it gets it.
func (e ending) act() {
	switch e {
	case 1:
		panic("asked for")
	case 2:
		runtime.Goexit()
	}
}
