package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// MapOptions is the parsed command line of map.
type MapOptions struct {
	Options
	DOT     bool
	HTML    string // a file name
	Link    string // a template
	Profile string // a file name
}

// JSON reports whether the map is for programs.
func (o *MapOptions) JSON() bool { return o.json }

// ParseMap reads the arguments after the word map.
func ParseMap(args []string) (*MapOptions, error) {
	if len(args) > 0 && args[0] == "help" {
		return nil, flag.ErrHelp
	}
	o := &MapOptions{}
	if err := o.parse(o.flags(), args); err != nil {
		return nil, err
	}
	forms := 0
	for _, chosen := range []bool{o.json, o.DOT, o.HTML != ""} {
		if chosen {
			forms++
		}
	}
	switch {
	case forms > 1:
		return nil, errors.New("-json, -dot and -html are three forms of the map: choose one")
	case o.Link != "" && o.HTML == "":
		return nil, errors.New("-link is about the places in the -html form")
	}
	return o, checkLink(o.Link)
}

// Placeholders are what a -link template can hold.
var Placeholders = []string{"{file}", "{path}", "{line}", "{column}", "{module}", "{package}"}

func checkLink(link string) error {
	if link == "" {
		return nil
	}
	for _, word := range regexp.MustCompile(`\{[^}]*\}`).FindAllString(link, -1) {
		if !slices.Contains(Placeholders, word) {
			return fmt.Errorf("-link: no %s: there are %s", word, strings.Join(Placeholders, " "))
		}
	}
	if !strings.Contains(link, "{file}") && !strings.Contains(link, "{path}") {
		return fmt.Errorf("-link: neither {file} nor {path} in %q: all links would lead to one place", link)
	}
	scheme, _, ok := strings.Cut(strings.ToLower(link), ":")
	if !ok || !regexp.MustCompile(`^[a-z][a-z0-9+.-]*$`).MatchString(scheme) || slices.Contains([]string{"javascript", "data", "vbscript"}, scheme) {
		return fmt.Errorf("-link: %q is no address, such as vscode://file{path}:{line}:{column}", link)
	}
	return nil
}

func (o *MapOptions) flags() *flag.FlagSet {
	fs := flag.NewFlagSet("cancelcheck map", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.Dir, "C", "", "run in this `directory`")
	fs.StringVar(&o.Tags, "tags", "", "comma-separated build `tags`")
	fs.BoolVar(&o.Tests, "test", false, "map tests too")
	fs.IntVar(&o.Parallel, "p", runtime.GOMAXPROCS(0), "`number` of packages analysed at a time")
	fs.BoolVar(&o.json, "json", false, "for programs: docs/map.md has the schema")
	fs.BoolVar(&o.DOT, "dot", false, "for Graphviz")
	fs.StringVar(&o.HTML, "html", "", "write one page for a browser to `file`")
	fs.StringVar(&o.Link, "link", "", "`template` of the page's links to places")
	fs.StringVar(&o.Profile, "profile", "", "the `file` of a goroutine or goroutineleak profile")
	analyzer.Facts.Flags.VisitAll(func(f *flag.Flag) {
		if f.Name != "factsonly" && f.Name != "level" && f.Name != "stats" {
			fs.Var(f.Value, analyzer.Facts.Name+"."+f.Name, f.Usage)
		}
	})
	return fs
}

const mapTopic = `The map lists every place that starts concurrent work: go statements, timers, and
calls of functions that run an argument concurrently, such as WaitGroup.Go.

	cancelcheck map [flags] [packages]
	cancelcheck map -profile file [flags] [packages]

For each it says what can stop the work, who waits for it, and a verdict:

	managed    something stops it, and somebody waits for it
	stopped    something stops it, nobody waits
	joined     somebody waits, nothing is seen to stop it
	short      it ends by itself, nobody waits
	loose      nothing stops it, and nobody waits
	unknown    what it runs is not in sight

What is listed is in the packages named, ./... by default, generated files
included, and tests only with -test. A verdict is no finding: the exit status is
0, or 2 if not everything could be analysed.

	-json             for programs
	-dot              for Graphviz: cancelcheck map -dot | dot -Tsvg >map.svg
	-html file        one page for a browser, which needs no network; - is stdout
	-link template    the page's links: {path} is the absolute file, {file} the file
	                  in its module, and there are {line} {column} {module} {package}:
	                  vscode://file{path}:{line}:{column}
	                  https://github.com/me/it/blob/main/{file}#L{line}
	-profile file     what a profile found of it
	-C directory, -tags tags, -test, -p number, -lifetime.NAME: as elsewhere

Files are named from the root of their module.

A profile is one of goroutine or goroutineleak, from net/http/pprof or
runtime/pprof: protobuf, or stack traces (debug=2), also those of a crash. For
every spawn with goroutines in it: how many, where they wait, and what the map
says of it. Stack traces say who created a goroutine. Protobuf does not; there a
goroutine belongs to the spawns whose body is its outermost function, and if
these are several, to any of them.
`
