// Package fix holds what gostuck can repair: a send that is the last thing its
// goroutine does, to a channel that gets one value from each go statement.
package fix

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errLate = errors.New("late")

// broken is what the tests set to go the way on which something fails.
var broken bool

func check() error {
	if broken {
		return errLate
	}
	return nil
}

func weigh(name string) int {
	time.Sleep(time.Duration(len(name)) * time.Millisecond)
	return len(name)
}

// haul takes long.
func haul(name string) int {
	time.Sleep(time.Minute)
	return len(name)
}

func oneAnswerTooLate(name string) (int, error) {
	answer := make(chan int)
	go func() { answer <- haul(name) }() // want `nobody is left to receive from answer`
	select {
	case n := <-answer:
		return n, nil
	case <-time.After(time.Second):
		return 0, errLate
	}
}

// The send is the last thing on each way.
type job struct {
	name string
	done chan int
}

func (j *job) run(bell <-chan int) {
	if err := check(); err != nil {
		j.done <- -1 // want `nobody is left to receive from j.done`
		return
	}
	select {
	case n := <-bell:
		j.done <- n // in its stead
	case <-time.After(time.Minute):
		j.done <- weigh(j.name) // in its stead
	}
}

func onEachWay(ctx context.Context, name string, bell <-chan int) int {
	j := &job{name: name, done: make(chan int)}
	go j.run(bell)
	select {
	case n := <-j.done:
		return n
	case <-ctx.Done():
		return 0
	}
}

// Two senders, and nobody waits for either.
func twoAnswersAndNoneIsRead(name string) error {
	weights := make(chan int)
	go func() { weights <- weigh(name) }() // want `nobody is left to receive from weights`
	go func() { weights <- haul(name) }()
	if err := check(); err != nil {
		return err
	}
	_ = <-weights + <-weights
	return nil
}

// There is a slot, and one too few: the first of three answers wins.
func oneSlotForTwoLosers(a, b, c string) int {
	first := make(chan int, 1)
	go func() { first <- weigh(a) }() // want `nobody is left to receive from first`
	go func() { first <- weigh(b) }() // in its stead
	go func() { first <- weigh(c) }() // in its stead
	return <-first
}

// A channel of its own for each turn.
func answersOfEachTurn(names []string) error {
	for _, name := range names {
		answer := make(chan int)
		go func() {
			defer close(answer)
			answer <- weigh(name) // want `nobody is left to receive from answer`
		}()
		if err := check(); err != nil {
			return err
		}
		<-answer
	}
	return nil
}

// The group is waited for only to close the channel.
func closedByWhoWaits(name string) (sum int, err error) {
	var wg sync.WaitGroup
	parts := make(chan int)
	wg.Go(func() { parts <- weigh(name) }) // want `nobody is left to receive from parts`
	wg.Add(1)
	go func() {
		defer wg.Done()
		parts <- haul(name)
	}()
	go func() {
		wg.Wait()
		close(parts)
	}()
	if err := check(); err != nil {
		return 0, err
	}
	for n := range parts {
		sum += n
	}
	return sum, nil
}
