// Package app uses them.
package app

import (
	"context"

	"cancelcheck.test/src/gostop/cross/lib"
)

func first() int {
	f := lib.NewFeed() // want `f owns running work, and nothing here stops it: it stays behind \(gostop\)`
	return <-f.C
}

func firstAndDone() int {
	f := lib.NewFeed()
	defer f.Close()
	return <-f.C
}

func pooled(task func() error) {
	var p lib.Pool
	p.Go(task) // want `nobody waits for p: its errors are lost, and its goroutines outlive pooled \(gostop\)`
}

func pooledByAFunction(task func() error) {
	p := new(lib.Pool)
	lib.Both(p, task, task) // want `nobody waits for p: its errors are lost, and its goroutines outlive pooledByAFunction \(gostop\)`
}

func pooledAndWaited(task func() error) {
	p := new(lib.Pool)
	defer p.Wait()
	lib.Both(p, task, task)
}

func loop(ctx context.Context) {
	for ctx.Err() == nil {
	}
}

func worker() bool {
	w := lib.Start(context.Background(), loop) // want `w owns running work, and nothing here stops it: it stays behind \(gostop\)`
	return w.Ended()
}

func workerUnderTheCallersContext(ctx context.Context) bool {
	w := lib.Start(ctx, loop)
	return w.Ended()
}

func workerStopped() bool {
	w := lib.Start(context.Background(), loop)
	defer w.Stop()
	return w.Ended()
}
