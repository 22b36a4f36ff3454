// Package app has a context and calls what cannot be stopped.
package app

import (
	"context"

	"cancelcheck.test/src/ctxloop/cross/lib"
)

func run(ctx context.Context, in <-chan func()) {
	lib.ServeSome(in)
	lib.Serve(in) // want `Serve loops for ever: cancelling ctx cannot stop it \(ctxloop\)`
}
