// Package likely holds what ctxescape finds at level likely only.
package likely

import (
	"context"
	"net/http"
)

type store interface {
	Save(ctx context.Context, name string) error
}

type server struct{ store store }

func (s *server) interfaceTakesIt(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() {
		_ = s.store.Save(ctx, r.URL.Path) // want `ctx ends with the HTTP request, not this goroutine: Save fails midway`
	}()
}

func (s *server) bodyPassesItOn(w http.ResponseWriter, r *http.Request) {
	go s.validate(r.Context(), "x") // want `r.Context\(\) ends with the HTTP request, not this goroutine: validate fails midway`
	w.WriteHeader(http.StatusAccepted)
}

func (s *server) validate(ctx context.Context, name string) {
	if name == "" {
		return
	}
	if err := s.store.Save(ctx, name); err != nil {
		println(err.Error())
	}
}

func (s *server) nothingButWork(w http.ResponseWriter, r *http.Request, v interface{ Validate(context.Context) }) {
	go v.Validate(r.Context()) // want `r.Context\(\) ends with the HTTP request`
}
