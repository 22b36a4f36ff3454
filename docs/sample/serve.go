// Package sample is the example of cancelcheck's README.
package sample

import (
	"context"
	"net/http"
)

// Serve serves until ctx is done, and then means to drain the connections.
func Serve(ctx context.Context, srv *http.Server) error {
	go srv.ListenAndServe()
	<-ctx.Done()
	return srv.Shutdown(ctx)
}
