// Package bad stays in loops whose context is done.
package bad

import (
	"context"
	"log"
	"log/slog"
	"time"
)

func work(any) {}

func breakOfTheSelect(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			break // want `break leaves only the select: the loop goes on after ctx is done \(ctxbreak\)`
		case j := <-jobs:
			work(j)
		}
	}
}

func breakAfterLogging(ctx context.Context, jobs chan int) {
	for {
		select {
		case j := <-jobs:
			work(j)
		case <-ctx.Done():
			log.Printf("stopping: %v", ctx.Err())
			break // want `break leaves only the select`
		}
	}
}

func doneByName(ctx context.Context, jobs chan int) {
	done := ctx.Done()
	for true {
		select {
		case j, ok := <-jobs:
			if !ok {
				return
			}
			work(j)
		case <-done:
			break // want `break leaves only the select`
		}
	}
}

func continueSpins(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			slog.Info("done", "err", ctx.Err())
			continue // want `continue after ctx is done: the loop takes this case again and spins`
		case j := <-jobs:
			work(j)
		}
	}
}

func continueToTheLabel(ctx context.Context, jobs chan int) {
next:
	for {
		select {
		case <-ctx.Done():
			continue next // want `continue after ctx is done`
		case j := <-jobs:
			work(j)
		}
	}
}

func empty(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done(): // want `the case does not leave the loop: it goes on, and spins, after ctx is done`
		case j := <-jobs:
			work(j)
		}
	}
}

func onlyLogs(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done(): // want `the case does not leave the loop`
			log.Println("context cancelled", ctx.Err())
		case j := <-jobs:
			work(j)
		}
	}
}

func note(s string) { log.Print(s) }

func onlyLogsByAHelper(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done(): // want `the case does not leave the loop`
			note("done")
		case j := <-jobs:
			work(j)
		}
	}
}

type worker struct {
	ctx  context.Context
	jobs chan int
}

func (w *worker) loop() {
	for {
		select {
		case <-w.ctx.Done():
			break // want `break leaves only the select: the loop goes on after w.ctx is done`
		case j := <-w.jobs:
			work(j)
		}
		work(w)
	}
}

func inAGoroutine(ctx context.Context, jobs chan int) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				break // want `break leaves only the select`
			case j := <-jobs:
				work(j)
			}
		}
	}()
}

func withDefault(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			break // want `break leaves only the select`
		default:
			work(1)
		}
	}
}

func breakOfASwitch(ctx context.Context, jobs chan int) {
	for {
		switch j := <-jobs; {
		case j > 0:
			if ctx.Err() != nil {
				break // want `break leaves only the switch: the loop goes on after ctx is done`
			}
			work(j)
		}
	}
}

func breakOfTheSelectUnderErr(ctx context.Context, jobs chan int) {
	for {
		select {
		case j := <-jobs:
			if err := ctx.Err(); err != nil {
				log.Print(err)
				break // want `break leaves only the select`
			}
			work(j)
		}
	}
}

func rangeOverATicker(ctx context.Context, t *time.Ticker) {
	for range t.C {
		select {
		case <-ctx.Done():
			break // want `break leaves only the select`
		default:
			work(t)
		}
	}
}

type stoppable struct {
	halt chan struct{}
	jobs chan int
}

func (s *stoppable) loop() {
	for {
		select {
		case <-s.halt:
			break // want `break leaves only the select: the loop goes on after s.halt is closed`
		case j := <-s.jobs:
			work(j)
		}
	}
}

func (s *stoppable) Close() { close(s.halt) }
