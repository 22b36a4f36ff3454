package command

import (
	"context"
	"testing"

	"cancelcheck.test/harm"
)

func TestHarm(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range []func(context.Context){
		func(context.Context) { _ = weighAll([]string{"ada", "bob"}) },
		func(context.Context) { _ = count(nil, nil) },
		func(context.Context) { _ = sumOf([]string{"ada", "bob"}) },
		func(context.Context) { _ = Pick{}.From([]string{"ada", "bob"}) },
		func(context.Context) { _ = (&tally{1}).Execute([]string{"ada", "bob"}) },
	} {
		for _, at := range harm.Stuck(t, f) {
			seen[at] = true
		}
	}
	harm.Wants(t, seen)
}
