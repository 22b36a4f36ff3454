package pool

import (
	"context"
	"errors"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/internal/slot"
)

// Sleep waits for d, or until ctx is done; then it returns the cause at once.
// Inside a task it holds no slot.
func Sleep(ctx context.Context, d time.Duration) error { return slot.Sleep(ctx, d) }

// Outside calls f without the slot of the task that ctx belongs to: for a wait
// that has nothing to do with the pool, such as for a reply. It returns when
// there is a slot again.
func Outside(ctx context.Context, f func()) {
	defer slot.Leave(ctx)()
	f()
}

// ErrShieldOver is the cause in the context of a cleanup that took too long.
var ErrShieldOver = errors.New("time for cleanup is over")

// Shield calls a cleanup with a context that ctx does not cancel, for at most d:
// then it is done, with [ErrShieldOver] as cause. Its values are those of ctx.
//
//	defer pool.Shield(ctx, 5*time.Second, tx.Rollback)
func Shield(ctx context.Context, d time.Duration, cleanup func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), d, ErrShieldOver)
	defer cancel()
	return cleanup(ctx)
}
