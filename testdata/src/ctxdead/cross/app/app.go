// Package app uses package lib with a dead context.
package app

import (
	"context"

	"cancelcheck.test/src/ctxdead/cross/lib"
)

func run(ctx context.Context, s *lib.Service) error {
	<-ctx.Done()
	lib.Note(ctx)
	if err := s.Stop(lib.Detached(ctx)); err != nil {
		return err
	}
	short, cancel := lib.Limited(ctx) // want `ctx is done already: Limited makes a context that is dead at birth`
	defer cancel()
	_ = s.Stop(short)
	return s.Stop(ctx) // want `ctx is done already: Stop returns at once`
}

func cancelled(ctx context.Context, s *lib.Service) error {
	ctx, cancel := lib.Limited(ctx)
	cancel()
	return s.Stop(ctx) // want `cancel has ended ctx: Stop returns at once`
}
