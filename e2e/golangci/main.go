// Command golangci is golangci-lint with cancelcheck linked in: what its own
// custom command builds, without a clone from the network.
package main

import (
	"fmt"
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/cancelcheck/cancelcheck/analyzer/gclplugin"
)

func main() {
	// Without a version the program's own hash is in the keys of its cache.
	if err := commands.Execute(commands.BuildInfo{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitcodes.Failure)
	}
}
