// Package good calls what takes no context for a reason, or gives the context
// in another way; a function is named for its case.
package good

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sync/singleflight"
)

func use(any) {}

func attachedLater(ctx context.Context) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "*/*")
	req = req.WithContext(ctx)
	_, err = http.DefaultClient.Do(req)
	return err
}

func attachedWhereItIsSent(ctx context.Context) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req.WithContext(ctx))
	return err
}

func attachedToAClone(ctx context.Context) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return err
	}
	other := req.Clone(ctx)
	_, err = http.DefaultClient.Do(other)
	return err
}

func attachedOnSomePath(ctx context.Context) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return err
	}
	if ctx != nil {
		req = req.WithContext(ctx)
	}
	_, err = http.DefaultClient.Do(req)
	return err
}

type client struct{ http *http.Client }

func (c *client) do(ctx context.Context, req *http.Request) error {
	_, err := c.http.Do(req.WithContext(ctx))
	return err
}

func attachedByTheCallee(ctx context.Context, c *client) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return err
	}
	return c.do(ctx, req)
}

type sender interface {
	Send(ctx context.Context, req *http.Request) error
}

func handedToSomebodyElse(ctx context.Context, s sender) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return err
	}
	return s.Send(ctx, req)
}

func builtForTheCaller(ctx context.Context, path string) (*http.Request, error) {
	use(ctx)
	req, err := http.NewRequest(http.MethodGet, "https://example.com/"+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "*/*")
	return req, nil
}

func built(ctx context.Context, path string) (*http.Request, error) {
	use(ctx)
	return http.NewRequest(http.MethodGet, "https://example.com/"+path, nil)
}

func builtAndNamed(ctx context.Context, path string) (*http.Request, error) {
	use(ctx)
	req, err := http.NewRequest(http.MethodGet, "https://example.com/"+path, nil)
	return req, err
}

func attachedByTheCaller(ctx context.Context, first bool) error {
	req, err := builtAndNamed(ctx, "a")
	if err != nil {
		return err
	}
	if first {
		_, err = http.DefaultClient.Do(req.WithContext(ctx))
		return err
	}
	other, err := built(ctx, "b")
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(other.WithContext(ctx))
	return err
}

func onlySigned(ctx context.Context, sign func(context.Context, *http.Request) error) (string, error) {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return "", err
	}
	return req.URL.String(), sign(ctx, req)
}

func servedByAHandler(ctx context.Context, h http.Handler) int {
	use(ctx)
	req, _ := http.NewRequest(http.MethodGet, "/", bytes.NewReader(nil))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Code
}

func cancelledByAWatcher(ctx context.Context, t *http.Transport) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { t.CancelRequest(req) })
	defer stop()
	_, err = t.RoundTrip(req)
	return err
}

