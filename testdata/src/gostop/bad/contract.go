package bad

import (
	"context"
	"os/exec"

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

func poolWithoutAWait(tasks []func()) {
	p := newPool(3)
	for _, task := range tasks {
		p.Go(task) // want `nobody waits for p: its goroutines outlive poolWithoutAWait \(gostop\)`
	}
}

// Contract 15: nobody waits until the child is gone.
func childWithoutAWait(name string) int {
	c, err := startChild(exec.Command(name)) // want `c owns running work, and nothing here stops it: it stays behind \(gostop\)`
	if err != nil {
		return 0
	}
	return c.Pid()
}
