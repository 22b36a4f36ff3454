// Command app ends the process by way of another package, and defers what that
// package owes.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	"cancelcheck.test/src/stopexit/cross/lib"
)

// cases run as processes of their own.
var cases = map[string]func(){
	"wrapperElsewhere": wrapperElsewhere,
	"cleanUpElsewhere": cleanUpElsewhere,
}

func main() { cases[os.Args[1]]() }

func fail() error { return errors.New("no") }

func wrapperElsewhere() {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "settled")
	lib.Check(fail()) // want `lib.Check ends the process: the deferred w.Flush never runs`
}

func cleanUpElsewhere() {
	s := lib.Open()
	defer s.Close()
	s.Put("settled")
	if err := fail(); err != nil {
		lib.Fatal(err) // want `lib.Fatal ends the process: the deferred s.Close never runs`
	}
}
