// Package relies holds sends that can be stuck and that a buffer would not
// repair, or not without another meaning: no fix is offered.
package relies

import (
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

func weigh(name string) int { return len(name) }

// What is handed over is counted as handed over.
type desk struct {
	handed int
	orders chan string
}

func (d *desk) hand(order string) {
	d.orders <- order // want `nobody is left to receive from d.orders`
	d.handed++
}

func countsWhatWasTaken() error {
	d := &desk{orders: make(chan string)}
	go d.hand("tea")
	if err := check(); err != nil {
		return err
	}
	<-d.orders
	return nil
}

// The end of the work is told, too: with a buffer, who waits for both may see
// the end first, and lose the answer.
func tellsTheEndAfterIt(name string) (int, error) {
	answer, over := make(chan int), make(chan struct{})
	go func() {
		defer close(over)
		answer <- weigh(name) // want `nobody is left to receive from answer`
	}()
	if err := check(); err != nil {
		return 0, err
	}
	select {
	case n := <-answer:
		return n, nil
	case <-over:
		return 0, errLate
	}
}

// The same, told by a group.
func countsDownAfterIt(name string) (int, error) {
	var wg sync.WaitGroup
	answer, over := make(chan int), make(chan struct{})
	wg.Go(func() { answer <- weigh(name) }) // want `nobody is left to receive from answer`
	go func() {
		wg.Wait()
		close(over)
	}()
	if err := check(); err != nil {
		return 0, err
	}
	select {
	case n := <-answer:
		return n, nil
	case <-over:
		return 0, errLate
	}
}

// As many sends as there are names.
func oneOfMany(names []string) int {
	answers := make(chan int)
	for _, name := range names {
		go func() { answers <- weigh(name) }() // want `nobody is left to receive from answers`
	}
	return <-answers
}

// The channel is older than the loop, by a test.
func oneForAllTurns(names []string) error {
	var answers chan int
	for _, name := range names {
		if answers == nil {
			answers = make(chan int)
		}
		go func() { answers <- weigh(name) }() // want `nobody is left to receive from answers`
		if err := check(); err != nil {
			return err
		}
		<-answers
	}
	return nil
}

// One goroutine, many values: nothing is weighed before the last one is taken.
func weighsOnDemand(names []string) error {
	weights := make(chan int)
	go func() {
		for _, name := range names {
			weights <- weigh(name) // want `nobody is left to receive from weights`
		}
	}()
	if err := check(); err != nil {
		return err
	}
	for range names {
		<-weights
	}
	return nil
}

// A semaphore that is not given back.
func slotIsLost(names []string) {
	slots := make(chan struct{}, 1)
	for range names {
		slots <- struct{}{} // want `nobody is left to receive from slots`
		if check() != nil {
			continue
		}
		<-slots
	}
}

// A receive.
func nobodyAnswers(name string) int {
	answer := make(chan int)
	go func() {
		if check() != nil {
			return
		}
		answer <- weigh(name)
	}()
	return <-answer // want `nobody is left to send to answer`
}

// Sent in a select, which would no longer give up.
func givesUpTheOther(name string) error {
	answer, other := make(chan int), make(chan int)
	go func() {
		select {
		case answer <- weigh(name):
		case <-time.After(time.Second):
		}
		other <- weigh(name) // want `nobody is left to receive from other`
		pause()
	}()
	if err := check(); err != nil {
		return err
	}
	<-answer
	<-other
	return nil
}

func pause() { time.Sleep(time.Millisecond) }
