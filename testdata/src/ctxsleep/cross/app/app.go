// Package app has contexts, and calls what pauses.
package app

import (
	"context"
	"time"

	"cancelcheck.test/src/ctxsleep/cross/lib"
)

func start(ctx context.Context, d *lib.Device) error {
	lib.Settle()             // want `Settle ignores ctx`
	lib.Nap(5 * time.Second) // want `Nap ignores ctx`
	lib.Nap(time.Millisecond)
	d.Reset() // want `Reset ignores ctx`
	lib.Brief()
	return ctx.Err()
}
