package testkit

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	for _, at := range harm.Stuck(t, func(context.Context) { _, _ = Measure(nil) }) {
		seen[at] = true
	}
	harm.Wants(t, seen)
}
