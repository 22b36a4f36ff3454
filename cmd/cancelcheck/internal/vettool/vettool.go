// Package vettool makes the program a tool of go vet and go fix, which run it
// once per package with a description of the package in a .cfg file.
package vettool

import (
	"encoding/json"
	"flag"
	"os"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// Asked reports whether the arguments are those of the go command.
func Asked(args []string) bool {
	if len(args) == 0 {
		return false
	}
	last := args[len(args)-1]
	return args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(last, ".cfg")
}

// Main analyses one unit and does not return. The protocol is x/tools' own:
// it changes with the go command, and a tool that misses a change passes
// everything without a word.
func Main(args []string) {
	analyzer.RegisterFlags(flag.CommandLine)
	if wantsFactsOnly(args[len(args)-1]) {
		if err := analyzer.Facts.Flags.Set("factsonly", "true"); err != nil {
			panic(err) // the flag is there, or the model has changed under us
		}
	}
	unitchecker.Main(analyzer.All...)
}

// wantsFactsOnly looks into the unit's description. What is wrong with it, if
// anything, the unit checker says better.
func wantsFactsOnly(file string) bool {
	var unit struct{ VetxOnly bool }
	if !strings.HasSuffix(file, ".cfg") {
		return false
	}
	data, err := os.ReadFile(file)
	return err == nil && json.Unmarshal(data, &unit) == nil && unit.VetxOnly
}
