// Package good gives calls that need a context one that is alive.
package good

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

func use(any) {}

func freshRoot(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	drain, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return srv.Shutdown(drain)
}

func freshRootByTheSameName(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}

func detached(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}

func detachedByAHelper(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	ctx, cancel := grace(ctx)
	defer cancel()
	return srv.Shutdown(ctx)
}

func grace(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
}

func reassigned(ctx context.Context, db *sql.DB) error {
	if ctx.Err() != nil {
		ctx = context.Background()
	}
	return db.PingContext(ctx)
}

func onOnePathOnly(ctx context.Context, db *sql.DB, other chan int) error {
	select {
	case <-ctx.Done():
	case <-other:
	}
	return db.PingContext(ctx)
}

func otherCase(ctx context.Context, db *sql.DB, jobs chan string) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case j := <-jobs:
			if _, err := db.ExecContext(ctx, j); err != nil {
				return err
			}
		}
	}
}

func readsFromTheDead(ctx context.Context) error {
	<-ctx.Done()
	slog.InfoContext(ctx, "stopped", "why", context.Cause(ctx))
	use(ctx.Value("k"))
	return errors.Join(ctx.Err(), context.Cause(ctx))
}

func leavesWhenDone(ctx context.Context, db *sql.DB) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return db.PingContext(ctx)
}

func parentAfterChildsCancel(ctx context.Context, db *sql.DB) error {
	short, cancel := context.WithTimeout(ctx, time.Second)
	err := db.PingContext(short)
	cancel()
	if err == nil {
		err = db.PingContext(ctx)
	}
	return err
}

func oneForEachTurn(ctx context.Context, db *sql.DB) {
	for range 3 {
		short, cancel := context.WithTimeout(ctx, time.Second)
		use(db.PingContext(short))
		cancel()
	}
}

func oneForEachTurnByOuterNames(parent context.Context, db *sql.DB) {
	var ctx context.Context
	var cancel context.CancelFunc
	for range 3 {
		ctx, cancel = context.WithTimeout(parent, time.Second)
		use(db.PingContext(ctx))
		cancel()
	}
}

func childsTimeout(ctx context.Context, db *sql.DB) error {
	short, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	<-short.Done()
	return db.PingContext(ctx)
}

func parentAfterTheGroup(ctx context.Context, db *sql.DB) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(gctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return db.PingContext(ctx)
}

func groupWithoutContext(ctx context.Context, db *sql.DB) error {
	var g errgroup.Group
	g.Go(func() error { return db.PingContext(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return db.PingContext(ctx)
}

func insideTheGroup(ctx context.Context, db *sql.DB) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return db.PingContext(ctx) })
	g.Go(func() error { return db.PingContext(ctx) })
	return g.Wait()
}

func deferredInTheRightOrder(ctx context.Context, db *sql.DB) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer db.ExecContext(ctx, "unlock")
	use(db.PingContext(ctx))
}

func deferredLiteralWithEarlyReturn(ctx context.Context, db *sql.DB, quick bool) {
	defer func() { use(db.PingContext(ctx)) }()
	if quick {
		return
	}
	<-ctx.Done()
}

func cancelOnAnErrorPath(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		cancel()
		return err
	}
	return db.PingContext(ctx)
}

func cancelLater(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithCancel(ctx)
	time.AfterFunc(time.Minute, func() { cancel() })
	return db.PingContext(ctx)
}

func literalAssignsIt(ctx context.Context, db *sql.DB) error {
	renew := func() { ctx = context.Background() }
	<-ctx.Done()
	renew()
	return db.PingContext(ctx)
}

type restartable struct {
	ctx    context.Context
	cancel context.CancelFunc
	db     *sql.DB
}

func (r *restartable) start() { r.ctx, r.cancel = context.WithCancel(context.Background()) }
func (r *restartable) reset() { r.ctx, r.cancel = context.WithCancel(context.Background()) }

func (r *restartable) restart() error {
	r.cancel()
	r.start()
	return r.db.PingContext(r.ctx)
}

type other struct{}

func (o *other) unknownCallee(ctx context.Context, f func(context.Context) error) error {
	<-ctx.Done()
	return f(ctx)
}

func waitsForADeadOne(ctx context.Context) {
	<-ctx.Done()
	waitFor(ctx)
}

func waitFor(ctx context.Context) { <-ctx.Done() }

func onlyOnSomePaths(ctx context.Context, db *sql.DB) {
	if db != nil {
		use(db.PingContext(ctx))
	}
}

func calleeMayNotNeedIt(ctx context.Context) {
	<-ctx.Done()
	onlyOnSomePaths(ctx, nil)
}

func gotoAgain(ctx context.Context, db *sql.DB, jobs chan int) error {
again:
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	select {
	case <-ctx.Done():
		ctx = context.Background()
		goto again
	case <-jobs:
	}
	return db.PingContext(ctx)
}

func noReturnBefore(ctx context.Context, db *sql.DB) error {
	if ctx.Err() != nil {
		panic("cancelled")
	}
	return db.PingContext(ctx)
}

func orTested(ctx context.Context, db *sql.DB, force bool) {
	if force || ctx.Err() != nil {
		use(db.PingContext(ctx))
	}
}

func taggedSwitch(ctx context.Context, db *sql.DB, stopped bool) {
	switch stopped {
	case ctx.Err() != nil:
		use(db.PingContext(ctx))
	}
}
