// Package likely drops contexts in ways that are arguable.
package likely

import (
	"context"
	"crypto/tls"
	"database/sql"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func use(any) {}

func withATimeLimit(ctx context.Context, addr string) (net.Conn, error) {
	use(ctx)
	return net.DialTimeout("tcp", addr, time.Second) // want `net.DialTimeout waits for the network and ignores ctx, Dialer.DialContext does not`
}

func dialerWithATimeLimit(ctx context.Context, addr string) (net.Conn, error) {
	use(ctx)
	d := &net.Dialer{Timeout: time.Second}
	return d.Dial("tcp", addr) // want `d.Dial waits for the network and ignores ctx`
}

func secureWithATimeLimit(ctx context.Context, addr string) (*tls.Conn, error) {
	use(ctx)
	return tls.DialWithDialer(&net.Dialer{Timeout: time.Second}, "tcp", addr, nil) // want `tls.DialWithDialer waits for the network and ignores ctx`
}

func deadlineBeforeTheHandshake(ctx context.Context, conn *tls.Conn) error {
	use(ctx)
	conn.SetDeadline(time.Now().Add(time.Second))
	return conn.Handshake() // want `conn.Handshake waits for the network and ignores ctx`
}

type api struct{ http *http.Client }

func newAPI() *api { return &api{http: &http.Client{Timeout: time.Minute}} }

func (a *api) get(ctx context.Context) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil) // want `the request is made without ctx`
	if err != nil {
		return err
	}
	use(ctx)
	_, err = a.http.Do(req)
	return err
}

func (a *api) head(ctx context.Context) error {
	use(ctx)
	_, err := a.http.Head("https://example.com/") // want `a.http.Head waits for the network and ignores ctx`
	return err
}

func unnamed(_ context.Context, host string) ([]string, error) {
	return net.LookupHost(host) // want `net.LookupHost waits for the network and ignores its context`
}

type worker struct {
	ctx context.Context
	db  *sql.DB
}

func newWorker(ctx context.Context, db *sql.DB) *worker {
	return &worker{ctx: ctx, db: db}
}

func (w *worker) check() error {
	return w.db.Ping() // want `w.db.Ping waits for a database and ignores w.ctx`
}

func untilASignal(db *sql.DB) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	use(ctx)
	return db.Ping() // want `db.Ping waits for a database and ignores ctx`
}

func inAWorker(ctx context.Context, db *sql.DB) {
	go func() {
		for ctx.Err() == nil {
			use(db.Ping()) // want `db.Ping waits for a database and ignores ctx`
		}
	}()
}

func requestThatIsNotServed(req *http.Request, addr string) (net.Conn, error) {
	use(req)
	return net.Dial("tcp", addr) // want `net.Dial waits for the network and ignores req.Context\(\)`
}

func connectionTakenOver(w http.ResponseWriter, r *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	use(err)
	peer, err := net.Dial("tcp", r.URL.Host) // want `net.Dial waits for the network and ignores r.Context\(\)`
	use(conn)
	use(peer)
}

func sentByALiteralOfUnknownUse(ctx context.Context, later func(func() error) error) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil) // want `the request is made without ctx`
	if err != nil {
		return err
	}
	return later(func() error {
		_, err := http.DefaultClient.Do(req)
		return err
	})
}

func inATransaction(ctx context.Context, tx *sql.Tx) error {
	use(ctx)
	_, err := tx.Exec("UPDATE t SET a = 1") // want `tx.Exec waits for a database and ignores ctx, ExecContext does not`
	return err
}

// A pair of which only the interface is known.
type backend interface {
	Fetch(id string) ([]byte, error)
	FetchContext(ctx context.Context, id string) ([]byte, error)
}

func fetchesFromABackend(ctx context.Context, b backend) ([]byte, error) {
	use(ctx)
	return b.Fetch("a") // want `b.Fetch ignores ctx, FetchContext does not`
}

// Roots that are passed on beside a live context.

func save(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "COMMIT")
	return err
}

func rootBesideAContext(ctx context.Context, db *sql.DB) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return save(context.Background(), db) // want `save gets context.Background\(\) while ctx is at hand: cancelling it has no effect here`
}

func rootForAQuery(ctx context.Context, db *sql.DB) error {
	use(ctx)
	_, err := db.ExecContext(context.TODO(), "SELECT 1") // want `db.ExecContext gets context.TODO\(\) while ctx is at hand`
	return err
}

// Helpers that lack a parameter.

func again(f func() error) error {
	for range 3 {
		if f() == nil {
			return nil
		}
	}
	return nil
}

func lookUp(host string) []string {
	all, _ := net.LookupHost(host) // want `net.LookupHost waits for the network: every caller of lookUp has a context, it gets none`
	return all
}

func oneCaller(ctx context.Context) {
	use(ctx)
	use(lookUp("example.com"))
}

func anotherCaller(ctx context.Context) error {
	return again(func() error {
		use(lookUp("example.org"))
		return ctx.Err()
	})
}

func serverSide(ctx context.Context, raw net.Conn) error {
	use(ctx)
	conn := tls.Server(raw, nil)
	return conn.Handshake() // want `conn.Handshake waits for the network and ignores ctx`
}
