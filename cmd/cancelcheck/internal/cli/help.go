package cli

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// Commands is what can stand in the place of flags and packages.
var Commands = []string{"baseline", "explain", "files", "help", "map", "version"}

const intro = `cancelcheck finds goroutines, loops and blocking calls that nothing can stop.

	cancelcheck [flags] [packages]    analyse packages, ./... by default
	cancelcheck baseline write        remember the findings of today in a file
	cancelcheck baseline check        report those that are not in it
	cancelcheck explain file:line     say what the rules make of a line, and why
	cancelcheck files file.go...      analyse the packages of the files, in whatever modules
	cancelcheck map [packages]        what starts goroutines, what stops them, who waits
	cancelcheck help [rule | topic]   explain a rule, or baseline, formats, map, since
	cancelcheck version               print the version
	go vet -vettool=$(which cancelcheck) [packages]

Exit status: 0 nothing found, 1 findings, 2 the analysis could not be done.

Flags:
`

// Help explains the command, or the rule or topic that args name.
func Help(w io.Writer, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("help explains one rule at a time: %s", strings.Join(args, " "))
	}
	if len(args) == 1 {
		if text, ok := topics[args[0]]; ok {
			_, err := io.WriteString(w, text)
			return err
		}
		a, err := Rule(args[0])
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s\n\n%s\n", strings.TrimSpace(a.Doc), a.URL)
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, intro)
	(&Options{}).flags().VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(t, "\t-%s %s\t%s\n", f.Name, value, usage)
	})
	fmt.Fprint(t, "\nRules:\n")
	for _, a := range analyzer.All {
		if a == analyzer.Facts {
			continue
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(a.Doc, a.Name+": "), "\n")
		fmt.Fprintf(t, "\t%s\t%s\n", a.Name, title)
	}
	return t.Flush()
}

// Version prints what was built, and from what.
func Version(w io.Writer) error {
	version, revision := "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value
			}
		}
	}
	_, err := fmt.Fprintf(w, "cancelcheck %s%s %s\n", version, revision, runtime.Version())
	return err
}
