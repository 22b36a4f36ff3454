package fix

import (
	"context"
	"log"
)

func work(int) {}

func noResults(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done():
			break // want `break leaves only the select`
		case j := <-jobs:
			work(j)
		}
	}
}

func returnsAnError(ctx context.Context, jobs chan int) (int, error) {
	for {
		select {
		case <-ctx.Done():
			log.Print("stopping")
			continue // want `continue after ctx is done`
		case j := <-jobs:
			work(j)
		}
	}
}

func onlyLogs(ctx context.Context, jobs chan int) {
	for {
		select {
		case <-ctx.Done(): // want `the case does not leave the loop`
			log.Print("stopping")
		case j := <-jobs:
			work(j)
		}
	}
}

func moreAfterTheLoop(ctx context.Context, jobs chan int) {
	n := 0
	for {
		select {
		case <-ctx.Done():
			break // want `break leaves only the select`
		case j, ok := <-jobs:
			if !ok {
				goto done
			}
			n += j
		}
	}
done:
	work(n)
}
