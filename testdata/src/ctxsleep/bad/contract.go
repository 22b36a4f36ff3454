package bad

import (
	"context"
	"time"
)

// What breaks a point of the cancellation contract (package runtime).

// Contract 10: a backoff that does not wake on cancel.
func backoffSleepsOn(ctx context.Context) (err error) {
	for backoff := 100 * time.Millisecond; ; backoff *= 2 {
		if err = try(ctx); err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(backoff) // want `time.Sleep ignores ctx: cancelling it does not end this pause, however long \(ctxsleep\)`
	}
}
