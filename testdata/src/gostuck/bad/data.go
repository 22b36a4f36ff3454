package bad

import (
	"errors"
	"iter"
	"strings"
	"time"
)

// These suppose one thing of data, or nothing that matters. Their numbers are
// those of the twins in good.

// 10. One of the senders has nothing to say, and is counted on.
func skipsOneAnswer(names []string) (sum int) {
	weights := make(chan int)
	for _, name := range names {
		go func() {
			if name == "" {
				return
			}
			weights <- measure(name)
		}()
	}
	for range names {
		sum += <-weights // want `blocks for ever.*\(gostuck\)`
	}
	return sum
}

// 29. A channel that is made on one way only: on the other it is nil for ever.
func nilUnlessVerbose(verbose bool) {
	var lines chan string
	if verbose {
		lines = make(chan string)
		go func() {
			defer close(lines)
			lines <- "hello"
		}()
	}
	for l := range lines { // want `blocks for ever.*\(gostuck\)`
		_ = measure(l)
	}
}

// 49. An iterator that starts a goroutine, and a loop that breaks.
func drops(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		c := make(chan int)
		go func() {
			defer close(c)
			for i := range n {
				c <- i // want `blocks for ever.*\(gostuck\)`
			}
		}()
		for i := range c {
			if !yield(i) {
				return
			}
		}
	}
}

func breaksTheIteration() {
	for d := range drops(5) {
		if d == 2 {
			break
		}
	}
}

// 66. How the goroutine comes to its send does not matter: the waiting may be
// over by then.
func waitsASecondForTheAddress(log []string) (string, error) {
	address := make(chan string)
	go func() {
		time.Sleep(2 * time.Second)
		for _, line := range log {
			if len(line) > 3 {
				if _, at, ok := strings.Cut(line, "listening on "); ok {
					address <- at // want `blocks for ever.*\(gostuck\)`
				}
			}
		}
	}()
	select {
	case at := <-address:
		return at, nil
	case <-time.After(time.Second):
		return "", errors.New("no address")
	}
}

// 67. What the workers look up decides only which of the errors it is.
func leavesAtTheUnknown(names []string, prices map[string]int) error {
	orders := make(chan string)
	failed := make(chan error, 1)
	go func() {
		defer close(orders)
		for _, name := range names {
			orders <- name // want `blocks for ever.*\(gostuck\)`
		}
	}()
	go func() {
		for name := range orders {
			price, ok := prices[name]
			if !ok {
				failed <- errors.New("unknown")
				return
			}
			if err := check(name); err != nil || price == 0 {
				failed <- errors.New("not sold")
				return
			}
		}
		failed <- nil
	}()
	return <-failed
}

// 68. A thousand slots do not close a channel.
func manySlotsAndNoClose(names []string) error {
	todo := make(chan string, 1000)
	go func() {
		for name := range todo { // want `blocks for ever.*\(gostuck\)`
			_ = measure(name)
		}
	}()
	for _, name := range names {
		if err := check(name); err != nil {
			return err
		}
		todo <- name
	}
	close(todo)
	return nil
}

// 78. One answer more than there are questions.
func oneAnswerTooMany(from, to int) (sum int) {
	more := to - from
	weights := make(chan int)
	for i := from; i < to; i++ {
		go func() { weights <- i }()
	}
	for i := 0; i <= more; i++ {
		sum += <-weights // want `blocks for ever.*\(gostuck\)`
	}
	return sum
}

// 79. Who was to tell has been forgotten.
func nobodyTells(names []string) {
	told := make(chan struct{})
	go func() {
		for _, name := range names {
			_ = measure(name)
		}
	}()
	<-told // want `blocks for ever.*\(gostuck\)`
}
