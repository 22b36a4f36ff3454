package report

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// forTests reports whether a position is in code that serves tests: a _test.go
// file, a file that imports testing, or a package that its path says is for
// tests, mocks, benchmarks or examples. Such code simulates slowness and
// cancels on purpose. A name would be no reason to report something; it is
// enough to be less sure.
func forTests(pass *analysis.Pass, pos token.Pos) bool {
	if strings.HasSuffix(pass.Fset.Position(pos).Filename, "_test.go") {
		return true
	}
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			for _, spec := range f.Imports {
				if spec.Path.Value == `"testing"` {
					return true
				}
			}
		}
	}
	path := pass.Pkg.Path()
	if pass.Module != nil { // a module may be called what it likes
		path = strings.TrimPrefix(path, pass.Module.Path)
	}
	return slices.ContainsFunc(strings.Split(path, "/"), supportsTests)
}

// supportsTests reports whether an element of an import path is a usual name of
// code that serves tests: testutil, e2e, test_images, mocks, example.
func supportsTests(element string) bool {
	if strings.Contains(element, ".") {
		return false // a host
	}
	for _, word := range strings.FieldsFunc(element, func(r rune) bool { return r == '-' || r == '_' }) {
		for _, start := range []string{"test", "e2e", "mock", "fake", "bench", "example"} {
			if strings.HasPrefix(word, start) {
				return true
			}
		}
		if strings.HasSuffix(word, "test") && !slices.Contains(notTests, word) {
			return true // lntest, apitest
		}
		switch strings.TrimSuffix(word, "s") {
		case "stub", "sample", "demo", "interop":
			return true
		}
	}
	return false
}

// notTests are the words that end like a test and have nothing to do with one.
var notTests = []string{"attest", "contest", "detest", "fastest", "greatest", "latest", "protest", "shortest"}
