package bad

import (
	"context"
	"net/http"
	"os/exec"

	"github.com/cancelcheck/cancelcheck/runtime/pool"
)

// What breaks a point of the cancellation contract (package runtime).

// Contract 5: the siblings of the task that fails do not hear of it.
func siblingsDoNotHear(ctx context.Context, urls []string) error {
	p := pool.New(ctx)
	for _, url := range urls {
		_ = p.Go(ctx, func(ctx context.Context) error {
			resp, err := http.Get(url) // want `http.Get waits for the network and ignores ctx, NewRequestWithContext does not \(ctxdrop\)`
			if err != nil {
				return err
			}
			return resp.Body.Close()
		})
	}
	return p.Wait(ctx)
}

// Contract 15: a child that no cancel ends, nor its group.
func childOutlivesTheCancel(ctx context.Context) error {
	cmd := exec.Command("make", "-j", "all") // want `the command is made without ctx: cancelling it cannot end the process \(ctxdrop\)`
	use(ctx)
	return cmd.Run()
}
