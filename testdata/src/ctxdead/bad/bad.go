// Package bad works with contexts that are done.
package bad

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"os/exec"
	"time"

	"golang.org/x/sync/errgroup"
)

func use(any) {}

func shutdownAfterDone(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	return srv.Shutdown(ctx) // want `ctx is done already: Shutdown returns at once \(ctxdead\)`
}

func shutdownInTheDoneCase(ctx context.Context, srv *http.Server, errs chan error) error {
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		if err := srv.Shutdown(ctx); err != nil { // want `ctx is done already: Shutdown returns at once`
			return err
		}
	}
	return nil
}

func timeoutOnADeadParent(ctx context.Context, srv *http.Server) {
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second) // want `ctx is done already: WithTimeout makes a context that is dead at birth`
	defer cancel()
	use(srv.Shutdown(ctx))
}

func valueOnADeadParent(ctx context.Context, db *sql.DB) error {
	<-ctx.Done()
	tagged := context.WithValue(ctx, "k", 1)
	return db.PingContext(tagged) // want `ctx is done already: PingContext returns at once`
}

func inAGoroutine(ctx context.Context, srv *http.Server) {
	go func() {
		<-ctx.Done()
		use(srv.Shutdown(ctx)) // want `ctx is done already`
	}()
	use(srv.ListenAndServe())
}

func doneByName(ctx context.Context, srv *http.Server) {
	done := ctx.Done()
	<-done
	use(srv.Shutdown(ctx)) // want `ctx is done already`
}

func errIsNotNil(ctx context.Context, db *sql.DB) error {
	if ctx.Err() != nil {
		_, err := db.ExecContext(ctx, "update jobs set state = 'cancelled'") // want `ctx is done already: ExecContext returns at once`
		return err
	}
	return nil
}

func errByName(ctx context.Context, db *sql.DB) error {
	if err := ctx.Err(); err != nil {
		_, _ = db.ExecContext(ctx, "update jobs") // want `ctx is done already`
		return err
	}
	return nil
}

func causeIsNotNil(ctx context.Context, db *sql.DB) {
	if err := context.Cause(ctx); err != nil && db != nil {
		use(db.PingContext(ctx)) // want `ctx is done already`
	}
}

func afterTheLoop(ctx context.Context, db *sql.DB) error {
	for ctx.Err() == nil {
		use(db)
	}
	return db.PingContext(ctx) // want `ctx is done already`
}

func afterOwnCancel(ctx context.Context, db *sql.DB) (*sql.Rows, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	err := db.PingContext(ctx)
	cancel()
	if err != nil {
		return nil, err
	}
	return db.QueryContext(ctx, "select 1") // want `cancel has ended ctx: QueryContext returns at once`
}

func onBothPaths(ctx context.Context, db *sql.DB, stop chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	select {
	case <-ctx.Done():
	case <-stop:
		cancel()
	}
	use(db.PingContext(ctx)) // want `(cancel has ended ctx|ctx is done already): PingContext`
}

func afterWaitOfItsGroup(ctx context.Context, db *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(gctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return db.PingContext(gctx) // want `g.Wait has ended gctx: PingContext returns at once`
}

// The group's context takes the place of the parameter.
func afterWaitByOneName(ctx context.Context, db *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return nil })
	if err := g.Wait(); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "commit") // want `g.Wait has ended ctx: ExecContext`
	return err
}

func deferredAfterTheCancelBelow(ctx context.Context, db *sql.DB) {
	ctx, cancel := context.WithCancel(ctx)
	defer db.ExecContext(ctx, "unlock") // want `cancel has ended ctx: ExecContext`
	defer cancel()
	use(db.PingContext(ctx))
}

func deferredLiteral(ctx context.Context, db *sql.DB) {
	ctx, cancel := context.WithCancel(ctx)
	defer func() {
		use(db.PingContext(ctx)) // want `cancel has ended ctx: PingContext`
	}()
	defer cancel()
	use(db.PingContext(ctx))
}

func deferredBeforeTheWait(ctx context.Context, srv *http.Server) {
	defer srv.Shutdown(ctx) // want `ctx is done already: Shutdown`
	<-ctx.Done()
}

type server struct {
	ctx    context.Context
	cancel context.CancelFunc
	srv    *http.Server
	db     *sql.DB
}

func newServer() *server {
	s := &server{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

func (s *server) close() error {
	s.cancel()
	return s.srv.Shutdown(s.ctx) // want `s.cancel has ended s.ctx: Shutdown`
}

func (s *server) stop(ctx context.Context) error { return s.srv.Shutdown(ctx) }

func (s *server) run(ctx context.Context) error {
	<-ctx.Done()
	return s.stop(ctx) // want `ctx is done already: stop returns at once`
}

func saveAll(ctx context.Context, db *sql.DB, items []string) error {
	for _, item := range items {
		if err := save(ctx, db, item); err != nil {
			return err
		}
	}
	return nil
}

func save(ctx context.Context, db *sql.DB, item string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err := db.ExecContext(ctx, item)
	return err
}

func throughTwoHelpers(ctx context.Context, db *sql.DB) {
	<-ctx.Done()
	use(saveAll(ctx, db, nil)) // want `ctx is done already: saveAll`
}

func requestOfAHandler(w http.ResponseWriter, r *http.Request) {
	<-r.Context().Done()
	req, err := http.NewRequestWithContext(r.Context(), "DELETE", "/job", nil) // want `r.Context\(\) is done already: NewRequestWithContext`
	use(req)
	use(err)
}

func dialsAndCommands(ctx context.Context, d *net.Dialer) {
	<-ctx.Done()
	use(exec.CommandContext(ctx, "cleanup").Run()) // want `ctx is done already: CommandContext`

	c, _ := d.DialContext(ctx, "tcp", "x") // want `ctx is done already: DialContext`
	use(c)
}

func switchOnErr(ctx context.Context, db *sql.DB) {
	switch {
	case ctx.Err() != nil:
		use(db.PingContext(ctx)) // want `ctx is done already`
	default:
		use(db.PingContext(ctx))
	}
}

func spawnedInTheDoneCase(ctx context.Context, db *sql.DB) {
	<-ctx.Done()
	go save(ctx, db, "x") // want `ctx is done already: save`
}

type client struct {
	ctx  context.Context
	stop context.CancelFunc
	db   *sql.DB
}

func newClient(db *sql.DB) *client {
	ctx, cancel := context.WithCancel(context.Background())
	return &client{ctx: ctx, stop: cancel, db: db}
}

func (c *client) Close() error {
	c.stop()
	_, err := c.db.ExecContext(c.ctx, "bye") // want `c.stop has ended c.ctx: ExecContext`
	return err
}

func await(ctx context.Context) { <-ctx.Done() }

func waitsByAHelper(ctx context.Context, srv *http.Server) error {
	await(ctx)
	return srv.Shutdown(ctx) // want `ctx is done already: Shutdown`
}
