// Package likely piles up little.
package likely

import (
	"context"
	"database/sql"
	"time"
)

func threeTurns(ctx context.Context, db *sql.DB) {
	for range 3 {
		turn, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want `deferred cancel runs when threeTurns returns`
		_ = db.PingContext(turn)
	}
}

func fewNames(ctx context.Context, db *sql.DB) {
	for _, name := range []string{"a", "b"} {
		turn, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want `deferred cancel runs when fewNames returns`
		_, _ = db.ExecContext(turn, name)
	}
}

func oneOrTwo(ctx context.Context, reliable bool, ask func(context.Context, string) bool) bool {
	var networks []string
	if reliable {
		networks = []string{"tcp"}
	} else {
		networks = []string{"udp", "tcp"}
	}
	for _, network := range networks {
		c, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want `one more piles up on each turn of the loop`
		if ask(c, network) {
			return true
		}
	}
	return false
}
