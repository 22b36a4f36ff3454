// Package command has the commands of another module's framework: the process
// ends soon after they have returned, and takes with it whom they leave behind.
package command

import (
	"errors"
	"time"

	"github.com/spf13/cobra"
)

var errEmpty, errLate = errors.New("empty"), errors.New("late")

func weigh(name string) int {
	time.Sleep(time.Duration(len(name)) * time.Second)
	return len(name)
}

// New returns the command line's commands.
func New() *cobra.Command {
	root := &cobra.Command{Use: "scales"}
	weigh := &cobra.Command{Use: "weigh", RunE: func(_ *cobra.Command, args []string) error {
		return weighAll(args)
	}}
	count := &cobra.Command{Use: "count", RunE: count}
	sum := &cobra.Command{Use: "sum"}
	sum.Run = func(_ *cobra.Command, args []string) {
		for range args {
			if err := sumOf(args); err != nil {
				return
			}
		}
	}
	pick := &cobra.Command{Use: "pick", RunE: func(_ *cobra.Command, args []string) error {
		return Pick{Most: 3}.From(args)
	}}
	root.AddCommand(weigh, count, sum, pick)
	return root
}

// It is called by a command's own function.
func weighAll(names []string) error {
	weights := make(chan int)
	for _, name := range names {
		go func() { weights <- weigh(name) }() // want `blocks for ever.*\(gostuck\)`
	}
	late := time.After(time.Second)
	for range names {
		select {
		case <-weights:
		case <-late:
			return errLate
		}
	}
	return nil
}

// It is a command's own function, by its name.
func count(_ *cobra.Command, args []string) error {
	counts := make(chan int)
	go func() { counts <- len(args) }() // want `blocks for ever.*\(gostuck\)`
	if len(args) == 0 {
		return errEmpty
	}
	<-counts
	return nil
}

// It is called in a loop that does not outlast an error.
func sumOf(args []string) error {
	sums := make(chan int)
	go func() { sums <- len(args) }() // want `blocks for ever.*\(gostuck\)`
	if len(args) > 1 {
		return errEmpty
	}
	<-sums
	return nil
}

// tally is a command of a framework that calls a method.
type tally struct{ limit int }

func (t *tally) Execute(args []string) error {
	totals := make(chan int)
	go func() { totals <- len(args) }() // want `blocks for ever.*\(gostuck\)`
	if len(args) > t.limit {
		return errEmpty
	}
	<-totals
	return nil
}

// Pick is what a command does. Others could, too, but here it is the command's.
type Pick struct{ Most int }

// From picks names.
func (p Pick) From(names []string) error {
	picked := make(chan string)
	go func() {
		defer close(picked)
		for _, name := range names {
			picked <- name // want `blocks for ever.*\(gostuck\)`
		}
	}()
	for name := range picked {
		if p.Most--; p.Most < 0 {
			return errEmpty
		}
		weigh(name)
	}
	return nil
}
