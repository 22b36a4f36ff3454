// Package good releases in time, or needs what it made until the end.
package good

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func use(any) {}

type conn struct{ ctx context.Context }

func (*conn) close() {}

func dial(ctx context.Context) (*conn, error) { return nil, errors.New("busy") }
func node(ctx context.Context)                { <-ctx.Done() }

func runsOnce(ctx context.Context, db *sql.DB) error {
	for range 3 {
		turn, cancel := context.WithTimeout(ctx, time.Second)
		if db == nil {
			cancel()
			continue
		}
		defer cancel()
		return db.PingContext(turn)
	}
	return nil
}

func leavesAfterTheDefer(ctx context.Context, db *sql.DB, ids []int) {
	for range ids {
		turn, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		use(db.PingContext(turn))
		break
	}
}

func livesUntilTheEnd(ctx context.Context, n int) {
	for range n {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		go node(c)
	}
	<-ctx.Done()
}

func livesInALiteral(ctx context.Context, n int) {
	var wg sync.WaitGroup
	for range n {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		wg.Go(func() { node(c) })
	}
	wg.Wait()
}

func livesInAGroup(ctx context.Context, n int) error {
	var g errgroup.Group
	for range n {
		c, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		g.Go(func() error { node(c); return nil })
	}
	return g.Wait()
}

func stored(ctx context.Context, n int) {
	var all []context.Context
	for range n {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		all = append(all, c)
	}
	use(all)
}

func storedInAStruct(ctx context.Context, n int) {
	var conns []*conn
	for range n {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		conns = append(conns, &conn{ctx: c})
	}
	use(conns)
}

func madeFromItIsStored(ctx context.Context, dial func(context.Context) *conn, n int) {
	conns := map[int]*conn{}
	for i := range n {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		conns[i] = dial(c)
	}
	use(conns)
}

func sent(ctx context.Context, to chan context.Context) {
	for range cap(to) {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		to <- c
	}
}

type pool struct{}

func (*pool) start(ctx context.Context) { go node(ctx) }

func startsWork(ctx context.Context, p *pool, n int) {
	for range n {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		p.start(c)
	}
	<-ctx.Done()
}

type starter interface{ Start(context.Context) error }

func startsUnknownWork(ctx context.Context, all []starter) {
	for _, s := range all {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		use(s.Start(c))
	}
	<-ctx.Done()
}

func usedAfterTheLoop(ctx context.Context, db *sql.DB, ids []int) error {
	for range ids {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Second)
		defer cancel()
	}
	return db.PingContext(ctx)
}

func functionForEachTurn(ctx context.Context, db *sql.DB, ids []int) {
	for range ids {
		func() {
			turn, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			use(db.PingContext(turn))
		}()
	}
}

func calledAtTheEndToo(ctx context.Context, db *sql.DB, ids []int) {
	for range ids {
		turn, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // if it panics
		use(db.PingContext(turn))
		cancel()
	}
}

func madeOutside(ctx context.Context, ids []int) {
	turn, cancel := context.WithCancel(ctx)
	for _, id := range ids {
		if id == 0 {
			defer cancel()
			return
		}
	}
	use(turn)
	cancel()
}

func cleanUpOfConnections(ctx context.Context, n int) {
	for range n {
		c, err := dial(ctx)
		if err != nil {
			continue
		}
		defer c.close()
	}
}

func worker(ctx context.Context, jobs chan int) {
	for range jobs {
		go func() {
			turn, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			node(turn)
		}()
	}
}

func stoppedInTheTurn(intervals []time.Duration) {
	for _, d := range intervals {
		t := time.NewTicker(d)
		defer t.Stop()
		<-t.C
		t.Stop()
	}
}

func tickerIsKept(intervals []time.Duration) {
	var all []*time.Ticker
	for _, d := range intervals {
		t := time.NewTicker(d)
		defer t.Stop()
		all = append(all, t)
	}
	use(all)
}

func valueThatStarts(ctx context.Context, n int, startNode func(context.Context)) {
	for range n {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		startNode(c)
	}
	<-ctx.Done()
}