func sentApart(ctx context.Context) error {
	req, err := http.NewRequest(http.MethodGet, "https://example.com/", nil)
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() {
		_, err := http.DefaultClient.Do(req)
		failed <- err
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func forwardsTheRequestItGot(ctx context.Context, req *http.Request) error {
	use(ctx)
	_, err := http.DefaultClient.Do(req) // it has a context
	return err
}

func handshakeApart(ctx context.Context, conn *tls.Conn) error {
	failed := make(chan error, 1)
	go func() { failed <- conn.Handshake() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		conn.Close()
		<-failed
		return ctx.Err()
	}
}

func dialsANumberWithoutHandshake(ctx context.Context) (net.Conn, error) {
	use(ctx)
	return net.Dial("udp", "192.0.2.1:53") // to learn one's own address
}

func dialsASocketFile(ctx context.Context, path string) (net.Conn, error) {
	use(ctx)
	return net.Dial("unix", path)
}

type daemon struct{ proto, addr string }

func (d *daemon) dial(ctx context.Context) (net.Conn, error) {
	switch d.proto {
	case "unix":
		return net.Dial(d.proto, d.addr)
	}
	return new(net.Dialer).DialContext(ctx, d.proto, d.addr)
}

func dialsThisMachine(ctx context.Context, port string) (net.Conn, error) {
	use(ctx)
	return net.Dial("tcp", "127.0.0.1:"+port)
}

func dialsItself(ctx context.Context, ln net.Listener) (net.Conn, error) {
	use(ctx)
	return net.Dial("tcp", ln.Addr().String())
}

func listens(ctx context.Context, addr string) (net.Listener, error) {
	use(ctx)
	return net.Listen("tcp", addr)
}

func resolvesANumber(ctx context.Context) (*net.TCPAddr, error) {
	use(ctx)
	return net.ResolveTCPAddr("tcp", "192.0.2.1:80")
}

func resolvesAnyPort(ctx context.Context) (*net.UDPAddr, error) {
	use(ctx)
	return net.ResolveUDPAddr("udp", ":0")
}

func resolvesWhatMayBeANumber(ctx context.Context, r *http.Request) (*net.TCPAddr, error) {
	use(ctx)
	return net.ResolveTCPAddr("tcp", r.RemoteAddr)
}

func looksUpThisMachine(ctx context.Context) ([]string, error) {
	use(ctx)
	return net.LookupHost("localhost")
}

func startsADaemon(ctx context.Context) error {
	use(ctx)
	cmd := exec.Command("daemon", "--detach")
	return cmd.Start()
}

func daemonLetGo(ctx context.Context) (int, error) {
	use(ctx)
	cmd := exec.Command("daemon")
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	pid := cmd.Process.Pid
	return pid, cmd.Process.Release()
}

func killedByAWatcher(ctx context.Context) error {
	cmd := exec.Command("server")
	if err := cmd.Start(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { cmd.Process.Kill() })
	defer stop()
	return cmd.Wait()
}

func waitedForApart(ctx context.Context) error {
	cmd := exec.Command("server")
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return cmd.Process.Signal(os.Interrupt)
	}
}

func atTheTerminal(ctx context.Context, args []string) error {
	use(ctx)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run() // it gets the interrupt as well
}

func editor(ctx context.Context, file string) error {
	use(ctx)
	cmd := exec.Command("vi", file)
	cmd.Stdin = os.Stdin
	return cmd.Run()
}

type job struct{ cmd *exec.Cmd }

func keptInAField(ctx context.Context, j *job) error {
	use(ctx)
	j.cmd = exec.Command("server")
	return j.cmd.Run() // stop kills it
}

func (j *job) stop() error { return j.cmd.Process.Kill() }

func onlyPrinted(ctx context.Context) string {
	use(ctx)
	return exec.Command("ls", "-l").String()
}

func logsWithoutContext(ctx context.Context) {
	slog.Info("started")
	slog.Default().Error("failed")
	log.Print(ctx.Err())
}

func cleansUpWhenDone(ctx context.Context, db *sql.DB) {
	<-ctx.Done()
	db.Exec("DELETE FROM leases")
}

func lastWordAfterCancel(ctx context.Context, db *sql.DB, jobs chan string) {
	for {
		select {
		case j := <-jobs:
			db.ExecContext(ctx, j)
		case <-ctx.Done():
			db.Exec("UPDATE workers SET gone = true")
			return
		}
	}
}

func deferred(ctx context.Context, db *sql.DB) error {
	defer db.Exec("UNLOCK")
	defer func() {
		db.Exec("UPDATE t SET done = true")
	}()
	return db.PingContext(ctx)
}

func outlivesTheRequest(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	go db.Exec("INSERT INTO visits VALUES (1)")
	go func() {
		db.Exec("INSERT INTO visits VALUES (2)")
	}()
	w.WriteHeader(http.StatusAccepted)
}

func acknowledgesApart(w http.ResponseWriter, r *http.Request) {
	go func() {
		req, err := http.NewRequest(http.MethodPost, r.Header.Get("Callback"), nil)
		if err != nil {
			slog.ErrorContext(r.Context(), "no callback")
			return
		}
		http.DefaultClient.Do(req)
	}()
	w.WriteHeader(http.StatusAccepted)
}

func onlyLogsWithIt(ctx context.Context, db *sql.DB) {
	go func() {
		_, err := db.Exec("VACUUM")
		slog.InfoContext(ctx, "cleaned", "err", err)
	}()
}

func sharedWork(ctx context.Context, g *singleflight.Group, db *sql.DB) error {
	use(ctx)
	_, err, _ := g.Do("ping", func() (any, error) {
		if err := save(context.Background(), db); err != nil {
			return nil, err
		}
		return nil, db.Ping() // others wait for it as well
	})
	return err
}

func storedForLater(ctx context.Context, db *sql.DB) func() error {
	use(ctx)
	return func() error { return db.Ping() }
}

func noContextAtAll(db *sql.DB) error {
	_, err := http.Get("https://example.com/")
	use(err)
	return db.Ping()
}

func onlyARoot(db *sql.DB) error {
	ctx := context.Background()
	use(ctx)
	return db.Ping()
}

// Itself the variant that one would be told to call.
type conn struct{ db *sql.DB }

func (c *conn) Ping() error { return c.db.Ping() }

func (c *conn) PingContext(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.Ping()
}

// A pair that waits for nothing.
type cache struct{ m map[string]string }

func (c *cache) Get(key string) (string, error) { return c.m[key], nil }

func (c *cache) GetContext(ctx context.Context, key string) (string, error) {
	return c.m[key], ctx.Err()
}

func pairInMemory(ctx context.Context, c *cache) (string, error) {
	use(ctx)
	return c.Get("a")
}

// The same name, but not the same parameters.
type mailbox struct{ db *sql.DB }

func (m *mailbox) Drain(n int) error {
	_, err := m.db.Exec("DELETE FROM mail LIMIT $1", n)
	return err
}

func (m *mailbox) DrainContext(ctx context.Context) context.Context { return ctx }

func otherParameters(ctx context.Context, m *mailbox) error {
	use(ctx)
	return m.Drain(1)
}

//cancelcheck:ignore ctxdrop the name server is on this machine
func silenced(ctx context.Context, host string) ([]string, error) { return net.LookupHost(host) }

// Roots that are passed on.

func save(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "COMMIT")
	return err
}

