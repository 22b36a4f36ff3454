// Command bad holds what stopexit finds; a function is named for its case, and
// runs if its name is the command's argument. What is then missing is its harm.
package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// cases run as processes of their own.
var cases = map[string]func(){
	"bufferedOutput":       bufferedOutput,
	"temporaryFile":        temporaryFile,
	"temporaryFolder":      temporaryFolder,
	"byOwnWrapper":         byOwnWrapper,
	"byGuardingWrapper":    byGuardingWrapper,
	"byEarlyOutWrapper":    byEarlyOutWrapper,
	"workThatIsWaitedFor":  workThatIsWaitedFor,
	"childLeftBehind":      childLeftBehind,
	"inTheFunctionItCalls": inTheFunctionItCalls,
	"inALiteral":           inALiteral,
	"inADeferredCall":      inADeferredCall,
	"inAGoroutine":         inAGoroutine,
	"inANamedGoroutine":    inANamedGoroutine,
	"onInterrupt":          onInterrupt,
	"compressedOutput":     compressedOutput,
}

func main() { cases[os.Args[1]]() }

func fail() error { return errors.New("no") }

func bufferedOutput() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	if err := fail(); err != nil {
		log.Fatal(err) // want `^log.Fatal ends the process: the deferred w.Flush never runs \(stopexit\)$`
	}
}

func compressedOutput() {
	z := gzip.NewWriter(os.Stdout)
	defer func() {
		if err := z.Close(); err == nil {
			fmt.Println("settled")
		}
	}()
	if _, err := io.WriteString(z, "much"); err != nil || fail() != nil {
		os.Exit(1) // want `os.Exit ends the process: the deferred func literal never runs`
	}
}

func temporaryFile() {
	f, err := os.CreateTemp("", "case")
	if err != nil {
		log.Fatal(err)
	}
	defer os.Remove(f.Name())
	fmt.Println("left:", f.Name())
	if err := fail(); err != nil {
		log.Fatalf("%v", err) // want `log.Fatalf ends the process: the deferred os.Remove never runs`
	}
}

func temporaryFolder() {
	dir, err := os.MkdirTemp("", "case")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("left:", dir)
	defer func() {
		os.RemoveAll(dir)
	}()
	for range 2 {
		if err := fail(); err != nil {
			log.Print(err)
			os.Exit(1) // want `os.Exit ends the process: the deferred func literal never runs`
		}
	}
	os.Exit(0) // the same defect
}

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func byOwnWrapper() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	if err := fail(); err != nil {
		die("%v", err) // want `^die ends the process: the deferred w.Flush never runs`
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func byGuardingWrapper() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	check(fail()) // want `^check ends the process: the deferred w.Flush never runs`
}

func must(n int, err error) int {
	if err == nil {
		return n
	}
	log.Print(err)
	os.Exit(1)
	return 0
}

func dieOn(err error) {
	if err == nil {
		return
	}
	log.Print(err)
	os.Exit(1)
}

func byEarlyOutWrapper() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled", must(1, nil))
	dieOn(fail()) // want `^dieOn ends the process: the deferred w.Flush never runs`
}

func workThatIsWaitedFor() {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		time.Sleep(100 * time.Millisecond)
		fmt.Println("settled")
	})
	if err := fail(); err != nil {
		log.Fatal(err) // want `log.Fatal ends the process: the deferred wg.Wait never runs`
	}
}

func childLeftBehind() {
	cmd := exec.Command("sleep", "3")
	if err := cmd.Start(); err != nil {
		log.Fatal(err)
	}
	defer cmd.Process.Kill()
	fmt.Println("child:", cmd.Process.Pid)
	if err := fail(); err != nil {
		log.Fatal(err) // want `log.Fatal ends the process: the deferred cmd.Process.Kill never runs`
	}
}

func inTheFunctionItCalls() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	partOfIt()
}

func partOfIt() {
	if err := fail(); err != nil {
		log.Fatal(err) // want `log.Fatal ends the process: the deferred w.Flush never runs`
	}
	fmt.Println("done")
}

func inALiteral() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	stop := func() {
		log.Print("stopped")
		os.Exit(1) // want `os.Exit ends the process: the deferred w.Flush never runs`
	}
	stop()
}

func inADeferredCall() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	defer func() {
		if r := recover(); r != nil {
			os.Exit(3) // want `os.Exit ends the process: the deferred w.Flush never runs`
		}
	}()
	fmt.Fprintln(w, "settled")
	panic(fail())
}

func inAGoroutine() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	go func() {
		log.Fatal(fail()) // want `log.Fatal in a goroutine ends the process: the deferred w.Flush never runs`
	}()
	time.Sleep(3 * time.Second)
}

func inANamedGoroutine() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	go serve()
	time.Sleep(3 * time.Second)
}

func serve() {
	if err := fail(); err != nil {
		os.Exit(2) // want `os.Exit in a goroutine ends the process: the deferred w.Flush never runs`
	}
}

func onInterrupt() {
	dir, err := os.MkdirTemp("", "case")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	fmt.Println("left:", dir)
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		<-c
		os.Exit(130) // want `os.Exit on a signal ends the process: the deferred os.RemoveAll never runs`
	}()
	syscall.Kill(os.Getpid(), syscall.SIGINT)
	time.Sleep(3 * time.Second)
}
