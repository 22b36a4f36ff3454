package main

import (
	"os"
	"testing"

	"cancelcheck.test/harm"
)

func TestMain(m *testing.M) {
	harm.Case(cases)
	defer os.RemoveAll("no-such-folder")
	os.Exit(m.Run()) // want `os.Exit ends the process: the deferred os.RemoveAll never runs`
}

func TestHarm(t *testing.T) {
	for name := range cases {
		if !harm.Unsettled(t, name) {
			t.Errorf("%s: nothing is skipped", name)
		}
	}
}
