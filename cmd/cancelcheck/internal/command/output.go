package command

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/cli"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/fix"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/print"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/run"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/sarif"
)

// output is one way out of a run. What was asked for goes to stdout, what is
// about the run itself to stderr.
type output struct {
	opts           *cli.Options
	res            *run.Result
	graph          *load.Graph
	paths          *print.Paths
	choice         *choice
	stdout, stderr *os.File

	notes []string // for the summary
}

// formats are the forms besides text.
var formats = map[string]func(*output, *print.Run) error{
	"json":       func(o *output, r *print.Run) error { return print.JSON(o.stdout, r) },
	"github":     func(o *output, r *print.Run) error { return print.GitHub(o.stdout, r) },
	"checkstyle": func(o *output, r *print.Run) error { return print.Checkstyle(o.stdout, r) },
	"rdjsonl":    func(o *output, r *print.Run) error { return print.RDJSONL(o.stdout, r) },
	"sarif": func(o *output, r *print.Run) error {
		return sarif.Write(o.stdout, r, slices.DeleteFunc(slices.Clone(o.opts.Analyzers), func(a *analysis.Analyzer) bool { return a == analyzer.Facts }))
	},
}

func (o *output) write() (int, error) {
	stale, err := o.narrow()
	if err != nil {
		return Failed, err
	}
	text := print.Text{Paths: o.paths, Color: print.Color(o.stdout)}
	left, summary := o.res.Findings, ""
	switch {
	case o.opts.Diff:
		left, err = o.diff()
	case o.opts.Fix:
		left, summary, err = o.fix(&text)
	case o.opts.Format == "text":
		err = text.Findings(o.stdout, left)
	default:
		err = formats[o.opts.Format](o, &print.Run{
			Paths: o.paths, Level: level(), Packages: o.res.Packages, Findings: left, Errors: o.res.Errors,
		})
	}
	if err != nil {
		return Failed, err
	}
	if err := text.Errors(o.stderr, o.res.Errors); err != nil {
		return Failed, err
	}
	if o.res.Packages > 0 {
		fmt.Fprintln(o.stderr, strings.Join(append([]string{summary + o.summary(len(left))}, o.notes...), "; "))
	}
	switch {
	case len(o.res.Errors) > 0:
		return Failed, nil
	case len(left) > 0 || stale:
		return Found, nil
	}
	return Clean, nil
}

func level() string { return analyzer.Facts.Flags.Lookup("level").Value.String() }

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
