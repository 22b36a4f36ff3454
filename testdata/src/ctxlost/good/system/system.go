// Package system calls its cancel function on another system only.
package system

import "context"

type server struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func calledElsewhere(ctx context.Context, s *server) {
	s.ctx, s.cancel = context.WithCancel(ctx)
	go run(s.ctx)
}

func run(context.Context) {}
