// Package app has contexts, and calls what waits.
package app

import (
	"context"

	"cancelcheck.test/src/ctxdrop/cross/lib"
)

func start(ctx context.Context, b *lib.Builder) error {
	if err := lib.Fetch("https://example.com/"); err != nil { // want `lib.Fetch waits for the network and ignores ctx, FetchContext does not`
		return err
	}
	n, err := b.Size()
	if err != nil || n == 0 {
		return err
	}
	if err := lib.FetchContext(ctx, "https://example.com/"); err != nil {
		return err
	}
	return b.Build("all") // want `b.Build waits for another process and ignores ctx, BuildWithContext does not`
}
