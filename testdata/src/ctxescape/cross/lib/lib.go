// Package lib starts work with the context that it is given.
package lib

import (
	"context"
	"database/sql"
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
