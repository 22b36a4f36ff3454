package bad

import (
	"context"
	"database/sql"

	"github.com/cancelcheck/cancelcheck/runtime/pool"
	"github.com/cancelcheck/cancelcheck/runtime/queue"
	"github.com/cancelcheck/cancelcheck/runtime/retry"
)

// What breaks a point of the cancellation contract (package runtime).

// Contract 4: a Wait with a context that is done joins nobody.
func waitsWithTheDeadContext(ctx context.Context, p *pool.Pool) error {
	<-ctx.Done()
	p.Cancel(context.Cause(ctx))
	return p.Wait(ctx) // want `ctx is done already: Wait returns at once \(ctxdead\)`
}

// Contract 11: the later Wait gets the deadline that is over.
func waitsAgainWithTheDeadline(ctx context.Context, p *pool.Pool) {
	err := p.Wait(ctx)
	if ctx.Err() != nil {
		err = p.Wait(ctx) // want `ctx is done already: Wait returns at once \(ctxdead\)`
	}
	use(err)
}

// Contract 12: cleanup that is not shielded.
func cleanupNotShielded(ctx context.Context, db *sql.DB) error {
	<-ctx.Done()
	_, err := db.ExecContext(ctx, "delete from leases") // want `ctx is done already: ExecContext returns at once \(ctxdead\)`
	return err
}

// Contract 12: nor tried again, nor given time.
func cleanupNotTriedAgain(ctx context.Context, db *sql.DB) error {
	<-ctx.Done()
	use(queue.Sleep(ctx, 1)) // want `ctx is done already: Sleep returns at once \(ctxdead\)`

	_, err := retry.Do(ctx, func(ctx context.Context) (sql.Result, error) { // want `ctx is done already: Do returns at once \(ctxdead\)`
		return db.ExecContext(ctx, "delete from leases")
	})
	return err
}
