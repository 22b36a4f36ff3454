// Package fix holds what ctxescape can mend.
package fix

import (
	"context"
	"database/sql"
	"net/http"
)

type server struct{ db *sql.DB }

func (s *server) argument(w http.ResponseWriter, r *http.Request) {
	go s.db.ExecContext(r.Context(), "insert") // want `r.Context\(\) ends with the HTTP request`
}

func (s *server) captured(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), "k", 1)
	go func() {
		s.db.ExecContext(ctx, "insert") // want `ctx ends with the HTTP request`
		s.db.ExecContext(ctx, "update")
	}()
}
