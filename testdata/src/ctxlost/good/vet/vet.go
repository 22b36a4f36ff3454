// Package vet holds what ctxlost leaves to go vet's lostcancel.
package vet

import "context"

func work(context.Context) error { return nil }

func thrown(ctx context.Context) error {
	ctx, _ = context.WithCancel(ctx)
	return work(ctx)
}

func lostOnPath(ctx context.Context, ok bool) error {
	ctx, cancel := context.WithCancel(ctx)
	if !ok {
		return nil
	}
	defer cancel()
	return work(ctx)
}

func lostOnTurn(ctx context.Context, n int) error {
	for range n {
		ctx, cancel := context.WithCancel(ctx)
		if work(ctx) != nil {
			continue
		}
		cancel()
	}
	return nil
}

func calledInOneCase(ctx context.Context, n int) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	switch {
	case n > 1:
		err = work(ctx)
	case n > 0:
		cancel()
	}
	return err
}
