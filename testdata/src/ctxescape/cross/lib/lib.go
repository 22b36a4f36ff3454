// Package lib starts work with the context that it is given.
package lib

import (
	"context"
	"database/sql"
	"sync"
)

// Record returns before the work is done.
func Record(ctx context.Context, db *sql.DB, name string) {
	go func() { _, _ = db.ExecContext(ctx, "insert", name) }()
}

// RecordBelow hands the context on.
func RecordBelow(ctx context.Context, db *sql.DB) { Record(ctx, db, "x") }

// RecordNow waits.
func RecordNow(ctx context.Context, db *sql.DB) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = db.ExecContext(ctx, "insert")
	}()
	<-done
}

// RecordDetached lives on.
func RecordDetached(ctx context.Context, db *sql.DB) { Record(context.WithoutCancel(ctx), db, "x") }

// Save does the work itself.
func Save(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "insert")
	return err
}

// Start runs f and says when it has ended.
func Start(f func() error) <-chan error {
	result := make(chan error, 1)
	go func() { result <- f() }()
	return result
}

// Run runs f on a goroutine of its own, and waits for it.
func Run(f func() error) error { return <-Start(f) }

// RunBelow does the same.
func RunBelow(f func() error) error {
	if err := Run(f); err != nil {
		return err
	}
	return nil
}

// RunAll runs all at the same time.
func RunAll(a, b func()) {
	var wg sync.WaitGroup
	wg.Go(a)
	wg.Go(func() { b() })
	wg.Wait()
}

// RunFirst waits for one of them.
func RunFirst(a, b func()) {
	done := make(chan struct{})
	go func() {
		a()
		close(done)
	}()
	go b()
	<-done
}
