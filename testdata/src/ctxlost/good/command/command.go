// Package command has a command of another module's framework: what it makes is
// made once per process.
package command

import (
	"context"
	"os"
	"os/signal"

	"github.com/spf13/cobra"
)

// New returns the command.
func New() *cobra.Command {
	return &cobra.Command{Use: "serve", RunE: func(cmd *cobra.Command, _ []string) error {
		return serve(cmd.Context(), cmd.Name())
	}}
}

func serve(parent context.Context, name string) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	if err := prepare(name); err != nil {
		return err
	}
	defer stop()
	<-ctx.Done()
	return ctx.Err()
}

func prepare(string) error { return nil }
