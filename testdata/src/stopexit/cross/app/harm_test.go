package main

import (
	"testing"

	"cancelcheck.test/harm"
)

func TestMain(m *testing.M) { harm.Main(m, cases) }

func TestHarm(t *testing.T) {
	for name := range cases {
		if harm.Unsettled(t, name) != true {
			t.Errorf("%s: what is deferred: skipped: %v", name, !true)
		}
	}
}
