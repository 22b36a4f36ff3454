package lifetime

import (
	"go/token"
	"slices"
	"strings"
)

// ServesTests reports whether a position is in code that serves tests: a _test.go
// file, a file that imports testing or what tests are written with, or a package
// that its path says is for tests, mocks, benchmarks or examples. Such code
// simulates slowness and cancels on purpose. A name would be no reason to report
// something; it is enough to be less sure.
func (p *Package) ServesTests(pos token.Pos) bool {
	if p.isTest(pos) {
		return true
	}
	for _, f := range p.Pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			for _, spec := range f.Imports {
				if isTesting(strings.Trim(spec.Path.Value, `"`)) {
					return true
				}
			}
		}
	}
	path := p.Pass.Pkg.Path()
	if p.Pass.Module != nil { // a module may be called what it likes
		path = strings.TrimPrefix(path, p.Pass.Module.Path)
	}
	return slices.ContainsFunc(strings.Split(path, "/"), supportsTests)
}

// isTesting reports whether a package is one that tests are written with.
func isTesting(path string) bool {
	return path == "testing" || slices.ContainsFunc([]string{"github.com/stretchr/testify/", "github.com/onsi/ginkgo", "github.com/onsi/gomega"}, func(start string) bool {
		return strings.HasPrefix(path, start)
	})
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
		if slices.Contains([]string{"integration", "assert", "stress"}, word) { // with others: integrations
			return true
		}
	}
	return false
}

// notTests are the words that end like a test and have nothing to do with one.
var notTests = []string{"attest", "contest", "detest", "fastest", "greatest", "latest", "protest", "shortest"}
