// Package command is the main job: from a command line to findings and an exit
// status.
package command

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/cli"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/facts"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/print"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/run"
)

// Exit statuses.
const (
	Clean  = 0
	Found  = 1
	Failed = 2 // the analysis could not be done, or not of everything
)

// Main runs the command and returns the exit status.
func Main(ctx context.Context, args []string, stdout, stderr *os.File) int {
	status, err := dispatch(ctx, args, stdout, stderr)
	if errors.Is(err, flag.ErrHelp) { // after any command
		status, err = Clean, cli.Help(stdout, nil)
	}
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		fmt.Fprintf(stderr, "cancelcheck: %v\n", err)
		return Failed
	}
	return status
}

func dispatch(ctx context.Context, args []string, stdout, stderr *os.File) (int, error) {
	if len(args) > 0 {
		switch args[0] {
		case "help":
			return Clean, cli.Help(stdout, args[1:])
		case "version":
			return Clean, cli.Version(stdout)
		case "baseline":
			return baselined(ctx, args[1:], stdout, stderr)
		case "explain":
			return explain(ctx, args[1:], stdout, stderr)
		case "files":
			return files(ctx, args[1:], stdout, stderr)
		case "map":
			return drawMap(ctx, args[1:], stdout, stderr)
		}
	}
	opts, err := cli.Parse(args)
	if err != nil {
		return Failed, err
	}
	return analyse(ctx, opts, stdout, stderr)
}

func analyse(ctx context.Context, opts *cli.Options, stdout, stderr *os.File) (int, error) {
	facts.Register(analyzer.All...)
	dir, err := directory(opts.Dir)
	if err != nil {
		return Failed, err
	}
	wanted, err := newChoice(ctx, dir, opts)
	if err != nil {
		return Failed, err
	}
	// A run with nothing to analyse ends before it has made garbage worth
	// collecting.
	debug.SetGCPercent(400)
	executable := digestExecutable(opts)
	g, err := load.Load(ctx, load.Request{Dir: dir, Patterns: opts.Patterns, Tags: opts.Tags, Tests: opts.Tests, Files: opts.Files})
	if err != nil {
		return Failed, err
	}
	nameCommands(g, opts.Patterns)

	step, end := print.Progress(stderr)
	cfg := run.Config{
		Rules: opts.Analyzers, Facts: []*analysis.Analyzer{analyzer.Facts},
		Own: own, Parallel: opts.Parallel, Progress: step,
	}
	if explored() {
		cfg.Parallel, cfg.Progress = 1, nil
	}
	s, storeErr := openStore(opts, <-executable, g, &cfg)
	res, err := run.Run(ctx, g, cfg)
	end()
	if err != nil {
		return Failed, err
	}
	if err := s.Trim(); storeErr == nil {
		storeErr = errors.Join(res.StoreErr, err)
	}
	if storeErr != nil {
		fmt.Fprintf(stderr, "cancelcheck: results are not remembered: %v\n", storeErr)
	}
	if opts.Stats {
		fmt.Fprintf(stderr, "analysed %d, cached %d\n", res.Analysed, res.Cached)
	}
	if res.Packages == 0 && len(res.Errors) == 0 && !opts.Files {
		return Failed, fmt.Errorf("no Go files in %s", strings.Join(opts.Patterns, " "))
	}
	out := output{opts: opts, res: res, graph: g, choice: wanted, paths: print.NewPaths(cmp.Or(opts.Names, dir), g), stdout: stdout, stderr: stderr}
	return out.write()
}

func own(p *load.Package) bool {
	m := &analysis.Module{}
	if p.Module != nil {
		m.Path, m.Version = p.Module.Path, p.Module.Version
	}
	return analyzer.Own(p.Path, m, p.Dir)
}

// directory is where the command runs. The shell's name for it is kept, also
// if it leads through symbolic links: positions are relative to it.
func directory(c string) (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if c == "" {
		return wd, nil
	}
	if !filepath.IsAbs(c) {
		c = filepath.Join(wd, c)
	}
	info, err := os.Stat(c)
	if err != nil {
		return "", fmt.Errorf("-C: %w", err)
	}
	if !info.IsDir() {
		return "", fmt.Errorf("-C: %s is not a directory", c)
	}
	return filepath.Clean(c), nil
}

// nameCommands completes the error for a word that is neither a package nor a
// command: only here is it known that a command was possible.
func nameCommands(g *load.Graph, patterns []string) {
	word := patterns[0]
	if strings.ContainsAny(word, "./") {
		return
	}
	for _, p := range g.Packages {
		for i := range p.Errors {
			if p.ID == word && strings.Contains(p.Errors[i].Message, "is not in std") {
				p.Errors[i].Message += "; and no command: the commands are " + strings.Join(cli.Commands, ", ")
			}
		}
	}
}
