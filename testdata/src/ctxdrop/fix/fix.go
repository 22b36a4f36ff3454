package fix

import (
	"context"
	"crypto/tls"
	"database/sql"
	"net"
	"net/http"
	"os/exec"
)

type result struct{ rows *sql.Rows }

func query(ctx context.Context, db *sql.DB, id int) (r result, err error) {
	r.rows, err = db.Query("SELECT $1", id) // want `db.Query waits`
	return r, err
}

func noArguments(ctx context.Context, raw net.Conn) error {
	conn := tls.Client(raw, nil)
	return conn.Handshake() // want `conn.Handshake waits`
}

func request(ctx context.Context, c *http.Client) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil) // want `the request is made without ctx`
	if err != nil {
		return err
	}
	_, err = c.Do(req)
	return err
}

func handler(w http.ResponseWriter, r *http.Request) {
	out, err := exec.Command( // want `the command is made without r.Context\(\)`
		"dot",
		"-Tsvg",
	).Output()
	if err == nil {
		w.Write(out)
	}
}
