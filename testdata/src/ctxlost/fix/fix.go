// Package fix holds what ctxlost can mend.
package fix

import (
	"context"
	"time"
)

func work(context.Context) error { return nil }

func newCtx(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Minute)
}

func newCauseCtx(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	return context.WithCancelCause(ctx)
}

func thrown(ctx context.Context) error {
	short, _ := newCtx(ctx) // want `the cancel function of newCtx is thrown away`
	return work(short)
}

func thrownWithCause(ctx context.Context) error {
	if ctx.Err() == nil {
		inner, _ := newCauseCtx(ctx) // want `the cancel function of newCauseCtx is thrown away`
		return work(inner)
	}
	return nil
}

func nameTaken(ctx context.Context, cancel string) error {
	short, _ := newCtx(ctx) // want `the cancel function of newCtx is thrown away`
	println(cancel)
	return work(short)
}
