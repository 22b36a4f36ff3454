package fix

import (
	"context"
	"net/http"

	"golang.org/x/sync/errgroup"
)

func shutdown(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	return srv.Shutdown(ctx) // want `ctx is done already`
}

func groups(ctx context.Context, srv *http.Server) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return gctx.Err() })
	if err := g.Wait(); err != nil {
		return err
	}
	return srv.Shutdown(gctx) // want `g.Wait has ended gctx`
}
