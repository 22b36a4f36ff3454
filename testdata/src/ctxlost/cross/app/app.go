// Package app loses what package lib returns.
package app

import (
	"context"

	"cancelcheck.test/src/ctxlost/cross/lib"
)

func work(context.Context) {}

func dropsWhatLibReturns(ctx context.Context) {
	ctx, _ = lib.Start(ctx) // want `the cancel function of Start is thrown away`
	work(ctx)
}

func callsForTheSideEffect(ctx context.Context) {
	lib.Watch(ctx, work) // want `the stop function of Watch is thrown away: what it started goes on`
}

func returnsPastIt(ctx context.Context, ok bool) {
	ctx, cancel := lib.Start(ctx) // want `a return loses cancel`
	if !ok {
		return
	}
	defer cancel()
	work(ctx)
}

func hidesItInLib(ctx context.Context) string {
	ctx, cancel := context.WithCancel(ctx) // want `nothing ever calls cancel`
	work(ctx)
	return lib.Named("x", cancel)
}

func calls(ctx context.Context) {
	ctx, cancel := lib.Start(ctx)
	defer cancel()
	work(ctx)
}

func keeps(ctx context.Context, k *lib.Keeper) {
	ctx, cancel := lib.Start(ctx)
	k.Add(cancel)
	work(ctx)
}

func endsByItself(ctx context.Context, k *lib.Keeper) {
	ctx, _ = lib.Scoped(ctx, k.Add)
	work(ctx)
}

func handsOn(ctx context.Context) (context.Context, func()) {
	return lib.Start(ctx)
}

func handsOnTheStop(ctx context.Context) func() { return lib.Watch(ctx, work) }
