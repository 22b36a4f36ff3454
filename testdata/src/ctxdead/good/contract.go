package good

import (
	"context"
	"time"

	"github.com/cancelcheck/cancelcheck/runtime/pool"
)

// What keeps the cancellation contract (package runtime).

func waitsWithinTheGrace(ctx context.Context, p *pool.Pool) error {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return p.Wait(grace)
}

func shieldsTheCleanup(ctx context.Context, cleanup func(context.Context) error) error {
	<-ctx.Done()
	return pool.Shield(ctx, time.Second, cleanup)
}

func readsAResultAfterTheCancel(ctx context.Context, f *pool.Future[int]) (int, error) {
	<-ctx.Done()
	return f.Wait(ctx)
}
