// Package likely holds what ctxlost finds at level likely only.
package likely

import (
	"context"
	"os"
	"os/signal"
)

func work(context.Context) error { return nil }

func newCtx(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithCancel(ctx)
}

func signalsStayCaught(ctx context.Context) error {
	ctx, _ = signal.NotifyContext(ctx, os.Interrupt) // want `the cancel function of NotifyContext is thrown away`
	return work(ctx)
}

func ignore(context.CancelFunc) {}

func signalsArePassedToWhatForgets(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt) // want `nothing ever calls stop`
	ignore(stop)
	return work(ctx)
}

func responseIsReadLater(ctx context.Context, c *server) (*server, error) {
	ctx, _ = newCtx(ctx) // want `the cancel function of newCtx is thrown away`
	return c.do(ctx)
}

func (s *server) do(context.Context) (*server, error) { return s, nil }

func blankOnPurpose(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // want `nothing ever calls cancel`
	_ = cancel
	return work(ctx)
}

func calledOnOneBranch(ctx context.Context, early bool) error {
	ctx, cancel := newCtx(ctx) // want `a return loses cancel`
	err := work(ctx)
	if early {
		cancel()
	}
	return err
}

func assignedAnew(ctx context.Context, limited bool) error {
	ctx, cancel := context.WithCancel(ctx) // want `cancel is assigned anew before anything calls it`
	if limited {
		ctx, cancel = newCtx(ctx)
	}
	defer cancel()
	return work(ctx)
}

type server struct {
	name string
}
