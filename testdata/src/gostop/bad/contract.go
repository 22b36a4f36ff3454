package bad

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// What breaks a point of the cancellation contract (package runtime).

// Contract 4: nobody waits for the tasks that were started.
func tasksWithoutAWait(ctx context.Context, tasks []func(context.Context) error) {
	g, ctx := errgroup.WithContext(ctx)
	for _, task := range tasks {
		g.Go(func() error { return task(ctx) }) // want `nobody waits for g: its errors are lost, and its goroutines outlive tasksWithoutAWait \(gostop\)`
	}
}
