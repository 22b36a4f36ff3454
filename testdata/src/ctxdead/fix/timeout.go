package fix

import (
	"context"
	"log"
	"net/http"
	"time"
)

func limited(ctx context.Context, srv *http.Server) {
	go func() {
		<-ctx.Done()
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second) // want `WithTimeout makes a context that is dead at birth`
		defer cancel()
		log.Print(srv.Shutdown(ctx))
	}()
}

func inALoop(ctx context.Context, srv *http.Server, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			if err := srv.Shutdown(ctx); err != nil { // want `Shutdown returns at once`
				log.Print(err)
			}
			return
		case j := <-jobs:
			log.Print(j)
		}
	}
}
