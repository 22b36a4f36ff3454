// Package testkit serves tests: what would be certain elsewhere is likely here.
package testkit

import "errors"

var errEmpty = errors.New("empty")

// Measure returns how long the names are.
func Measure(names []string) (int, error) {
	sum := make(chan int)
	go func() { sum <- len(names) }() // want `blocks for ever.*\(gostuck\)`
	if len(names) == 0 {
		return 0, errEmpty
	}
	return <-sum, nil
}
