package command

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/cli"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/fix"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/print"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/run"
)

// output is one way out of a run. What was asked for goes to stdout, what is
// about the run itself to stderr.
type output struct {
	opts           *cli.Options
	res            *run.Result
	paths          *print.Paths
	stdout, stderr *os.File
}

func (o *output) write() (int, error) {
	text := print.Text{Paths: o.paths, Color: print.Color(o.stdout)}
	left, summary := o.res.Findings, ""
	var err error
	switch {
	case o.opts.JSON:
		level := analyzer.Facts.Flags.Lookup("level").Value.String()
		err = print.JSON(o.stdout, o.paths, level, o.res.Packages, left, o.res.Errors)
	case o.opts.Diff:
		left, err = o.diff()
	case o.opts.Fix:
		left, summary, err = o.fix(&text)
	default:
		err = text.Findings(o.stdout, left)
	}
	if err != nil {
		return Failed, err
	}
	if err := text.Errors(o.stderr, o.res.Errors); err != nil {
		return Failed, err
	}
	if o.res.Packages > 0 {
		fmt.Fprintln(o.stderr, summary+o.summary(len(left)))
	}
	switch {
	case len(o.res.Errors) > 0:
		return Failed, nil
	case len(left) > 0:
		return Found, nil
	}
	return Clean, nil
}

func (o *output) summary(findings int) string {
	s := count(findings, "finding") + " in " + count(o.res.Packages, "package")
	if findings == 0 {
		s = "no findings in " + count(o.res.Packages, "package")
	}
	broken := map[string]bool{}
	for _, e := range o.res.Errors {
		broken[e.Package] = true
	}
	if len(broken) > 0 {
		s += ", errors in " + fmt.Sprint(len(broken))
	}
	return s
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// diff prints what fix would write. All findings stay: nothing was fixed.
func (o *output) diff() ([]finding.Finding, error) {
	plan := o.plan()
	var b bytes.Buffer
	for _, c := range plan.Changes {
		name := filepath.ToSlash(o.paths.Short(c.File))
		b.Write(diff.Diff("a/"+name, c.Old, "b/"+name, c.New))
	}
	if n := len(plan.Left); n > 0 {
		fmt.Fprintf(o.stderr, "%s without a fix here: run without -diff to see\n", count(n, "finding"))
	}
	_, err := o.stdout.Write(b.Bytes())
	return o.res.Findings, err
}

// fix writes the changes and prints what is left.
func (o *output) fix(text *print.Text) ([]finding.Finding, string, error) {
	plan := o.plan()
	if err := plan.Write(); err != nil {
		return nil, "", err
	}
	summary := ""
	if len(plan.Fixed) > 0 {
		summary = fmt.Sprintf("fixed %s in %s, ", count(len(plan.Fixed), "finding"), count(len(plan.Changes), "file"))
	}
	return plan.Left, summary, text.Findings(o.stdout, plan.Left)
}

func (o *output) plan() *fix.Plan {
	plan := fix.Make(o.res.Findings, o.res.Digests)
	for _, f := range plan.Conflicts {
		fmt.Fprintf(o.stderr, "%s:%d:%d: this fix touches another one's text: run again to apply it\n", o.paths.Short(f.File), f.Line, f.Column)
	}
	for _, e := range plan.Errors {
		o.res.Errors = append(o.res.Errors, load.Error{Package: "fixes", File: e.File, Message: e.Err.Error()})
	}
	return plan
}
