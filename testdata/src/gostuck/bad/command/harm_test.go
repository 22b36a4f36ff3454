package command

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range []func(context.Context){
		func(context.Context) { _ = hangs(nil) },
		func(context.Context) { _ = tries(nil) },
		func(context.Context) { _ = retried(nil) },
		func(context.Context) { _ = Total(nil) },
	} {
		for _, at := range harm.Stuck(t, f) {
			seen[at] = true
		}
	}
	harm.Wants(t, seen)
}
