// Command lost prints what gosec's rule G118 says of the packages of a module,
// one line each, for the comparison with ctxlost and ctxescape:
//
//	cd bench/lost && go build -o /tmp/g118 . && cd path/to/module && /tmp/g118 ./...
//
// G118 can be built as no analyzer of go/analysis: it wants a result whose type
// is internal to gosec. So this asks gosec as a library.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/securego/gosec/v2"
	"github.com/securego/gosec/v2/analyzers"
	"golang.org/x/tools/go/packages"
)

func main() {
	root, err := os.Getwd()
	if err != nil {
		log.Fatal(err)
	}
	found, err := ask(os.Args[1:])
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range found {
		fmt.Println(strings.TrimPrefix(line, root+"/"))
	}
}

// ask returns what G118 says, sorted. gosec's own way to load packages does so
// one at a time, dependencies from source each time; here they are loaded at
// once, as go vet's are.
func ask(patterns []string) (found []string, err error) {
	pkgs, err := packages.Load(&packages.Config{Mode: gosec.LoadMode | packages.NeedExportFile}, patterns...)
	if err != nil {
		return nil, err
	}
	g := gosec.NewAnalyzer(gosec.NewConfig(), false, true, false, 1, log.New(io.Discard, "", 0))
	g.LoadAnalyzers(analyzers.Generate(false, analyzers.NewAnalyzerFilter(false, "G118")).AnalyzersInfo())
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 {
			fmt.Fprintln(os.Stderr, pkg.PkgPath, pkg.Errors[0])
			continue
		}
		g.CheckRules(pkg) // reads the comments that silence
		g.CheckAnalyzers(pkg)
	}
	issues, _, _ := g.Report()
	for _, i := range issues {
		found = append(found, fmt.Sprintf("%s:%s: %s", i.File, i.Line, i.What))
	}
	slices.Sort(found)
	return found, nil
}
