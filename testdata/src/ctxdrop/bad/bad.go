// Package bad drops a context that is at hand.
package bad

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"io"
	"log"
	"net"
	"net/http"
	"os/exec"
	"time"
)

func use(any) {}

func getsAPage(ctx context.Context, url string) error {
	resp, err := http.Get(url) // want `http.Get waits for the network and ignores ctx, NewRequestWithContext does not \(ctxdrop\)`
	if err != nil {
		return err
	}
	use(ctx)
	return resp.Body.Close()
}

func postsWithAClientOfItsOwn(ctx context.Context, client *http.Client, body io.Reader) error {
	resp, err := client.Post("https://example.com/", "text/plain", body) // want `client.Post waits for the network and ignores ctx`
	use(resp)
	return err
}

func proxies(c *http.Client) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		resp, err := c.Get("https://example.com/metrics") // want `c.Get waits for the network and ignores r.Context\(\)`
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		io.Copy(w, resp.Body)
	}
}

func dials(ctx context.Context, addr string) (net.Conn, error) {
	return net.Dial("tcp", addr) // want `net.Dial waits for the network and ignores ctx, Dialer.DialContext does not`
}

func resolverThatDials() *net.Resolver {
	return &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return net.Dial(network, "dns.example.com:53") // want `net.Dial waits for the network and ignores ctx`
		},
	}
}

func dialsTheOtherBranchWell(ctx context.Context, addr string, secure bool) (net.Conn, error) {
	if secure {
		return new(tls.Dialer).DialContext(ctx, "tcp", addr)
	}
	var d net.Dialer
	return d.Dial("tcp", addr) // want `d.Dial waits for the network and ignores ctx, DialContext does not`
}

func shakesHands(ctx context.Context, raw net.Conn, config *tls.Config) error {
	use(ctx)
	conn := tls.Client(raw, config)
	return conn.Handshake() // want `conn.Handshake waits for the network and ignores ctx, HandshakeContext does not`
}

func dialsSecurely(ctx context.Context, addr string) error {
	conn, err := tls.Dial("tcp", addr, nil) // want `tls.Dial waits for the network and ignores ctx`
	use(conn)
	return err
}

func looksUp(ctx context.Context, host string) ([]string, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return net.LookupHost(host) // want `net.LookupHost waits for the network and ignores ctx, Resolver.LookupHost does not`
}

func resolvesAName(ctx context.Context) error {
	addr, err := net.ResolveTCPAddr("tcp", "db.example.com:5432") // want `net.ResolveTCPAddr waits for the network and ignores ctx`
	use(addr)
	return err
}

func queries(ctx context.Context, db *sql.DB) error {
	rows, err := db.Query("SELECT 1") // want `db.Query waits for a database and ignores ctx, QueryContext does not`
	if err != nil {
		return err
	}
	return rows.Close()
}

func begins(ctx context.Context, db *sql.DB) error {
	tx, err := db.Begin() // want `db.Begin waits for a database and ignores ctx, DB.BeginTx does not`
	if err != nil {
		return err
	}
	return tx.Commit()
}

type store struct{ db *sql.DB }

func (s *store) count(ctx context.Context) (n int, err error) {
	err = s.db.QueryRow("SELECT count(*) FROM t").Scan(&n) // want `s.db.QueryRow waits for a database and ignores ctx`
	return n, err
}

func sendsARequest(ctx context.Context, body []byte) error {
	req, err := http.NewRequest(http.MethodPut, "https://example.com/", bytes.NewReader(body)) // want `the request is made without ctx: cancelling it cannot end http.DefaultClient.Do`
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "text/plain")
	req.SetBasicAuth("me", "secret")
	log.Print("sending ", req)
	resp, err := http.DefaultClient.Do(req)
	use(resp)
	return err
}

type doer interface {
	Do(*http.Request) (*http.Response, error)
}

func sendsThroughAnInterface(ctx context.Context, d doer) error {
	var req *http.Request
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil) // want `the request is made without ctx: cancelling it cannot end d.Do`
	if err != nil {
		return err
	}
	_, err = d.Do(req)
	return err
}

type api struct{ http *http.Client }

// Split over two functions: the other one is in another file.
func (a *api) list(ctx context.Context) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/list", nil) // want `the request is made without ctx: cancelling it cannot end a.do`
	if err != nil {
		return err
	}
	return a.do(req)
}

// Made here, sent by the callers: nobody attaches the context.
func (a *api) newRequest(ctx context.Context, path string) (*http.Request, error) {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/"+path, nil) // want `the request is made without ctx: cancelling it cannot end a.http.Do`
	if err != nil {
		return nil, err
	}
	use(ctx)
	return req, nil
}

func (a *api) newJSON(ctx context.Context, path string) (*http.Request, error) {
	req, err := a.newRequest(ctx, path)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	return req, nil
}

func (a *api) users(ctx context.Context) error {
	req, err := a.newJSON(ctx, "users")
	if err != nil {
		return err
	}
	_, err = a.http.Do(req)
	return err
}

func requestInARetry(ctx context.Context, c *http.Client) error {
	return again(func() error {
		req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil) // want `the request is made without ctx`
		if err != nil {
			return err
		}
		use(ctx)
		_, err = c.Do(req)
		return err
	})
}

func runsACommand(ctx context.Context, dir string) error {
	return exec.Command("tar", "-xf", dir).Run() // want `the command is made without ctx: cancelling it cannot end the process`
}

func readsACommand(ctx context.Context, dir string) ([]byte, error) {
	cmd := exec.Command("git", "fetch") // want `the command is made without ctx: cancelling it cannot end the process`
	cmd.Dir = dir
	return cmd.Output()
}

func startsAndWaits(ctx context.Context, out io.Writer) error {
	cmd := exec.Command("make") // want `the command is made without ctx`
	cmd.Stdout = out
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Wait()
}

func commandByAHelper(ctx context.Context) error {
	cmd := exec.Command("make", "all") // want `the command is made without ctx`
	return quietly(cmd)
}

func handlerRuns(w http.ResponseWriter, r *http.Request) {
	out, err := exec.Command("dot", "-Tsvg").CombinedOutput() // want `the command is made without r.Context\(\)`
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(out)
}

// A pair of functions of one's own: what it waits for is found out.
type repo struct{ db *sql.DB }

func (r *repo) Load(id int) error {
	_, err := r.db.Exec("SELECT $1", id)
	return err
}

func (r *repo) LoadContext(ctx context.Context, id int) error {
	_, err := r.db.ExecContext(ctx, "SELECT $1", id)
	return err
}

func loads(ctx context.Context, r *repo) error {
	return r.Load(1) // want `r.Load waits for a database and ignores ctx, LoadContext does not`
}

func fetch(url string) error {
	_, err := http.Head(url)
	return err
}

func fetchCtx(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req)
	return err
}

func fetches(ctx context.Context) error {
	return fetch("https://example.com/") // want `fetch waits for the network and ignores ctx, fetchCtx does not`
}

func derivedAndThenDropped(parent context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	use(ctx)
	return db.Ping() // want `db.Ping waits for a database and ignores ctx`
}

type transport struct{ base http.RoundTripper }

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	token, err := http.Get("https://example.com/token") // want `http.Get waits for the network and ignores req.Context\(\)`
	use(token)
	if err != nil {
		return nil, err
	}
	return t.base.RoundTrip(req)
}
