// Command lost prints what gosec's rule G118 says of the packages of a module,
// one line each, for the comparison with ctxlost and ctxescape:
//
//	cd bench/lost && GOWORK=off go build -o /tmp/g118 . && cd path/to/module && /tmp/g118 ./...
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

// ask returns what G118 says, sorted.
func ask(patterns []string) (found []string, err error) {
	quiet := log.New(io.Discard, "", 0)
	dirs := map[string]bool{}
	for _, pattern := range patterns {
		paths, err := gosec.PackagePaths(pattern, nil)
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			dirs[path] = true
		}
	}
	g := gosec.NewAnalyzer(gosec.NewConfig(), false, true, false, 2, quiet)
	g.LoadAnalyzers(analyzers.Generate(false, analyzers.NewAnalyzerFilter(false, "G118")).AnalyzersInfo())
	var list []string
	for dir := range dirs {
		list = append(list, dir)
	}
	slices.Sort(list)
	if err := g.Process(nil, list...); err != nil {
		return nil, err
	}
	issues, _, _ := g.Report()
	for _, i := range issues {
		found = append(found, fmt.Sprintf("%s:%s: %s", i.File, i.Line, i.What))
	}
	slices.Sort(found)
	return found, nil
}
