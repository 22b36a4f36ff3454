// Package command has commands of another module's framework that hang, or leave
// somebody behind again and again.
package command

import (
	"errors"
	"log"

	"github.com/spf13/cobra"
)

var errEmpty = errors.New("empty")

// New returns the command line's commands.
func New() *cobra.Command {
	return &cobra.Command{Use: "weigh", RunE: func(_ *cobra.Command, args []string) error {
		for range args {
			if err := tries(args); err != nil {
				log.Print(err)
			}
		}
		go retries(func() error { return retried(args) })
		if err := Total(args); err != nil {
			return err
		}
		return hangs(args)
	}}
}

// The command waits itself.
func hangs(args []string) error {
	weights := make(chan int)
	go func() {
		if len(args) > 0 {
			weights <- len(args)
		}
	}()
	<-weights // want `blocks for ever.*\(gostuck\)`
	return nil
}

// The command goes on when it has failed.
func tries(args []string) error {
	sums := make(chan int)
	go func() { sums <- len(args) }() // want `blocks for ever.*\(gostuck\)`
	if len(args) == 0 {
		return errEmpty
	}
	<-sums
	return nil
}

func retries(f func() error) {
	for f() != nil {
	}
}

// Somebody tries it again.
func retried(args []string) error {
	sums := make(chan int)
	go func() { sums <- len(args) }() // want `blocks for ever.*\(gostuck\)`
	if len(args) == 0 {
		return errEmpty
	}
	<-sums
	return nil
}

// Total is for the command, and for whoever answers requests.
func Total(names []string) error {
	totals := make(chan int)
	go func() { totals <- len(names) }() // want `blocks for ever.*\(gostuck\)`
	if len(names) == 0 {
		return errEmpty
	}
	<-totals
	return nil
}

// Answer answers a request.
func Answer(names []string) string {
	if err := Total(names); err != nil {
		return err.Error()
	}
	return "enough"
}
