// Package cli is the command line: what it accepts, what it says when
// something is misspelt, and its help.
package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// Options is a parsed command line.
type Options struct {
	Dir       string
	Tags      string
	Tests     bool
	Rules     string
	Format    string // one of Formats
	Since     string // a git revision, or empty
	Fix       bool
	Diff      bool
	Cache     string
	Parallel  int
	Stats     bool
	Patterns  []string
	Files     bool                 // the patterns come from file names, and may match nothing
	Names     string               // the directory that printed names start from; empty: Dir
	Analyzers []*analysis.Analyzer // the rules that report
	Settings  string               // every flag of every analyzer, for cache keys

	Baseline string // what to do with a baseline: write, check, or empty
	File     string // the baseline
	Grow     bool   // what is new may go into it

	json bool // -json, which is -format=json
}

// CacheOff is the value of -cache that turns it off.
const CacheOff = "off"

// Formats are the values of -format.
var Formats = []string{"text", "json", "sarif", "github", "checkstyle", "rdjsonl"}

// OneReport says whether a format is a document, so that two in a row are no
// report; the others are lines.
func (o *Options) OneReport() bool {
	return slices.Contains([]string{"json", "sarif", "checkstyle"}, o.Format)
}

// Parse reads the arguments of an analysis. Flags may also stand after
// packages. It returns flag.ErrHelp if help was asked for.
func Parse(args []string) (*Options, error) {
	o := &Options{}
	return o, o.parse(o.flags(), args)
}

func (o *Options) parse(fs *flag.FlagSet, args []string) error {
	for {
		if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
			return err
		} else if err != nil {
			return misspelt(fs, err)
		}
		if fs.NArg() == 0 {
			break
		}
		o.Patterns = append(o.Patterns, fs.Arg(0))
		args = fs.Args()[1:]
	}
	for _, p := range o.Patterns {
		if slices.Contains(Commands, p) {
			return fmt.Errorf("the command %s stands first; a folder of that name is ./%s", p, p)
		}
	}
	if len(o.Patterns) == 0 {
		o.Patterns = []string{"./..."}
	}
	if err := o.check(); err != nil {
		return err
	}
	var err error
	o.Analyzers, err = choose(o.Rules)
	o.Settings = settings(o.Analyzers)
	return err
}

// check refuses flags that contradict each other.
func (o *Options) check() error {
	if o.json {
		if o.Format != "" && o.Format != "json" {
			return fmt.Errorf("-json is -format=json, and -format=%s is another: choose one", o.Format)
		}
		o.Format = "json"
	}
	if o.Format == "" {
		o.Format = "text"
	}
	if !slices.Contains(Formats, o.Format) {
		return fmt.Errorf("no format %q: there are %s", o.Format, strings.Join(Formats, ", "))
	}
	if o.Format != "text" && (o.Fix || o.Diff) {
		return fmt.Errorf("-format=%s reports findings, -fix and -diff act on them: choose one", o.Format)
	}
	if o.Parallel < 1 {
		return fmt.Errorf("-p %d: at least one package at a time", o.Parallel)
	}
	return nil
}

func (o *Options) flags() *flag.FlagSet {
	fs := flag.NewFlagSet("cancelcheck", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.Dir, "C", "", "run in this `directory`")
	fs.StringVar(&o.Tags, "tags", "", "comma-separated build `tags`")
	fs.BoolVar(&o.Tests, "test", true, "analyse tests too")
	fs.StringVar(&o.Rules, "rules", "", "comma-separated `rules` to run instead of all")
	fs.StringVar(&o.Format, "format", "", "`form` of the findings: "+strings.Join(Formats, ", ")+" (default text; see help formats)")
	fs.BoolVar(&o.json, "json", false, "the same as -format=json")
	fs.StringVar(&o.Since, "since", "", "report only what was changed since this git `revision` (see help since)")
	fs.BoolVar(&o.Fix, "fix", false, "apply the fixes")
	fs.BoolVar(&o.Diff, "diff", false, "print the fixes as a diff instead of applying them")
	fs.StringVar(&o.Cache, "cache", "", "`directory` of remembered results, or off (default: cancelcheck in the user's cache)")
	fs.IntVar(&o.Parallel, "p", runtime.GOMAXPROCS(0), "`number` of packages analysed at a time")
	fs.BoolVar(&o.Stats, "stats", false, "say how much was analysed and how much was remembered")
	analyzer.RegisterFlags(fs)
	eachFlag(func(name string, f *flag.Flag) {
		// factsonly is how go vet asks for a dependency; the command decides
		// that by itself.
		if name != "lifetime.factsonly" {
			fs.Var(f.Value, name, f.Usage)
		}
	})
	return fs
}

// eachFlag visits the flags of all analyzers, under the names that go vet
// gives them, sorted.
func eachFlag(visit func(name string, f *flag.Flag)) {
	for _, a := range analyzer.All {
		a.Flags.VisitAll(func(f *flag.Flag) { visit(a.Name+"."+f.Name, f) })
	}
}

func settings(chosen []*analysis.Analyzer) string {
	var b strings.Builder
	for _, a := range chosen {
		fmt.Fprintf(&b, "%s ", a.Name)
	}
	eachFlag(func(name string, f *flag.Flag) { fmt.Fprintf(&b, "%s=%q ", name, f.Value) })
	return b.String()
}

// choose returns the analyzers of -rules.
func choose(list string) ([]*analysis.Analyzer, error) {
	if list == "" {
		return analyzer.All, nil
	}
	var chosen []*analysis.Analyzer
	for _, name := range strings.Split(list, ",") {
		a, err := Rule(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, a)
	}
	return chosen, nil
}

// Rule returns the analyzer of one rule.
func Rule(name string) (*analysis.Analyzer, error) {
	var names []string
	for _, a := range analyzer.All {
		if a == analyzer.Facts {
			continue // reports nothing
		}
		if a.Name == name {
			return a, nil
		}
		names = append(names, a.Name)
	}
	return nil, fmt.Errorf("no rule %q: the rules are %s", name, strings.Join(names, ", "))
}

// misspelt rewrites the flag package's error so that it says what exists.
func misspelt(fs *flag.FlagSet, err error) error {
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: ")
	if !ok {
		return err
	}
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	slices.Sort(names)
	return fmt.Errorf("no flag %s: the flags are %s", name, strings.Join(names, " "))
}
