package lifetime

import (
	"bufio"
	"log"
	"os"
	"sync"
)

func die(msg string) { // want die:"^noreturn exits$"
	log.Print(msg)
	os.Exit(1)
}

func dieBelow() { die("below") } // want dieBelow:"^noreturn exits$"

func check(err error) { // want check:"^exits$"
	if err != nil {
		log.Fatal(err)
	}
}

func must[T any](v T, err error) T { // want must:"^exits$"
	if err != nil {
		die(err.Error())
	}
	return v
}

func dieOn(err error) { // want dieOn:"^exits$"
	if err == nil {
		return
	}
	log.Print(err)
	os.Exit(1)
}

func findsOutItself() { // it does something else as well
	if _, err := os.Stat("file"); err != nil {
		log.Fatal(err)
	}
}

var atExit []func()

func cleansUpFirst() { // want cleansUpFirst:"^noreturn$"
	for _, f := range atExit {
		f()
	}
	os.Exit(1)
}

type report struct {
	w  *bufio.Writer
	wg sync.WaitGroup
}

func (r *report) flush() error { return r.w.Flush() } // want flush:"^settles$"
func (r *report) Close() error { return r.flush() }   // want Close:"^ends\\(io\\) settles$"
func (r *report) wait()        { r.wg.Wait() }        // want wait:"^joins\\(recv\\)$"
func (r *report) flushApart()  { go r.flush() }       // nobody waits for it

func removes(name string) func() { return func() { os.Remove(name) } } // later, if at all
