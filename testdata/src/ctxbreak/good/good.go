// Package good leaves its loops.
package good

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"time"
)

func work(any)                      {}
func receive(context.Context) error { return io.EOF }

func returns(ctx context.Context, jobs chan int) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case j := <-jobs:
			work(j)
		}
	}
}

func labelledBreak(ctx context.Context, jobs chan int) {
loop:
	for {
		select {
		case <-ctx.Done():
			log.Print("stopping")
			break loop
		case j := <-jobs:
			work(j)
		}
	}
	work("flush")
}

func outerContinue(ctx context.Context, batches chan chan int) {
batch:
	for jobs := range batches {
		for {
			select {
			case <-ctx.Done():
				continue batch
			case j, ok := <-jobs:
				if !ok {
					continue batch
				}
				work(j)
			}
		}
	}
}

type client struct {
	ctx context.Context
	ch  chan int
}

// One client left; the others are served.
func rangeOverEvents(events chan int, clients []client) {
	for ev := range events {
		for _, c := range clients {
			select {
			case c.ch <- ev:
			case <-c.ctx.Done():
			}
		}
	}
}

func conditionEndsIt(ctx context.Context, tick <-chan time.Time) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick:
			work(1)
		}
	}
}

func armsTheExit(ctx context.Context, jobs chan int) {
	draining := false
	for {
		select {
		case <-ctx.Done():
			draining = true
		case j := <-jobs:
			work(j)
		}
		if draining {
			return
		}
	}
}

func armsByClosing(ctx context.Context, conn net.Conn, frames chan []byte) {
	for {
		select {
		case <-ctx.Done():
			conn.Close()
		case f, ok := <-frames: // closed by the reader, which the Close ends
			if !ok {
				return
			}
			work(f)
		}
	}
}

func armsByNil(ctx context.Context, jobs chan int) {
	done := ctx.Done()
	for {
		select {
		case <-done:
			done = nil
		case j, ok := <-jobs:
			if !ok {
				return
			}
			work(j)
		}
	}
}

func errBehindTheSelect(ctx context.Context, jobs chan int) error {
	for {
		select {
		case <-ctx.Done():
		case j := <-jobs:
			work(j)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

func errBeforeTheSelect(ctx context.Context, wake chan int) error {
	for {
		if err := receive(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			continue
		case <-wake:
		}
	}
}

func madeInTheLoop(parent context.Context, jobs chan int) {
	for {
		ctx, cancel := context.WithTimeout(parent, time.Second)
		select {
		case <-ctx.Done():
			log.Print("slow turn")
		case j := <-jobs:
			work(j)
		}
		cancel()
	}
}

func assignedInTheLoop(next func() context.Context, jobs chan int) {
	ctx := next()
	for {
		select {
		case <-ctx.Done():
			log.Print("session over")
		case j := <-jobs:
			work(j)
		}
		ctx = next()
	}
}

func elementOfTheLoop(clients map[int]client, ev int) {
	for i := 0; ; i++ {
		select {
		case <-clients[i].ctx.Done():
		case clients[i].ch <- ev:
		}
	}
}

func neverDone(jobs chan int) {
	ctx := context.Background()
	for {
		select {
		case <-ctx.Done():
		case j := <-jobs:
			work(j)
		}
	}
}

func exits(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			log.Fatal("cancelled")
		case j := <-jobs:
			work(j)
		}
	}
}

func panics(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			panic(ctx.Err())
		case j := <-jobs:
			work(j)
		}
	}
}

func notInALoop(ctx context.Context, jobs chan int) {
	select {
	case <-ctx.Done():
		break
	case j := <-jobs:
		work(j)
	}
}

func breakOfTheLoop(ctx context.Context, jobs chan int) {
	for {
		if errors.Is(ctx.Err(), context.Canceled) {
			break
		}
		if ctx.Err() != nil {
			break
		}
		work(<-jobs)
	}
}

func loopInALiteral(ctx context.Context, jobs chan int) {
	for {
		go func() {
			select {
			case <-ctx.Done():
				break
			case j := <-jobs:
				work(j)
			}
		}()
		if len(jobs) == 0 {
			return
		}
	}
}

func gotoOut(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			goto out
		case j := <-jobs:
			work(j)
		}
	}
out:
	work("flush")
}

func callsSomethingUnknown(ctx context.Context, jobs chan int, stop func()) {
	for {
		select {
		case <-ctx.Done():
			stop()
		case j := <-jobs:
			work(j)
		}
	}
}

func skipsATurn(ctx context.Context, wake chan struct{}, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake: // a message, never closed
			break
		case j := <-jobs:
			work(j)
		}
	}
}

type stoppable struct{ halt chan struct{} }

func (s *stoppable) drain(jobs chan int) {
	for {
		select {
		case <-s.halt: // what is left still has to be done
		case j, ok := <-jobs:
			if !ok {
				return
			}
			work(j)
		}
	}
}

func (s *stoppable) Close() { close(s.halt) }
