package main

import (
	"os"
	"testing"

	"cancelcheck.test/harm"
)

func TestMain(m *testing.M) { harm.Main(m, cases) }

func TestHarm(t *testing.T) {
	for name := range cases {
		if harm.Unsettled(t, name) != false {
			t.Errorf("%s: what is deferred: skipped: %v", name, !false)
		}
	}
}

// What a TestMain does when nothing is pending.
func testMainWithoutDefers(m *testing.M) {
	code := m.Run()
	os.Remove("case")
	os.Exit(code)
}
