package fix

import (
	"context"
	"time"
)

type result struct{ n int }

func errorOnly(ctx context.Context) error {
	time.Sleep(3 * time.Second) // want `time.Sleep ignores ctx`
	return nil
}

func zeroValues(ctx context.Context, d time.Duration) (result, *result, string, int, bool, error) {
	for {
		if d > time.Second {
			time.Sleep(d) // want `time.Sleep ignores ctx`
		}
	}
}
