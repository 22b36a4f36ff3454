//go:build go1.21

package fix

import (
	"context"
	"time"
)

func beforeTimersWereCollected(ctx context.Context) error {
	time.Sleep(3 * time.Second) // want `time.Sleep ignores ctx`
	return nil
}
