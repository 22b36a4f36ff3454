// Command speed measures what cancelcheck costs on a module, side by side with
// the least that any such tool must do, and with what people run today.
//
//	cd bench && go run ./speed -C path/to/module -n 5 ./...
//
// It prints a Markdown table per state: wall time, CPU time and peak memory
// (medians), and each as a multiple of the floor's, the floor being a program
// that type-checks the same packages, tests included, and does nothing else.
// The states:
//
//	empty      every cache is empty: the first run on a new machine
//	cold       the build cache holds what go build and go test made; nobody's results
//	unchanged  a second run
//
// Tools take turns, so that other work on the machine hits all of them. Memory
// is that of the whole process tree, for go vet is many processes; where /proc
// is missing it is the largest single process, and the table says so.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

func main() {
	if actAsTool(os.Args[1:]) {
		return
	}
	var b bench
	flag.StringVar(&b.dir, "C", ".", "measure in this directory")
	flag.IntVar(&b.runs, "n", 5, "runs of each tool in each state")
	states := flag.String("states", "cold,unchanged", "comma-separated states: empty (slow), cold, unchanged")
	only := flag.String("tools", "", "comma-separated tools; all by default")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: speed [-C dir] [-n runs] [-states list] [-tools list] [packages]")
		flag.PrintDefaults()
	}
	flag.Parse()
	b.patterns = flag.Args()
	if len(b.patterns) == 0 {
		b.patterns = []string{"./..."}
	}
	if err := b.main(strings.Split(*states, ","), *only); err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}

// A bench is one comparison on one module.
type bench struct {
	dir      string
	patterns []string
	runs     int

	scratch string // removed at the end
	tools   []tool
	goCache string // the user's build cache
	warm    string // build cache without anyone's results
}

func (b *bench) main(states []string, only string) error {
	if b.runs < 1 {
		return fmt.Errorf("-n %d: at least one run", b.runs)
	}
	for _, s := range states {
		if !slices.Contains([]string{empty, cold, unchanged}, s) {
			return fmt.Errorf("no state %q: there are %s, %s and %s", s, empty, cold, unchanged)
		}
	}
	var err error
	if b.scratch, err = os.MkdirTemp("", "speed"); err != nil {
		return err
	}
	defer os.RemoveAll(b.scratch)
	if err := b.build(only); err != nil {
		return err
	}
	for _, t := range b.tools {
		if err := b.prove(t); err != nil {
			return err
		}
	}
	if err := b.warmUp(); err != nil {
		return err
	}
	header, err := b.header()
	if err != nil {
		return err
	}
	fmt.Print(header)
	for _, s := range states {
		results, err := b.measure(s)
		if err != nil {
			return err
		}
		fmt.Print(table(s, results))
	}
	return nil
}

func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}
