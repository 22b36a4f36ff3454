// Package slot lets a wait in one package give back the slot that the waiting
// task holds in another package's pool, without either importing the other.
package slot

import (
	"context"
	"time"
)

// Key is the context key under which a task presents itself as a [Holder].
type Key struct{}

// A Holder holds a slot that it can do without while it waits.
type Holder interface {
	// Leave gives the slot back. The function that it returns takes one again,
	// and blocks until there is one.
	Leave() (enter func())
}

// Leave gives back the slot of the task that ctx belongs to, if there is one,
// until enter is called.
func Leave(ctx context.Context) (enter func()) {
	if h, ok := ctx.Value(Key{}).(Holder); ok {
		return h.Leave()
	}
	return func() {}
}

// Sleep waits for d without holding a slot, or until ctx is done; then it
// returns the cause. A ctx that is done already wins over any d.
//
//cancelcheck:assume honours ctx
func Sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer Leave(ctx)()
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
