package full

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	broken = true
	for _, at := range harm.Stuck(t, func(context.Context) { _, _ = readsNone() }) {
		seen[at] = true
	}
	harm.Wants(t, seen)
}