func unlock(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "UNLOCK")
	return err
}

func rootInADefer(ctx context.Context, db *sql.DB) error {
	defer save(context.Background(), db)
	return save(ctx, db)
}

func rootForTheCleanUp(ctx context.Context, db *sql.DB) error {
	if err := save(ctx, db); err != nil {
		unlock(context.Background(), db)
		return err
	}
	return unlock(context.Background(), db)
}

func rootApart(ctx context.Context, db *sql.DB) {
	go save(context.Background(), db)
	go func() { save(context.Background(), db) }()
	use(ctx)
}

func rootWithALimit(ctx context.Context, db *sql.DB) error {
	use(ctx)
	last, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return save(last, db)
}

func rootWhenDone(ctx context.Context, db *sql.DB) error {
	<-ctx.Done()
	return save(context.Background(), db)
}

func rootExplained(ctx context.Context, db *sql.DB) error {
	use(ctx)
	// Half a commit is worse than a late one: not even a cancelled caller stops it.
	return save(context.Background(), db)
}

func rootOnOneOfTwoPaths(ctx context.Context, db *sql.DB, mayStop bool) error {
	if mayStop {
		return save(ctx, db)
	}
	return save(context.Background(), db)
}

func rootForACommand(ctx context.Context) error {
	use(ctx)
	return exec.CommandContext(context.Background(), "migrate").Run()
}

func rootWithANote(ctx context.Context, db *sql.DB) error {
	use(ctx)
	return save(context.Background(), db) //nolint:contextcheck // the audit log is written in any case
}

func rootWithoutCancel(ctx context.Context, db *sql.DB) error {
	return save(context.WithoutCancel(ctx), db)
}

func rootForNobody(ctx context.Context, note func(context.Context)) {
	use(ctx)
	note(context.Background())
}

// Helpers without a context.

func ping(db *sql.DB) error { return db.Ping() }

func notAllCallersHaveOne(ctx context.Context, db *sql.DB) error {
	use(ctx)
	return ping(db)
}

func theOtherCaller(db *sql.DB) error { return ping(db) }

func hook(url string) error {
	_, err := http.Get(url)
	return err
}

var hooks = []func(string) error{hook}

func callsAHook(ctx context.Context) error {
	use(ctx)
	return hook("https://example.com/")
}

// Short commands are no reason to pass a context around.
func version() string {
	out, _ := exec.Command("git", "--version").Output()
	return string(out)
}

func asksForTheVersion(ctx context.Context) (string, error) { return version(), ctx.Err() }

// Its callers are told, by the pair.
func lookUp(host string) ([]string, error) { return net.LookupHost(host) }

func lookUpContext(ctx context.Context, host string) ([]string, error) {
	return net.DefaultResolver.LookupHost(ctx, host)
}

func looksUpAnyway(ctx context.Context) ([]string, error) {
	defer lookUp("example.com")
	return lookUpContext(ctx, "example.com")
}

// The connection's maker closes it when the context is done.
func upgrade(conn net.Conn) error {
	return tls.Server(conn, nil).Handshake()
}

func upgrades(ctx context.Context, conn net.Conn) error {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	return upgrade(conn)
}

func secure(raw net.Conn) (*tls.Conn, error) {
	conn := tls.Client(raw, nil)
	if err := conn.Handshake(); err != nil {
		return nil, err
	}
	return conn, nil
}

func secures(ctx context.Context, raw net.Conn) error {
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer stop()
	_, err := secure(raw)
	return err
}

func closedByAWatcher(ctx context.Context, raw net.Conn) error {
	conn, done := tls.Client(raw, &tls.Config{ServerName: "example.com"}), make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-ctx.Done():
			raw.Close()
		case <-done:
		}
	}()
	return conn.Handshake()
}

// A command line's context is there, but nobody ends it.
type commandLine struct{ ctx context.Context }

func (c *commandLine) Context() context.Context { return c.ctx }

func runsOnce(c *commandLine, db *sql.DB) error { return db.Ping() }

func limitedAndNobodysContext(_ context.Context, url string) error {
	c := http.Client{Timeout: time.Second}
	_, err := c.Get(url)
	return err
}
