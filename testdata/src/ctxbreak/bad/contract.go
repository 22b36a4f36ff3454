package bad

import "context"

// What breaks a point of the cancellation contract (package runtime).

// Contract 13: a worker that is stopped, and goes on with the next item.
func stoppedWorkerGoesOn(ctx context.Context, items <-chan int) {
	for {
		select {
		case n := <-items:
			_ = n
		case <-ctx.Done():
			break // want `break leaves only the select: the loop goes on after ctx is done \(ctxbreak\)`
		}
	}
}
