package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/cli"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/facts"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/print"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/run"
)

// explain says what the rules make of one line, on what grounds, and what
// would silence them. Only the package of the line is analysed, and what it
// needs the facts of.
func explain(ctx context.Context, args []string, stdout, stderr *os.File) (int, error) {
	opts, err := cli.Parse(args)
	if err != nil {
		return Failed, err
	}
	if opts.Format != "text" || opts.Since != "" || opts.Fix || opts.Diff {
		return Failed, errors.New("explain is for a person, and about any line: -format, -since, -fix and -diff have no place there")
	}
	dir, err := directory(opts.Dir)
	if err != nil {
		return Failed, err
	}
	line, file, err := theLine(dir, opts.Patterns)
	if err != nil {
		return Failed, err
	}
	if err := analyzer.Explain.Flags.Set("at", line); err != nil {
		return Failed, err
	}
	facts.Register(analyzer.All...)
	g, err := load.Load(ctx, load.Request{Dir: dir, Patterns: []string{filepath.Dir(file)}, Tags: opts.Tags, Tests: opts.Tests})
	if err != nil {
		return Failed, err
	}
	res, err := run.Run(ctx, g, run.Config{
		Rules: []*analysis.Analyzer{analyzer.Explain}, Facts: []*analysis.Analyzer{analyzer.Facts},
		Own: own, Parallel: opts.Parallel,
	})
	if err != nil {
		return Failed, err
	}
	paths := print.NewPaths(dir, g)
	text := &print.Text{Paths: paths, Color: print.Color(stdout)}
	if len(res.Errors) > 0 {
		if err := text.Errors(stderr, res.Errors); err != nil {
			return Failed, err
		}
	}
	if len(res.Findings) == 0 {
		return Failed, fmt.Errorf("%s is in no package that is built here: build constraints, -test=false, or not a Go file of a package", line)
	}
	said := titled(res.Findings)
	if err := text.Findings(stdout, said); err != nil {
		return Failed, err
	}
	return Clean, help(stdout, said)
}

// theLine returns the argument with its file made absolute, and the file.
func theLine(dir string, patterns []string) (line, file string, err error) {
	if len(patterns) != 1 || !strings.Contains(patterns[0], ":") {
		return "", "", errors.New("explain one line at a time: cancelcheck explain file.go:12")
	}
	i := strings.LastIndex(patterns[0], ":")
	if file = patterns[0][:i]; !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	if _, err := os.Stat(file); err != nil {
		return "", "", err
	}
	return file + patterns[0][i:], file, nil
}

// titled puts the category before each text, the rule that speaks or the kind
// of ground, and verdicts before grounds.
func titled(list []finding.Finding) []finding.Finding {
	list = slices.Clone(list)
	for i := range list {
		list[i].Message = list[i].Category + ": " + list[i].Message
	}
	slices.SortStableFunc(list, func(a, b finding.Finding) int { return cmp.Compare(ground(a), ground(b)) })
	return list
}

// ground is 1 for a ground, 0 for a rule's verdict.
func ground(f finding.Finding) int {
	if _, err := cli.Rule(f.Category); err != nil {
		return 1
	}
	return 0
}

// help prints, for each rule that had a word, how to silence it, and its wrong
// and right code.
func help(stdout *os.File, said []finding.Finding) error {
	var done []string
	for _, f := range said {
		rule := f.Category
		if ground(f) == 1 || slices.Contains(done, rule) {
			continue
		}
		done = append(done, rule)
		if _, err := fmt.Fprintf(stdout, "\nTo silence %s, on the line or the line above:\n\n\t//cancelcheck:ignore %s REASON\n\n", rule, rule); err != nil {
			return err
		}
		if err := cli.Help(stdout, []string{rule}); err != nil {
			return err
		}
	}
	return nil
}
