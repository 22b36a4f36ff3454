package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/baseline"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/cli"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/revision"
)

// choice is which of the findings are reported. All are looked for, or the
// cache would know less than it could; what is old is left out afterwards.
type choice struct {
	changes *revision.Changes  // nil: whenever they came in
	base    *baseline.Baseline // nil: there is none
	file    string             // of the baseline
}

// newChoice reads what it needs before anything is analysed: a misspelt
// revision must not take a minute to be seen.
func newChoice(ctx context.Context, dir string, opts *cli.Options) (*choice, error) {
	c := &choice{}
	var err error
	if opts.Since != "" {
		if c.changes, err = revision.Since(ctx, dir, opts.Since); err != nil {
			return nil, fmt.Errorf("-since: %w", err)
		}
	}
	if opts.Baseline == "" {
		return c, nil
	}
	if c.file = opts.File; !filepath.IsAbs(c.file) {
		c.file = filepath.Join(dir, c.file)
	}
	c.base, err = baseline.Read(c.file)
	if opts.Baseline == "write" && errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	return c, err
}

// baselined is the command baseline.
func baselined(ctx context.Context, args []string, stdout, stderr *os.File) (int, error) {
	opts, err := cli.ParseBaseline(args)
	if errors.Is(err, flag.ErrHelp) {
		return Clean, cli.Help(stdout, []string{"baseline"})
	}
	if err != nil {
		return Failed, err
	}
	return analyse(ctx, opts, stdout, stderr)
}

// narrow leaves the findings to report, and says whether the baseline has
// entries that must go.
func (o *output) narrow() (stale bool, err error) {
	c := o.choice
	recent := func(f finding.Finding) bool { return c.changes != nil && c.changes.Touches(f) }
	switch {
	case o.opts.Baseline == "write":
		return false, o.writeBaseline()
	case c.base != nil:
		now := c.base.Compare(o.res.Findings, o.scope().Judged, recent)
		o.res.Findings = now.New
		o.note("%d known", now.Known)
		o.listFixed(now.Fixed, "still in "+o.shortFile()+": remove them (cancelcheck baseline write does)")
		stale = len(now.Fixed) > 0
	}
	if c.changes == nil {
		return stale, nil
	}
	outside, all := 0, len(o.res.Findings)
	o.res.Findings = slices.DeleteFunc(slices.Clone(o.res.Findings), func(f finding.Finding) bool {
		if !c.changes.Covers(f.File) {
			outside++
		}
		return !recent(f)
	})
	o.note("%d older than %s", all-outside-len(o.res.Findings), o.opts.Since)
	o.note("%d in files of another repository, of which -since knows nothing", outside)
	return stale, nil
}

// writeBaseline writes what is left of the baseline, or the first one, and
// leaves the findings that may not go into it.
func (o *output) writeBaseline() error {
	c := o.choice
	first := c.base == nil
	if first {
		c.base = &baseline.Baseline{}
	}
	now := c.base.Compare(o.res.Findings, o.scope().Judged, func(finding.Finding) bool { return false })
	next := now.Left
	if first || o.opts.Grow {
		next = next.With(now.New)
		now.New = nil
	}
	changed, err := next.Write(c.file)
	if err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	o.res.Findings = now.New
	verb := "keeps"
	if changed {
		verb = "now has"
	}
	fmt.Fprintf(o.stderr, "%s %s %s\n", o.shortFile(), verb, count(next.Findings(), "finding"))
	o.listFixed(now.Fixed, "and removed")
	if len(now.New) > 0 {
		o.note("a baseline only shrinks: fix these, or take them in with baseline write -grow")
	}
	return nil
}

func (o *output) shortFile() string { return filepath.ToSlash(o.paths.Short(o.choice.file)) }

func (o *output) listFixed(list []baseline.Entry, what string) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(o.stderr, "fixed, %s:\n", what)
	for _, e := range list {
		fmt.Fprintf(o.stderr, "\t%s\n", e)
	}
}

// note adds to the summary, unless it would say that there are none.
func (o *output) note(format string, args ...any) {
	if len(args) > 0 && args[0] == 0 {
		return
	}
	o.notes = append(o.notes, fmt.Sprintf(format, args...))
}

func (o *output) scope() *baseline.Scope {
	s := &baseline.Scope{Graph: o.graph, Errors: o.res.Errors, Level: level(), NotRun: map[string]bool{}}
	for _, a := range analyzer.All {
		s.NotRun[a.Name] = !slices.Contains(o.opts.Analyzers, a)
	}
	return s
}
