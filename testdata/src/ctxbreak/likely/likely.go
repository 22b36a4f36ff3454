// Package likely may leave the loop another way.
package likely

import "context"

func work(any) error { return nil }

func anotherErrorLeaves(ctx context.Context, jobs chan int) error {
	var last int
	for {
		select {
		case <-ctx.Done():
			break // want `break leaves only the select`
		case last = <-jobs:
		}
		if err := work(last); err != nil {
			return err
		}
	}
}

func boundedLoop(ctx context.Context, items []int, out chan int) {
	for _, item := range items {
		select {
		case <-ctx.Done():
			break // want `break leaves only the select`
		case out <- item:
		}
	}
}
