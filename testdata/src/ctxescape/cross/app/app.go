// Package app serves requests and passes their contexts to package lib.
package app

import (
	"context"
	"database/sql"
	"net/http"

	"cancelcheck.test/src/ctxescape/cross/lib"
)

type server struct{ db *sql.DB }

func (s *server) startsInLib(w http.ResponseWriter, r *http.Request) {
	lib.Record(r.Context(), s.db, "x") // want `r.Context\(\) ends with the HTTP request, what Record starts with it does not`
}

func (s *server) startsTwoLevelsDown(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	lib.RecordBelow(ctx, s.db) // want `ctx ends with the HTTP request, what RecordBelow starts with it does not`
}

func (s *server) startsLib(w http.ResponseWriter, r *http.Request) {
	go lib.Save(r.Context(), s.db) // want `r.Context\(\) ends with the HTTP request, not this goroutine: Save fails midway`
}

func (s *server) libWaits(w http.ResponseWriter, r *http.Request) { lib.RecordNow(r.Context(), s.db) }

func (s *server) libDetaches(w http.ResponseWriter, r *http.Request) {
	lib.RecordDetached(r.Context(), s.db)
}

func (s *server) detached(w http.ResponseWriter, r *http.Request) {
	lib.Record(context.WithoutCancel(r.Context()), s.db, "x")
}

func notServing(ctx context.Context, s *server) { lib.Record(ctx, s.db, "x") }

func (s *server) startsByLib(w http.ResponseWriter, r *http.Request) {
	lib.Start(func() error { return lib.Save(r.Context(), s.db) }) // want `r.Context\(\) ends with the HTTP request`
}

func (s *server) startsTwoByLib(w http.ResponseWriter, r *http.Request) {
	lib.RunFirst(func() { _ = s.db.PingContext(r.Context()) }, func() {
		_ = lib.Save(r.Context(), s.db) // want `r.Context\(\) ends with the HTTP request`
	})
}

func (s *server) libRunsAndWaits(w http.ResponseWriter, r *http.Request) {
	_ = lib.Run(func() error { return lib.Save(r.Context(), s.db) })
	_ = lib.RunBelow(func() error { return lib.Save(r.Context(), s.db) })
}

func (s *server) libRunsAllAndWaits(w http.ResponseWriter, r *http.Request) {
	lib.RunAll(
		func() { _ = lib.Save(r.Context(), s.db) },
		func() { _ = lib.Save(r.Context(), s.db) },
	)
}

func (s *server) receivesWhatLibReturns(w http.ResponseWriter, r *http.Request) {
	result := lib.Start(func() error { return lib.Save(r.Context(), s.db) })
	if <-result != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}
