// Package lib needs live contexts.
package lib

import (
	"context"
	"net/http"
	"time"
)

// A Service is a server that one can stop.
type Service struct{ srv http.Server }

// Stop stops the service gracefully.
func (s *Service) Stop(ctx context.Context) error { return s.srv.Shutdown(ctx) }

// Limited returns a context with the library's time limit.
func Limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Second)
}

// Detached returns a context that lives on.
func Detached(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// Note needs nothing.
func Note(ctx context.Context) { _ = ctx.Value("k") }
