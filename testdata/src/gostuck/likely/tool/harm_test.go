package main

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	for _, at := range harm.Stuck(t, func(context.Context) { _ = (&shelf{names: make([]string, 11)}).measure() }) {
		seen[at] = true
	}
	for _, at := range harm.Stuck(t, func(context.Context) { (&shelf{}).label(make([]string, 11)) }) {
		seen[at] = true
	}
	for _, at := range harm.Stuck(t, func(context.Context) { waits(nil) }) {
		seen[at] = true
	}
	harm.Wants(t, seen)
}
