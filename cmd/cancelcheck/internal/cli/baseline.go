package cli

import (
	"errors"
	"flag"
	"fmt"
	"slices"
)

// BaselineFile is where a baseline is, unless -file says otherwise.
const BaselineFile = ".cancelcheck-baseline.json"

// ParseBaseline reads the arguments after the word baseline.
func ParseBaseline(args []string) (*Options, error) {
	if len(args) > 0 && slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		return nil, flag.ErrHelp
	}
	if len(args) == 0 || args[0] != "write" && args[0] != "check" {
		return nil, errors.New("baseline write, or baseline check? See cancelcheck help baseline")
	}
	o := &Options{Baseline: args[0]}
	fs := o.flags()
	fs.StringVar(&o.File, "file", BaselineFile, "the baseline's `name`, from the directory that the command runs in")
	if o.Baseline == "write" {
		fs.BoolVar(&o.Grow, "grow", false, "take in findings that the baseline does not have")
	}
	if err := o.parse(fs, args[1:]); err != nil {
		return nil, err
	}
	switch {
	case o.Fix || o.Diff:
		return nil, errors.New("a baseline is about what stays: -fix and -diff have no place in baseline " + o.Baseline)
	case o.Baseline == "write" && o.Since != "":
		return nil, errors.New("a baseline holds all findings, whenever they came in: no -since with baseline write")
	case o.File == "":
		return nil, fmt.Errorf("-file: a name, such as %s", BaselineFile)
	}
	return o, nil
}
