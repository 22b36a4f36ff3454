package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/cli"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

// files analyses the packages that files belong to, each in its module: what a
// hook knows is which files have changed. A file outside any module is an
// error, and the others are still analysed.
func files(ctx context.Context, args []string, stdout, stderr *os.File) (int, error) {
	opts, err := cli.Parse(args)
	if err != nil {
		return Failed, err
	}
	dir, err := directory(opts.Dir)
	if err != nil {
		return Failed, err
	}
	if slices.Equal(opts.Patterns, []string{"./..."}) {
		return Failed, errors.New("files needs the names of Go files")
	}
	parts, outside, err := load.Parts(dir, opts.Patterns)
	if err != nil {
		return Failed, err
	}
	if opts.OneReport() && len(parts) > 1 {
		return Failed, fmt.Errorf("-format=%s is one report, and the files are of several modules: run it for each", opts.Format)
	}
	status := Clean
	for _, file := range outside {
		fmt.Fprintf(stderr, "cancelcheck: %s: no go.mod in its folder or above: it is in no module, and was not analysed\n", file)
		status = Failed
	}
	for _, part := range parts {
		o := *opts
		o.Dir, o.Patterns, o.Files, o.Names = part.Dir, part.Patterns, true, dir
		got, err := analyse(ctx, &o, stdout, stderr)
		if err != nil {
			if ctx.Err() != nil {
				return Failed, err
			}
			fmt.Fprintf(stderr, "cancelcheck: %s: %v\n", part.Dir, err)
			got = Failed
		}
		status = max(status, got)
	}
	return status, nil
}
