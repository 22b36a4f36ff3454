// Package root holds what go vet's lostcancel reports and ctxlost does not, if it
// is asked for more, too.
package root

import "context"

func work(context.Context) error { return nil }

func thrownOfRoot(ctx context.Context, alone bool) error {
	if alone {
		ctx, _ = context.WithCancel(context.Background())
	}
	return work(ctx)
}
