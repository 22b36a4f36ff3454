// Command cancelcheck finds goroutines, loops and blocking calls that nothing
// can stop. See cancelcheck help.
//
// It is two programs: a command of its own, and a tool of go vet and go fix,
// told apart by their arguments.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/command"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/vettool"
)

func main() {
	args := os.Args[1:]
	if vettool.Asked(args) {
		vettool.Main(args) // exits
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := command.Main(ctx, args, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
