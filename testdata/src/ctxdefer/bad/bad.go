// Package bad lets releases pile up.
package bad

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func use(any) {}

func timeoutForEach(ctx context.Context, db *sql.DB, ids []int) error {
	for _, id := range ids {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want `deferred cancel runs when timeoutForEach returns: one more piles up on each turn of the loop \(ctxdefer\)`
		if _, err := db.ExecContext(ctx, "delete", id); err != nil {
			return err
		}
	}
	return nil
}

func forEver(ctx context.Context, db *sql.DB) {
	for {
		turn, cancel := context.WithCancel(ctx)
		defer cancel() // want `deferred cancel runs when forEver returns`
		if db.PingContext(turn) != nil {
			return
		}
	}
}

func inALiteral(ctx context.Context, db *sql.DB, ids []int) {
	for range ids {
		turn, cancel := context.WithDeadline(ctx, time.Now().Add(time.Second))
		defer func() { // want `deferred cancel runs when inALiteral returns`
			use("released")
			cancel()
		}()
		use(db.PingContext(turn))
	}
}

func requestForEach(ctx context.Context, urls []string) {
	for _, u := range urls {
		turn, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want `deferred cancel runs when requestForEach returns`
		req, err := http.NewRequestWithContext(turn, "GET", u, nil)
		if err != nil {
			continue
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			continue
		}
		use(resp.StatusCode)
	}
}

func signals(ctx context.Context, jobs chan func(context.Context)) {
	for job := range jobs {
		turn, stop := signal.NotifyContext(ctx, os.Interrupt)
		defer stop() // want `deferred stop runs when signals returns`
		use(turn.Err())
		_ = job
	}
}

func watchers(ctx context.Context, conns []interface{ Close() error }) {
	for _, c := range conns {
		stop := context.AfterFunc(ctx, func() { c.Close() })
		defer stop() // want `deferred stop runs when watchers returns`
		use(c)
	}
}

func tickers(intervals []time.Duration, done chan struct{}) {
	for _, d := range intervals {
		t := time.NewTicker(d)
		defer t.Stop() // want `deferred t.Stop runs when tickers returns`
		select {
		case <-t.C:
		case <-done:
		}
	}
}

func limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Second)
}

func madeByAHelper(ctx context.Context, db *sql.DB, ids []int) {
	for range ids {
		turn, cancel := limited(ctx)
		defer cancel() // want `deferred cancel runs when madeByAHelper returns`
		use(db.PingContext(turn))
	}
}

func inABranch(ctx context.Context, db *sql.DB, ids []int) {
	for _, id := range ids {
		turn := ctx
		if id > 0 {
			short, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel() // want `deferred cancel runs when inABranch returns`
			use(db.PingContext(short))
		}
		use(turn.Err())
	}
}

type ready func(context.Context, string) bool

func calleeIsAValue(ctx context.Context, names chan string, isReady ready) {
	for name := range names {
		turn, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want `deferred cancel runs when calleeIsAValue returns`
		if isReady(turn, name) {
			return
		}
	}
}
