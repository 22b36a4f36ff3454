// Package lib has what package app loses.
package lib

import (
	"context"
	"time"
)

// Start returns what its callers have to call.
func Start(ctx context.Context) (context.Context, context.CancelFunc) {
	return begin(ctx)
}

func begin(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	return ctx, cancel
}

// Watch returns a function that ends what it started.
func Watch(ctx context.Context, f func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// Scoped ends the context by itself.
func Scoped(ctx context.Context, onEnd func(func())) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	onEnd(cancel)
	return ctx, cancel
}

// Named does nothing with the cancel function.
func Named(name string, cancel context.CancelFunc) string { return name }

// Keeper keeps it.
type Keeper struct{ cancels []func() }

// Add keeps a function for Close.
func (k *Keeper) Add(f func()) { k.cancels = append(k.cancels, f) }

// Close calls what Add got.
func (k *Keeper) Close() {
	for _, f := range k.cancels {
		f()
	}
}
